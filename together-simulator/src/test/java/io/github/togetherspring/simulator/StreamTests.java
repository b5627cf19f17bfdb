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

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for streamed completions.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamTests {

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
	void streamSaysWhatTheWholeAnswerSays() {
		String options = "\"seed\":99,\"temperature\":1,\"n\":3,\"logprobs\":2,\"max_tokens\":30,\"stop\":[\"e t\",\" wo\"]";
		JsonNode whole = this.caller.complete(options);
		List<JsonNode> chunks = this.caller.stream(options);
		for (int index = 0; index < 3; index++) {
			JsonNode choice = whole.get("choices").get(index);
			List<JsonNode> parts = SimulatorCaller.choices(chunks, index);
			JsonNode last = parts.get(parts.size() - 1);
			assertThat(SimulatorCaller.text(chunks, index)).isEqualTo(choice.get("text").stringValue());
			assertThat(last.get("finish_reason")).isEqualTo(choice.get("finish_reason"));
			assertThat(last.get("seed")).isEqualTo(choice.get("seed"));
			List<String> tokens = new ArrayList<>();
			parts.stream()
				.filter((part) -> !part.get("logprobs").isNull())
				.forEach((part) -> tokens.add(part.get("logprobs").get("tokens").get(0).stringValue()));
			List<String> wholeTokens = new ArrayList<>();
			choice.get("logprobs").get("tokens").forEach((token) -> wholeTokens.add(token.stringValue()));
			assertThat(tokens).isEqualTo(wholeTokens);
		}
		assertThat(chunks.get(chunks.size() - 1).get("usage")).isEqualTo(whole.get("usage"));
	}

	@Test
	void choicesTakeTurns() {
		List<JsonNode> chunks = this.caller.stream("\"n\":2,\"max_tokens\":2,\"logit_bias\":{\"0\":-100}");
		assertThat(chunks.stream().map((chunk) -> chunk.get("choices").get(0).get("index").intValue()))
			.containsExactly(0, 1, 0, 1);
	}

	@Test
	void deltaHasTheTextOfItsToken() {
		this.caller.stream("\"max_tokens\":20").forEach((chunk) -> {
			JsonNode choice = chunk.get("choices").get(0);
			assertThat(choice.get("delta").get("content")).isEqualTo(choice.get("text"));
			assertThat(choice.get("delta").get("role").stringValue()).isEqualTo("assistant");
		});
	}

	@Test
	void everyStopSequenceIsHeldBackWhereverItBegins() {
		String whole = this.caller.complete("\"temperature\":0,\"max_tokens\":20")
			.get("choices")
			.get(0)
			.get("text")
			.stringValue();
		for (int start = 0; start + 6 <= whole.length(); start++) {
			String stop = whole.substring(start, start + 6);
			List<JsonNode> chunks = this.caller
				.stream("\"temperature\":0,\"max_tokens\":20,\"stop\":[\"" + stop + "\"]");
			assertThat(SimulatorCaller.text(chunks, 0)).isEqualTo(whole.substring(0, whole.indexOf(stop)));
		}
	}

	@Test
	void errorsOfAStreamArePlainJson() {
		HttpResponse<String> response = this.caller.post("{\"prompt\":\"x\",\"stream\":true}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
	}

}
