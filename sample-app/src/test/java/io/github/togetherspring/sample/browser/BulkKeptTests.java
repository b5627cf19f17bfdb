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

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

import static io.github.togetherspring.simulator.script.RequestPattern.anyPrompt;
import static io.github.togetherspring.simulator.script.RequestPattern.prompt;
import static io.github.togetherspring.simulator.script.RequestPattern.promptMatching;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.simulator.script.SimulatedResponse.fromModel;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the results of a bulk, which were paid, outlive the page.
 */
class BulkKeptTests extends BrowserTestSupport {

	private static final int SIZE = 20;

	@Test
	void resultsAreKeptOverAReloadAndTheRestRunsLater() {
		runUntilTheFifthStalls();
		this.driver.navigate().refresh();
		await(() -> status().equals("Kept from before: 4 prompts completed, 0 failed, 16 left"));
		assertThat(rows().get(3)).isEqualTo("4 prompt 4 fine");
		assertThat(field("Prompts").getDomProperty("value")).startsWith("prompt 1\nprompt 2\n");
		this.chromium.screenshot("bulk-kept-light");
		assertThatThePageIsAccessible();
		restRuns(16);
		this.driver.navigate().refresh();
		await(() -> status().equals("Kept from before: 20 prompts completed, 0 failed, 0 left"));
		assertThat(this.driver.findElements(By.xpath("//button[contains(., 'left')]")))
			.noneMatch(WebElement::isDisplayed);
	}

	@Test
	void failuresAreKeptAndThoseThatRunAgainAreNot() {
		this.simulator.on(anyPrompt()).respond(completion(" fine"));
		this.simulator.on(prompt("prompt 2")).respond(error(400, "invalid_request_error", "Not today"));
		open("bulk");
		type(field("Prompts"), prompts(3));
		button("Run").click();
		await(() -> status().startsWith("Done: 2 prompts completed, 1 failed"));
		this.driver.navigate().refresh();
		await(() -> status().equals("Kept from before: 2 prompts completed, 1 failed, 0 left"));
		this.simulator.reset();
		this.simulator.on(prompt("prompt 2")).respond(fromModel().stallBeforeHeaders());
		button("Run 1 failed prompt again").click();
		await(() -> this.simulator.activeRequests() == 1);
		this.driver.navigate().refresh();
		await(() -> status().equals("Kept from before: 2 prompts completed, 0 failed, 1 left"));
	}

	@Test
	void anotherTabPaysNothingTwice() {
		runUntilTheFifthStalls();
		String first = this.driver.getWindowHandle();
		this.driver.switchTo().newWindow(WindowType.TAB);
		try {
			open("bulk");
			await(() -> status().equals("Kept from before: 4 prompts completed, 0 failed, 16 left"));
			button("Run the 16 prompts left").click();
			await(() -> !findAll("#view-bulk .problem").isEmpty());
			assertThat(find("#view-bulk .problem").getText()).startsWith("Another tab is at it");
			String second = this.driver.getWindowHandle();
			this.driver.switchTo().window(first);
			button("Stop").click();
			await(() -> status().startsWith("Stopped: 4 prompts completed"));
			restRuns(16);
			this.driver.switchTo().window(second);
			button("Run the 16 prompts left").click();
			await(() -> status().equals("Done: 20 prompts completed, 0 failed, 0 left"));
			assertThat(sent()).hasSize(16);
			this.driver.close();
		}
		finally {
			this.driver.switchTo().window(first);
		}
	}

	@Test
	void forgottenResultsAreGone() {
		this.simulator.on(anyPrompt()).respond(completion(" fine"));
		open("bulk");
		type(field("Prompts"), prompts(3));
		button("Run").click();
		await(() -> status().startsWith("Done: 3 prompts completed"));
		button("Forget the results").click();
		assertThat(find(".bulk-table").isDisplayed()).isFalse();
		assertThat(focused()).isEqualTo(button("Run"));
		this.driver.navigate().refresh();
		await(() -> find("#view-bulk").isDisplayed());
		assertThat(kept()).isEqualTo(0L);
		assertThat(find(".bulk-table").isDisplayed()).isFalse();
	}

	@Test
	void onlyTheLastBulksAreKept() {
		this.simulator.on(anyPrompt()).respond(completion(" fine"));
		open("bulk");
		for (int i = 1; i <= 7; i++) {
			type(field("Prompts"), "bulk " + i);
			button("Run").click();
			String row = "1 bulk " + i + " fine";
			await(() -> rows().equals(List.of(row)));
		}
		await(() -> kept() == 5L);
	}

	@Test
	void browserThatKeepsNothingIsToldAndTheBulkRunsAllTheSame() {
		this.simulator.on(anyPrompt()).respond(completion(" fine"));
		open("bulk");
		this.driver.executeScript("IDBDatabase.prototype.transaction = () => { throw new Error('full') }");
		type(field("Prompts"), prompts(3));
		button("Run").click();
		await(() -> status().startsWith("Done: 3 prompts completed"));
		await(() -> find("#view-bulk").getText().contains("download them before you leave the page"));
	}

	// What is in order before the fifth has come; what comes after it waits for it.
	private void runUntilTheFifthStalls() {
		this.simulator.on(promptMatching("prompt [1-4]")).respond(completion(" fine"));
		this.simulator.on(promptMatching("prompt ([5-9]|1\\d|20)")).respond(fromModel().stallBeforeHeaders());
		open("bulk");
		type(field("Prompts"), prompts(SIZE));
		button("Run").click();
		await(() -> find(".bulk-progress").getText().startsWith("Done\n4 of 20"));
	}

	private void restRuns(int size) {
		assertThat(this.simulator.awaitIdle(TIMEOUT)).isTrue();
		this.simulator.reset();
		this.simulator.on(anyPrompt()).respond(completion(" fine"));
		button("Run the %d prompts left".formatted(size)).click();
		await(() -> status().equals("Done: 20 prompts completed, 0 failed, 0 left"));
		assertThat(sent()).hasSize(size).extracting(ReceivedRequest::prompt).doesNotContain("prompt 4");
	}

	private String status() {
		return find(".bulk-status").getText();
	}

	private List<ReceivedRequest> sent() {
		return this.simulator.requests().stream().filter(ReceivedRequest::isCompletion).toList();
	}

	private long kept() {
		return (long) this.driver.executeAsyncScript("""
				const [done] = arguments;
				const request = indexedDB.open("together-playground", 1);
				request.onsuccess = () => {
					const database = request.result;
					const count = database.transaction("bulks").objectStore("bulks").count();
					count.onsuccess = () => {
						database.close();
						done(count.result);
					};
				};""");
	}

	private static String prompts(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((i) -> "prompt " + i).collect(Collectors.joining("\n"));
	}

}
