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
import java.util.Map;

import io.github.togetherspring.simulator.script.SimulatedChoice;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.simulator.script.SimulatedResponse.error;
import static io.github.togetherspring.simulator.script.SimulatedResponse.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for the view that writes one completion at a time.
 */
class WriteTests extends WriteSupport {

	@Test
	void tokensAreSeenBeforeTheEnd() {
		this.simulator.enqueue(tokens(" one", " two", " three").stallAfter(2));
		openWrite();
		run();
		await(() -> text().equals(" one two"));
		assertThat(fact("State")).isEqualTo("writing");
		assertThat(fact("Time to first token")).isNotEmpty();
		button("Stop").click();
	}

	@Test
	void endTellsTheFigures() {
		this.simulator.enqueue(tokens(" one", " two", " three").withUsage(5, 3).withFinishReason("length"));
		openWrite();
		runToTheEnd();
		assertThat(text()).isEqualTo(" one two three");
		assertThat(find(".choice .badge").getText()).isEqualTo("length");
		assertThat(fact("Tokens")).isEqualTo("5 in, 3 out");
		assertThat(fact("Time to first token")).matches("[\\d.]+ m?s");
		assertThat(fact("Total time")).matches("[\\d.]+ m?s");
		assertThat(fact("Attempts")).isEqualTo("1");
		assertThat(fact("Model")).isEqualTo("meta-llama/Meta-Llama-3.1-8B");
	}

	@Test
	void stopMidStreamClosesTheCallToTheServer() {
		this.simulator.enqueue(tokens(" one", " two", " three").stallAfter(2));
		openWrite();
		run();
		await(() -> text().equals(" one two"));
		assertThat(this.simulator.activeRequests()).isOne();
		button("Stop").click();
		assertThat(this.simulator.awaitIdle(TIMEOUT)).isTrue();
		awaitState("stopped");
		assertThat(text()).isEqualTo(" one two");
		assertThat(findAll(".problem")).isEmpty();
	}

	@Test
	void stopBeforeTheFirstTokenClosesTheCallToTheServer() {
		this.simulator.enqueue(completion("never").stallBeforeHeaders());
		openWrite();
		run();
		this.simulator.takeRequest(TIMEOUT);
		press(Keys.ESCAPE);
		assertThat(this.simulator.awaitIdle(TIMEOUT)).isTrue();
		awaitState("stopped");
	}

	@Test
	void leavingThePageClosesTheCallToTheServer() {
		this.simulator.enqueue(tokens(" one", " two", " three").stallAfter(2));
		openWrite();
		run();
		await(() -> text().equals(" one two"));
		this.driver.get("about:blank");
		assertThat(this.simulator.awaitIdle(TIMEOUT)).isTrue();
	}

	@Test
	void threeChoicesAreSideBySideWhileTheyCome() {
		this.simulator.enqueue(
				SimulatedResponse
					.choices(SimulatedChoice.tokens(" a", " b", " c"), SimulatedChoice.tokens(" d", " e", " f"),
							SimulatedChoice.tokens(" g", " h", " i"))
					.stallAfter(6));
		openWrite();
		set("Choices (n)", "3");
		run();
		await(() -> texts().equals(List.of(" a b", " d e", " g h")));
		assertThat(fact("State")).isEqualTo("writing");
		List<WebElement> choices = findAll(".choice");
		assertThat(choices).extracting((choice) -> choice.getLocation().y).containsOnly(choices.get(0).getLocation().y);
		assertThat(choices).extracting((choice) -> choice.getLocation().x).doesNotHaveDuplicates().isSorted();
		button("Stop").click();
	}

	@Test
	void allParametersAreSent() {
		openWrite();
		expandParameters();
		Map<String, String> values = Map.ofEntries(entry("Prompt", "Once"), entry("Model", "some/model"),
				entry("Max tokens", "7"), entry("Temperature", "0.6"), entry("Top p", "0.95"), entry("Top k", "40"),
				entry("Min p", "0.05"), entry("Seed", "18446744073709551615"), entry("Choices (n)", "2"),
				entry("Logprobs", "2"), entry("Stop texts", "END\\n\n\\\\n"), entry("Repetition penalty", "1.1"),
				entry("Presence penalty", "-0.2"), entry("Frequency penalty", "0.3"),
				entry("Logit bias", "105: 21.4\n\"106\": -1"), entry("Safety model", "some/guard"),
				entry("Extra fields", "{\"best_of\": {\"x\": [1, null]}}"));
		values.forEach(this::set);
		runToTheEnd();
		JsonNode sent = JsonMapper.shared().readTree(this.simulator.takeRequest(TIMEOUT).body());
		assertThat(sent).isEqualTo(JsonMapper.shared().readTree("""
				{"model":"some/model","prompt":"Once","max_tokens":7,"temperature":0.6,"top_p":0.95,"top_k":40,
				"min_p":0.05,"seed":18446744073709551615,"n":2,"logprobs":2,"stop":["END\\n","\\\\n"],
				"repetition_penalty":1.1,"presence_penalty":-0.2,"frequency_penalty":0.3,
				"logit_bias":{"105":21.4,"106":-1},"safety_model":"some/guard","best_of":{"x":[1,null]},"stream":true}
				"""));
	}

	@Test
	void whatIsLeftEmptyIsNotSent() {
		openWrite();
		set("Max tokens", "");
		set("Temperature", "");
		set("Top p", "");
		runToTheEnd();
		assertThat(this.simulator.takeRequest(TIMEOUT).json()).containsOnlyKeys("prompt", "model", "stream");
	}

	@Test
	void sliderAndFieldSayTheSame() {
		openWrite();
		WebElement slider = find("input[aria-label='Temperature, slider']");
		set("Temperature", "1.95");
		assertThat(slider.getDomProperty("value")).isEqualTo("1.95");
		slider.sendKeys(Keys.ARROW_RIGHT);
		assertThat(field("Temperature").getDomProperty("value")).isEqualTo("2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Code", "Story", "Watch it write", "Three at once", "All the knobs" })
	void exampleRuns(String title) {
		openWrite();
		choosePreset(title);
		set("Max tokens", "20");
		runToTheEnd();
		assertThat(texts()).hasSize(title.equals("Three at once") ? 3 : 1)
			.allSatisfy((text) -> assertThat(text).isNotEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"n\": ", "[1]", "7" })
	void extraFieldsThatAreNoObjectAreRefused(String json) {
		openWrite();
		expandParameters();
		paste("Extra fields", json);
		run();
		WebElement extra = field("Extra fields");
		assertThat(focused()).isEqualTo(extra);
		assertThat(extra.getDomAttribute("aria-invalid")).isEqualTo("true");
		assertThat(find("#" + extra.getDomAttribute("aria-errormessage")).getText()).startsWith("Must be");
		assertThat(this.simulator.requests()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "Max tokens, -5, Must not be negative", "Max tokens, 1.5, Must be a whole number",
			"Max tokens, many, Must be a number", "Temperature, -0.1, Must not be negative",
			"Temperature, warm, Must be a number", "Choices (n), 0, Must be 1 or more",
			"Choices (n), -5, Must be 1 or more", "Seed, 1e3, Must be a whole number" })
	void numberThatCanNotBeRightIsRefusedInTheRightWords(String label, String value, String message) {
		openWrite();
		set(label, value);
		run();
		WebElement input = field(label);
		assertThat(focused()).isEqualTo(input);
		assertThat(find("#" + input.getDomAttribute("aria-errormessage")).getText()).isEqualTo(message);
		assertThat(this.simulator.requests()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "Seed, -5, seed", "Presence penalty, -0.5, presence_penalty" })
	void negativeNumberWithAMeaningIsSent(String label, String value, String parameter) {
		openWrite();
		expandParameters();
		set(label, value);
		runToTheEnd();
		assertThat(this.simulator.takeRequest(TIMEOUT).json().get(parameter)).hasToString(value);
	}

	@ParameterizedTest
	@CsvSource({ "'', Blank: the text has no character", "'  \n', Blank: 3 characters of white space" })
	void blankTextIsToldAsBlank(String text, String told) {
		this.simulator.enqueue(completion(text.replace("\\n", "\n")));
		openWrite();
		runToTheEnd();
		assertThat(find(".choice .blank").getText()).isEqualTo(told);
		this.simulator.enqueue(completion(" a"));
		runToTheEnd();
		assertThat(find(".choice .blank").getText()).isEmpty();
	}

	@Test
	void allTheKnobsShowWhatSamplingIs() {
		openWrite();
		choosePreset("All the knobs");
		set("Choices (n)", "3");
		set("Seed", "1");
		runToTheEnd();
		assertThat(texts()).doesNotHaveDuplicates();
		assertThat(findAll(".token")).extracting((token) -> token.getDomAttribute("aria-label"))
			.filteredOn((label) -> label.matches(".*, [1-8]?\\d(\\.\\d+)? %"))
			.hasSizeGreaterThan(5);
	}

	@Test
	void textFromRightToLeftReadsSo() {
		this.simulator.enqueue(
				tokens(" \u05e9\u05dc\u05d5\u05dd", " \u05e2\u05d5\u05dc\u05dd", "!").withLogprobs(-0.1, -0.2, -0.3));
		openWrite();
		paste("Prompt", "\u0645\u0631\u062d\u0628\u0627");
		set("Logprobs", "1");
		runToTheEnd();
		for (WebElement text : List.of(field("Prompt"), find(".choice .text"), find(".entry-prompt"))) {
			assertThat(text.getCssValue("direction")).isEqualTo("rtl");
		}
		List<WebElement> tokens = findAll(".token");
		assertThat(tokens.get(0).getLocation().x).isGreaterThan(tokens.get(1).getLocation().x);
		this.driver.executeScript("arguments[0].focus()", tokens.get(0));
		press(Keys.ARROW_LEFT);
		assertThat(focused()).isEqualTo(tokens.get(1));
		this.chromium.screenshot("write-right-to-left");
	}

	@Test
	void echoIsApartFromTheNewText() {
		openWrite();
		set("Prompt", "Once upon a time");
		set("Max tokens", "5");
		field("Echo the prompt").click();
		runToTheEnd();
		assertThat(find(".echo .text").getDomProperty("textContent")).isEqualTo("Once upon a time");
		assertThat(text()).isNotEmpty().doesNotContain("Once upon a time");
		assertThat(this.simulator.takeRequest(TIMEOUT).stream()).isFalse();
	}

	@Test
	void failureAfterRetriesIsAReadableCard() {
		SimulatedResponse overloaded = error(503, "overloaded", "Come back later").withHeader("x-request-id", "call-7");
		this.simulator.enqueue(overloaded, overloaded, overloaded);
		openWrite();
		run();
		awaitState("failed");
		assertThat(problem()).startsWith("The server is overloaded\nCome back later\n")
			.containsOnlyOnce("503")
			.containsOnlyOnce("Come back later");
		assertThat(fact("Exception")).isEqualTo("ServiceUnavailable");
		assertThat(fact("Status")).isEqualTo("503 Service Unavailable");
		assertThat(fact("Type")).isEqualTo("overloaded");
		assertThat(fact("Tried")).isEqualTo("3 times, so retried twice");
		assertThat(fact("Request id")).startsWith("call-7");
		assertThat(find(".problem").getAriaRole()).isEqualTo("alert");
		this.chromium.screenshot("write-error-light");
		assertThatThePageIsAccessible();
		this.chromium.colours("dark");
		this.chromium.screenshot("write-error-dark");
		assertThatThePageIsAccessible();
	}

	@Test
	void failureWithoutWordsSaysWhatItIsOnce() {
		this.simulator.enqueue(SimulatedResponse.status(404));
		openWrite();
		run();
		awaitState("failed");
		assertThat(problem()).startsWith("The model is not there\nException\nNotFound\n").containsOnlyOnce("Not Found");
	}

	@Test
	void serverThatAsksForTooMuchPatienceIsNotTriedAgain() {
		this.simulator.enqueue(error(429, "rate_limit", "Slow down").withHeader("retry-after", "90"));
		openWrite();
		run();
		awaitState("failed");
		assertThat(problem()).contains("429", "Slow down");
		assertThat(fact("Retry after")).isEqualTo("1 min 30 s");
		assertThat(fact("Tried")).isEqualTo("once, not retried");
	}

	@Test
	void answerAfterRetriesTellsThem() {
		this.simulator.enqueue(error(503, "overloaded", "no"), error(503, "overloaded", "no"), completion(" yes"));
		openWrite();
		runToTheEnd();
		assertThat(fact("Attempts")).isEqualTo("3");
	}

	@Test
	void textBeforeABrokenStreamStays() {
		this.simulator.enqueue(tokens(" one", " two", " three").closeAfter(2));
		openWrite();
		run();
		awaitState("failed");
		assertThat(text()).isEqualTo(" one two");
		assertThat(problem()).startsWith("The stream broke off\n").contains("StreamTruncatedException", "502");
	}

	@Test
	void textIsNeverTakenForHtml() {
		String markup = " <img src=x onerror=\"document.title='taken'\"><b>bold</b>&amp;<script>document.title='taken'</script>";
		this.simulator.enqueue(completion(markup));
		openWrite();
		paste("Prompt", markup);
		runToTheEnd();
		assertThat(text()).isEqualTo(markup);
		openWrite();
		assertThat(text()).isEqualTo(markup);
		assertThat(this.driver.findElements(By.cssSelector("main img, main b, main script"))).isEmpty();
		assertThat(this.driver.getTitle()).startsWith("Write");
	}

	@Test
	void historyIsKeptOverAReload() {
		this.simulator.enqueue(tokens(" one").withLogprobs(-1), tokens(" two"));
		openWrite();
		set("Prompt", "First");
		set("Logprobs", "1");
		set("Seed", "18446744073709551615");
		runToTheEnd();
		set("Prompt", "Second");
		runToTheEnd();
		this.driver.navigate().refresh();
		await(() -> findAll(".entry").size() == 2);
		assertThat(text()).isEqualTo(" two");
		assertThat(field("Prompt").getDomProperty("value")).isEqualTo("Second");
		findAll(".entry").get(1).click();
		assertThat(text()).isEqualTo(" one");
		assertThat(findAll(".token")).hasSize(1);
		assertThat(field("Prompt").getDomProperty("value")).isEqualTo("First");
		assertThat(field("Seed").getDomProperty("value")).isEqualTo("18446744073709551615");
		find(".entries button[aria-label='Forget Second']").click();
		assertThat(findAll(".entry")).hasSize(1);
		this.driver.navigate().refresh();
		await(() -> findAll(".entry").size() == 1);
	}

	@Test
	void tabsSideBySideKeepEachOthersHistory() {
		openWrite();
		String first = this.driver.getWindowHandle();
		this.driver.switchTo().newWindow(WindowType.TAB);
		try {
			this.chromium.size(1360, 900);
			open("write");
			runInThisTab("in the second tab");
			String second = this.driver.getWindowHandle();
			this.driver.switchTo().window(first);
			await(() -> prompts().equals(List.of("in the second tab")));
			runInThisTab("in the first tab");
			assertThat(prompts()).containsExactly("in the first tab", "in the second tab");
			this.driver.switchTo().window(second);
			await(() -> prompts().equals(List.of("in the first tab", "in the second tab")));
			find(".entries button[aria-label='Forget in the first tab']").click();
			this.driver.close();
			this.driver.switchTo().window(first);
			await(() -> prompts().equals(List.of("in the second tab")));
			this.driver.navigate().refresh();
			await(() -> prompts().equals(List.of("in the second tab")));
		}
		finally {
			this.driver.switchTo().window(first);
		}
	}

	private void runInThisTab(String prompt) {
		set("Prompt", prompt);
		set("Max tokens", "3");
		runToTheEnd();
	}

	private List<String> prompts() {
		return findAll(".entry-prompt").stream().map(WebElement::getText).toList();
	}

	@Test
	void keyboardIsEnough() {
		openWrite();
		tabTo(field("Prompt"));
		pressWithControl("a");
		press("Once upon a time");
		tabTo(field("Logprobs"));
		press("2");
		pressWithControl(Keys.ENTER);
		awaitState("done");
		tabTo(find(".token"));
		press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
		assertThat(focused()).isEqualTo(findAll(".token").get(2));
		assertThat(find(".token-detail").isDisplayed()).isTrue();
		assertThat(findAll(".alternatives li")).isNotEmpty();
		press(Keys.ESCAPE);
		assertThat(find(".token-detail").isDisplayed()).isFalse();
		tabTo(find("[role=tab]"));
		press(Keys.ARROW_RIGHT);
		await(() -> focused().getText().equals("curl"));
		assertThat(find("[aria-label='the curl command']").getText()).startsWith("curl ");
		tabTo(find(".entry"));
		press(Keys.ENTER);
	}

	private void tabTo(WebElement target) {
		for (int i = 0; i < 100 && !focused().equals(target); i++) {
			press(Keys.TAB);
		}
		assertThat(focused()).isEqualTo(target);
	}

}
