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
import java.util.stream.Stream;

import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

import static io.github.togetherspring.simulator.script.SimulatedResponse.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for tokens with probabilities.
 */
class TokenTests extends WriteSupport {

	private static final String CHUNK = """
			{"choices":[{"index":0,"text":"%s","logprobs":%s,"finish_reason":"stop"}]}""";

	@Test
	void tokensAreColouredByTheirProbability() {
		this.simulator.enqueue(tokens(" sure", " rare", " sure").withLogprobs(-0.01, -4, -0.01));
		openWrite();
		set("Logprobs", "1");
		runToTheEnd();
		List<WebElement> tokens = findAll(".token");
		assertThat(tokens).extracting((token) -> token.getDomAttribute("aria-label"))
			.containsExactly("·sure, 99 %", "·rare, 1.8 %", "·sure, 99 %");
		List<String> colours = tokens.stream().map((token) -> token.getCssValue("background-color")).toList();
		assertThat(colours.get(0)).isEqualTo(colours.get(2)).isNotEqualTo(colours.get(1));
		assertThat(find(".choice-head").getText()).contains("perplexity 3.82");
	}

	@Test
	void perplexityRuns() {
		this.simulator.enqueue(tokens(" sure", " rare", " sure").withLogprobs(-0.01, -4, -0.01).stallAfter(1));
		openWrite();
		set("Logprobs", "1");
		run();
		await(() -> find(".choice-head").getText().contains("perplexity 1.01"));
		button("Stop").click();
	}

	@Test
	void pointingAtATokenShowsWhatElseCouldHaveStoodThere() {
		openWrite();
		set("Prompt", "Once upon a time");
		set("Max tokens", "10");
		set("Temperature", "0");
		set("Top p", "");
		set("Logprobs", "3");
		runToTheEnd();
		WebElement token = findAll(".token").get(1);
		new Actions(this.driver).moveToElement(token).perform();
		await(() -> find(".token-detail").isDisplayed());
		assertThat(findAll(".alternatives li")).hasSize(3);
		assertThat(find(".alternatives .chosen code").getText()).isEqualTo(token.getText().replace(' ', '·'));
		assertThat(find(".token-detail").getText()).contains("%", "Perplexity up to here");
	}

	@ParameterizedTest
	@MethodSource("shapes")
	void probabilitiesAreReadInEveryShape(String text, String logprobs, List<String> labels) {
		this.simulator.enqueue(SimulatedResponse.events(CHUNK.formatted(text, logprobs), "[DONE]"));
		openWrite();
		runToTheEnd();
		assertThat(text()).isEqualTo(text);
		assertThat(findAll(".token")).extracting((token) -> token.getDomAttribute("aria-label"))
			.containsExactlyElementsOf(labels);
	}

	static Stream<Arguments> shapes() {
		return Stream.of(argumentSet("none", " a", "null", List.of()),
				argumentSet("a number", " a", "-0.6931", List.of("·a, 50 %")),
				argumentSet("the number 0", " a", "0", List.of("·a, 100 %")),
				argumentSet("lists", " a b", """
						{"tokens":[" a"," b"],"token_logprobs":[-0.6931,-1.3863],"token_ids":[1,2]}""",
						List.of("·a, 50 %", "·b, 25 %")),
				argumentSet("a token with no probability", " a b", """
						{"tokens":[" a"," b"],"token_logprobs":[null,-1.3863]}""", List.of("·b, 25 %")),
				argumentSet("a positive one", " a", """
						{"tokens":[" a"],"token_logprobs":[0.0001]}""", List.of("·a, 100 %")),
				argumentSet("alternatives in maps", " a", """
						{"tokens":[" a"],"token_logprobs":[-0.6931],"top_logprobs":[{" a":-0.6931," b":-2}]}""",
						List.of("·a, 50 %")),
				argumentSet("alternatives in one map", " a", """
						{"tokens":[" a"],"token_logprobs":[-0.6931],"top_logprobs":{" a":-0.6931}}""",
						List.of("·a, 50 %")),
				argumentSet("alternatives in lists", " a", """
						{"tokens":[" a"],"token_logprobs":[-0.6931],
						"top_logprobs":[[{"token":" a","logprob":-0.6931}]]}""".replace("\n", ""), List.of("·a, 50 %")),
				argumentSet("as in chats", " a", """
						{"content":[{"token":" a","logprob":-0.6931,"top_logprobs":[]}]}""", List.of("·a, 50 %")),
				argumentSet("tokens that are not the text", " a", """
						{"tokens":["x"," y"],"token_logprobs":[-1,-1]}""", List.of()));
	}

	@Test
	void coloursAreAccessibleInLightAndDark() {
		openWrite();
		choosePreset("Watch it write");
		set("Seed", "1");
		runToTheEnd();
		this.driver.executeScript("arguments[0].focus()", findAll(".token").get(12));
		this.chromium.screenshot("write-logprobs-light");
		assertThatThePageIsAccessible();
		this.chromium.colours("dark");
		this.chromium.screenshot("write-logprobs-dark");
		assertThatThePageIsAccessible();
		this.chromium.size(390, 844);
		this.chromium.screenshot("write-logprobs-narrow");
	}

}
