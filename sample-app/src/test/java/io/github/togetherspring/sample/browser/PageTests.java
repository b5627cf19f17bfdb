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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what all views of the page have in common.
 */
class PageTests extends BrowserTestSupport {

	@Test
	void bannerTellsThatTheSimulatorAnswers() {
		open("write");
		assertThat(find("#server").getText()).startsWith("Simulator");
		assertThat(find("#view-write .toy").getText()).startsWith("The simulator's model is a toy");
		assertThat(backgroundOf("#server", "::before")).isEqualTo(backgroundOf("#view-write .primary", ""));
	}

	private Object backgroundOf(String selector, String part) {
		return this.driver.executeScript("""
				return getComputedStyle(document.querySelector(arguments[0]), arguments[1]).backgroundColor""",
				selector, part);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 ms", "12.4, 12 ms", "999.4, 999 ms", "999.6, 1 s", "1240, 1.24 s", "59940, 59.9 s",
			"59960, 1 min", "65000, 1 min 5 s", "90000, 1 min 30 s", "3599400, 59 min 59 s", "3599600, 1 h",
			"3900000, 1 h 5 min", "86400000, 1 d", "198300000, 2 d 7 h" })
	void durationIsWrittenAsPeopleReadIt(double milliseconds, String written) {
		open("write");
		assertThat(this.driver.executeAsyncScript(
				"""
						const [milliseconds, done] = arguments;
						import(new URL("js/lib/numbers.js", document.baseURI)).then(({ seconds }) => done(seconds(milliseconds)))""",
				milliseconds))
			.isEqualTo(written);
	}

	@ParameterizedTest
	@CsvSource({ "write", "bulk", "watch", "faults" })
	void viewIsAccessibleInLightAndDark(String view) {
		open(view);
		this.chromium.screenshot("page-" + view + "-light");
		assertThatThePageIsAccessible();
		this.chromium.colours("dark");
		this.chromium.screenshot("page-" + view + "-dark");
		assertThatThePageIsAccessible();
	}

	@ParameterizedTest
	@CsvSource({ "write", "bulk", "watch", "faults" })
	void viewFitsANarrowScreen(String view) {
		this.chromium.size(360, 800);
		open(view);
		this.chromium.screenshot("page-" + view + "-narrow");
		assertThat(this.driver.executeScript("return document.documentElement.scrollWidth")).isEqualTo(360L);
	}

	@Test
	void viewIsChosenByKeyboardAndKeptOverAReload() {
		open("write");
		find("nav a[href='#bulk']").sendKeys(Keys.ENTER);
		await(() -> find("#view-bulk").isDisplayed());
		assertThat(find("#view-write").isDisplayed()).isFalse();
		assertThat(focused()).isEqualTo(find("main"));
		assertThat(this.driver.getTitle()).startsWith("Bulk");
		this.driver.navigate().refresh();
		await(() -> find("#view-bulk").isDisplayed());
	}

	@Test
	void coloursAreChosenAndKept() {
		open("write");
		String light = find("html").getCssValue("background-color");
		find("#theme").sendKeys(Keys.ENTER, Keys.ENTER);
		assertThat(find("#theme").getText()).isEqualTo("◐ Dark");
		assertThat(find("html").getCssValue("background-color")).isNotEqualTo(light);
		open("write");
		assertThat(find("#theme").getText()).isEqualTo("◐ Dark");
	}

}
