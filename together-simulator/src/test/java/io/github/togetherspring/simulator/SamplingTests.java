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

package io.github.togetherspring.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that texts are drawn with the probabilities that responses report.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamplingTests {

	private static final int REQUESTS = 40;

	private static final int CHOICES = 128;

	private TogetherSimulator simulator;

	private SimulatorCaller caller;

	@BeforeAll
	void start() {
		this.simulator = TogetherSimulator.start();
		this.caller = new SimulatorCaller(this.simulator);
	}

	@AfterAll
	void close() {
		this.simulator.close();
	}

	@Test
	void frequenciesFollowTheLogprobs() {
		Map<String, Integer> drawn = draw(0.7);
		assertThat(chiSquaredPerDegree(drawn, probabilities(0.7))).isLessThan(1.6);
		assertThat(chiSquaredPerDegree(drawn, probabilities(0.8))).isGreaterThan(2.3);
	}

	private Map<String, Integer> draw(double temperature) {
		Map<String, Integer> drawn = new HashMap<>();
		IntStream.range(0, REQUESTS)
			.mapToObj((seed) -> firstTokens(
					"\"n\":%d,\"seed\":%d,\"temperature\":%s".formatted(CHOICES, seed, temperature)))
			.flatMap((body) -> body.get("choices").valueStream())
			.forEach((choice) -> drawn.merge(choice.get("text").stringValue(), 1, Integer::sum));
		return drawn;
	}

	private Map<String, Double> probabilities(double temperature) {
		Map<String, Double> probabilities = new HashMap<>();
		top(firstTokens("\"logprobs\":20,\"temperature\":" + temperature), 0).properties()
			.forEach((entry) -> probabilities.put(entry.getKey(), Math.exp(entry.getValue().doubleValue())));
		return probabilities;
	}

	private JsonNode firstTokens(String members) {
		return SimulatorCaller
			.json(this.caller.post("{\"model\":\"m\",\"prompt\":\"q the\",\"max_tokens\":1," + members + "}").body());
	}

	private static double chiSquaredPerDegree(Map<String, Integer> drawn, Map<String, Double> probabilities) {
		double restExpected = REQUESTS * CHOICES;
		double restDrawn = REQUESTS * CHOICES;
		double sum = 0;
		for (Map.Entry<String, Double> entry : probabilities.entrySet()) {
			double expected = entry.getValue() * REQUESTS * CHOICES;
			int count = drawn.getOrDefault(entry.getKey(), 0);
			assertThat(expected).isGreaterThan(5);
			sum += Math.pow(count - expected, 2) / expected;
			restExpected -= expected;
			restDrawn -= count;
		}
		sum += Math.pow(restDrawn - restExpected, 2) / restExpected;
		return sum / probabilities.size();
	}

	@Test
	void temperatureOfZeroTakesTheMostLikely() {
		JsonNode body = this.caller.complete("\"temperature\":0,\"logprobs\":5,\"max_tokens\":40");
		JsonNode tokens = body.get("choices").get(0).get("logprobs").get("tokens");
		assertThat(tokens).hasSizeGreaterThan(10);
		for (int i = 0; i < tokens.size(); i++) {
			assertThat(top(body, i).propertyNames().iterator().next()).isEqualTo(tokens.get(i).stringValue());
		}
	}

	@Test
	void topKOfOneTakesTheMostLikely() {
		assertThat(text("\"temperature\":1.5,\"top_k\":1,\"max_tokens\":40"))
			.isEqualTo(text("\"temperature\":0,\"max_tokens\":40"));
	}

	private String text(String members) {
		return this.caller.complete(members).get("choices").get(0).get("text").stringValue();
	}

	private static JsonNode top(JsonNode body, int token) {
		return body.get("choices").get(0).get("logprobs").get("top_logprobs").get(token);
	}

}
