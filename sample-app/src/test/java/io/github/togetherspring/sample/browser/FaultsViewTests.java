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

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the view that makes the simulator fail.
 */
class FaultsViewTests extends BrowserTestSupport {

	@AfterEach
	void switchOff() {
		open("faults");
		await(() -> !findAll(".fault").isEmpty());
		if (find(".fault-status").getText().startsWith("On")) {
			button("Switch off").click();
			awaitStatus("All is well");
		}
	}

	@Test
	void faultIsSeenInAllViewsUntilItIsSwitchedOff() {
		switchOn("rate-limit");
		awaitStatus("On: 429 with Retry-After");
		assertThat(find("nav a[href='#faults']").getText()).contains("one is on");
		assertThatThePageIsAccessible();
		this.chromium.screenshot("faults-on");

		go("write");
		button("Run").click();
		await(() -> !findAll("#view-write .problem").isEmpty());
		assertThat(find("#view-write .problem").getText()).contains("429", "rate_limit", "3 times", "1 s");

		go("watch");
		await(() -> find("#view-watch tbody").getText().matches("(?s).*Retries \\S+ \\d+ \\(.*429: \\d+.*"));

		go("faults");
		button("Switch off").click();
		awaitStatus("All is well");
		assertThat(find("nav a[href='#faults']").getText()).isEqualTo("Faults");
		go("write");
		button("Run").click();
		await(() -> findAll("#view-write .problem").isEmpty() && button("Run").isEnabled());
		assertThat(this.simulator.requests()).isNotEmpty();
	}

	@Test
	void everyFaultIsExplained() {
		open("faults");
		await(() -> !findAll(".fault").isEmpty());
		assertThat(findAll(".fault")).hasSize(9)
			.allSatisfy((card) -> assertThat(card.getText().lines()).hasSizeGreaterThanOrEqualTo(4));
		assertThat(find("[data-fault='stall']").getText()).contains("After 5 seconds");
	}

	@Test
	void codeOfTheFaultsCompiles(@TempDir Path directory) throws IOException {
		open("faults");
		await(() -> !findAll(".fault").isEmpty());
		String code = findAll(".fault code, .limit code").stream()
			.map((element) -> element.getDomProperty("textContent"))
			.collect(Collectors.joining("\n"));
		JavaCode.compile("Snippet", """
				import static io.github.togetherspring.simulator.script.RequestPattern.*;
				import static io.github.togetherspring.simulator.script.SimulatedResponse.*;

				import io.github.togetherspring.simulator.TogetherSimulator;
				import io.github.togetherspring.simulator.script.SimulatedRateLimit;
				import java.time.Duration;

				class Snippet {

					void run(TogetherSimulator simulator) {
						%s
					}

				}
				""".formatted(code), directory);
	}

	@Test
	void faultIsSwitchedByKeyboardAndOneTakesTheOthersPlace() {
		switchOn("stall");
		awaitStatus("On: Stalled response");
		WebElement cut = find("[data-fault='cut'] [aria-pressed]");
		cut.sendKeys(Keys.ENTER);
		awaitStatus("On: Truncated response");
		assertThat(focused()).isEqualTo(cut);
		assertThat(findAll("#view-faults [aria-pressed='true']")).containsExactly(cut);
		cut.sendKeys(Keys.SPACE);
		awaitStatus("All is well");
	}

	@Test
	void rateLimitStaysOnWhateverFaultIsOn() {
		open("faults");
		await(() -> !findAll(".fault").isEmpty());
		WebElement limit = find(".limit [aria-pressed]");
		limit.click();
		await(() -> limit.getText().equals("On"));
		assertThatThePageIsAccessible();
		find("[data-fault='slow'] [aria-pressed]").click();
		awaitStatus("On: Slow tokens");
		button("Switch off").click();
		awaitStatus("All is well");
		go("watch");
		go("faults");
		await(() -> find(".limit [aria-pressed]").getText().equals("On"));
		find(".limit [aria-pressed]").sendKeys(Keys.ENTER);
		await(() -> find(".limit [aria-pressed]").getText().equals("Switch on"));
	}

	@Test
	void stallEndsWhileOneWatches() {
		switchOn("stall");
		awaitStatus("On: Stalled response");
		go("write");
		button("Run").click();
		await(() -> !findAll("#view-write .problem").isEmpty());
		assertThat(find("#view-write .problem").getText()).contains("504");
	}

	private void switchOn(String fault) {
		open("faults");
		await(() -> !findAll(".fault").isEmpty());
		find("[data-fault='" + fault + "'] [aria-pressed]").click();
	}

	private void go(String view) {
		find("nav a[href='#" + view + "']").click();
		await(() -> find("#view-" + view).isDisplayed());
	}

	private void awaitStatus(String status) {
		await(() -> find(".fault-status").getText().startsWith(status));
	}

}
