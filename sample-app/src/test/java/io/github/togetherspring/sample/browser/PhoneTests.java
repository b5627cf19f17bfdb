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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

import static io.github.togetherspring.simulator.script.RequestPattern.anyPrompt;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.simulator.script.SimulatedResponse.tokens;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page on a phone.
 */
class PhoneTests extends WriteSupport {

	private static final int HEIGHT = 844;

	@BeforeEach
	void phone() {
		this.chromium.size(390, HEIGHT);
	}

	@Test
	void textIsInSightWhileItIsWritten() {
		this.simulator.enqueue(tokens(" one", " two", " three").stallAfter(2));
		openWrite();
		this.driver.executeScript("document.querySelector('.parameters').open = true");
		run();
		await(() -> text().equals(" one two"));
		await(() -> isInSight(find(".choice .text")));
		assertThat(isInSight(button("Stop"))).isTrue();
		this.chromium.screenshotOfWindow("phone-write");
		button("Stop").click();
		awaitState("stopped");
		assertThat(isInSight(button("Run"))).isTrue();
		assertThatThePageIsAccessible();
	}

	@Test
	void failureIsInSight() {
		this.simulator.enqueue(error(400, "invalid_request_error", "Not today"));
		openWrite();
		run();
		awaitState("failed");
		await(() -> isInSight(find(".problem h3")));
		this.chromium.screenshotOfWindow("phone-problem");
	}

	@Test
	void resultsOfABulkAreInSight() {
		this.simulator.on(anyPrompt()).respond(completion(" fine"));
		open("bulk");
		type(field("Prompts"), "one\ntwo");
		button("Run").click();
		await(() -> find(".bulk-status").getText().startsWith("Done: "));
		await(() -> isInSight(find(".bulk-status")));
		assertThat(isInSight(find(".bulk-table tbody"))).isTrue();
		this.chromium.screenshotOfWindow("phone-bulk");
		assertThatThePageIsAccessible();
	}

	private boolean isInSight(WebElement element) {
		return (boolean) this.driver.executeScript("""
				const { top, bottom, left } = arguments[0].getBoundingClientRect();
				const bar = [...document.querySelectorAll(".run-bar")].find((bar) => bar.checkVisibility());
				const limit = bar.contains(arguments[0]) ? innerHeight : bar.getBoundingClientRect().top;
				return top >= 0 && bottom <= limit;""", element);
	}

}
