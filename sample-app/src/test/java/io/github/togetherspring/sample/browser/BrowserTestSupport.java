/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.togetherspring.sample.browser;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.github.togetherspring.simulator.TogetherSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The running application, on its simulator, in a real browser. After each test the
 * console must be free of errors, and nothing may have been requested from another host.
 */
@Tag("browser")
@ExtendWith(BrowserExtension.class)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "together.api-key=", "together.base-url=", "together.retry.base-delay=10ms" })
abstract class BrowserTestSupport {

	static final Duration TIMEOUT = Duration.ofSeconds(20);

	Chromium chromium;

	ChromeDriver driver;

	@Autowired
	TogetherSimulator simulator;

	@LocalServerPort
	int port;

	@BeforeEach
	void start(Chromium chromium) {
		this.chromium = chromium;
		this.driver = chromium.driver();
		this.simulator.reset();
		chromium.reset();
	}

	@AfterEach
	void nothingWentWrongUnseen() {
		assertThat(this.chromium.consoleErrors()).as("errors in the console").isEmpty();
		assertThat(this.chromium.requestedUrls()).as("requests")
			.allMatch((url) -> url.startsWith(baseUrl()) || url.startsWith("blob:") || url.startsWith("data:")
					|| url.startsWith("about:"));
		assertThat(this.simulator.awaitIdle(TIMEOUT)).as("no call is left open").isTrue();
	}

	String baseUrl() {
		return "http://localhost:" + this.port + "/";
	}

	/**
	 * Opens the page anew.
	 * @param view the name of a view, as in the address
	 */
	void open(String view) {
		this.driver.get("about:blank");
		this.driver.get(baseUrl() + "#" + view);
		await(() -> find("#view-" + view).isDisplayed() && find("#server").getDomAttribute("data-server") != null);
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	List<WebElement> findAll(String selector) {
		return this.driver.findElements(By.cssSelector(selector));
	}

	/**
	 * Return a control by the text of its label.
	 * @param label the whole text
	 * @return the control
	 */
	WebElement field(String label) {
		WebElement element = this.driver.findElement(By.xpath("//label[normalize-space()='%s']".formatted(label)));
		return find("#" + element.getDomAttribute("for"));
	}

	/**
	 * Return a button that can be seen by its text.
	 * @param text the whole text
	 * @return the button
	 */
	WebElement button(String text) {
		return this.driver.findElements(By.xpath("//button[normalize-space()='%s']".formatted(text)))
			.stream()
			.filter(WebElement::isDisplayed)
			.findFirst()
			.orElseThrow(() -> new AssertionError("No button " + text));
	}

	/**
	 * Write into a field in place of what is there.
	 * @param field the field
	 * @param text the text
	 */
	void type(WebElement field, String text) {
		field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE);
		field.sendKeys(text);
	}

	/**
	 * Presses keys where the focus is.
	 * @param keys the keys
	 */
	void press(CharSequence... keys) {
		new Actions(this.driver).sendKeys(keys).perform();
	}

	/**
	 * Presses a key together with the control key where the focus is.
	 * @param key the key
	 */
	void pressWithControl(CharSequence key) {
		new Actions(this.driver).keyDown(Keys.CONTROL).sendKeys(key).keyUp(Keys.CONTROL).perform();
	}

	/**
	 * Return where the focus is.
	 * @return the element
	 */
	WebElement focused() {
		return this.driver.switchTo().activeElement();
	}

	/**
	 * Return what is in the rows of the table of results, with single spaces.
	 * @return the texts
	 */
	List<String> rows() {
		return findAll(".bulk-table tbody tr").stream().map((row) -> row.getText().replaceAll("\\s+", " ")).toList();
	}

	/**
	 * Wait until something is so.
	 * @param condition what is waited for
	 */
	void await(Supplier<Boolean> condition) {
		new WebDriverWait(this.driver, TIMEOUT, Duration.ofMillis(20)).ignoring(StaleElementReferenceException.class)
			.until((driver) -> condition.get());
	}

	/**
	 * Looks for what keeps people from using the page as it is now.
	 */
	void assertThatThePageIsAccessible() {
		List<String> findings = new AxeBuilder().analyze(this.driver)
			.getViolations()
			.stream()
			.filter((rule) -> List.of("serious", "critical").contains(rule.getImpact()))
			.map(BrowserTestSupport::describe)
			.toList();
		assertThat(findings).as("findings of axe").isEmpty();
	}

	private static String describe(Rule rule) {
		return rule.getId() + ": " + rule.getHelp()
				+ rule.getNodes()
					.stream()
					.map((node) -> "\n  " + node.getHtml() + "\n  " + node.getFailureSummary())
					.reduce("", String::concat);
	}

}
