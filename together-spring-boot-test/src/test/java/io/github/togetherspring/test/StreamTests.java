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

package io.github.togetherspring.test;

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
	void eventsAreThoseOfTheWire() {
		this.simulator.enqueue(SimulatedResponse.tokens(" there", " was"));
		HttpResponse<String> response = this.caller.post(SimulatorCaller.body("\"stream\":true,\"seed\":42"));
		JsonNode first = SimulatorCaller.chunks(response.body()).get(0);
		String head = "{\"id\":" + first.get("id") + ",\"object\":\"completion.chunk\",\"created\":"
				+ first.get("created") + ",\"choices\":[{\"index\":0,";
		assertThat(response.body()).isEqualTo("data: " + head
				+ "\"text\":\" there\",\"logprobs\":null,\"finish_reason\":null,\"seed\":null,"
				+ "\"delta\":{\"token_id\":9,\"role\":\"assistant\",\"content\":\" there\"}}],\"model\":\"m\",\"usage\":null}"
				+ "\n\ndata: " + head + "\"text\":\" was\",\"logprobs\":null,\"finish_reason\":null,\"seed\":null,"
				+ "\"delta\":{\"token_id\":18,\"role\":\"assistant\",\"content\":\" was\"}}],\"model\":\"m\",\"usage\":null}"
				+ "\n\ndata: " + head + "\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"stop\",\"seed\":42,"
				+ "\"delta\":{\"token_id\":null,\"role\":\"assistant\",\"content\":\"\"}}],\"model\":\"m\","
				+ "\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":2,\"total_tokens\":6,\"cached_tokens\":0}}"
				+ "\n\ndata: [DONE]\n\n");
		assertThat(response.headers().firstValue("content-type")).contains("text/event-stream;charset=utf-8");
		assertThat(response.headers().firstValue("cache-control")).contains("no-cache, no-transform");
		assertThat(response.headers().firstValue("x-request-id")).contains(first.get("id").stringValue());
	}

	@Test
	void usageComesInAChunkOfItsOwnWhereAsked() {
		try (TogetherSimulator other = TogetherSimulator.builder().streamEnding(StreamEnding.USAGE_CHUNK).start()) {
			List<JsonNode> chunks = new SimulatorCaller(other).stream("\"max_tokens\":3,\"seed\":1");
			assertThat(chunks).hasSize(4);
			assertThat(chunks.get(2).get("choices").get(0).get("finish_reason").stringValue()).isEqualTo("length");
			assertThat(chunks.get(2).get("usage").isNull()).isTrue();
			assertThat(chunks.get(3).get("choices").isEmpty()).isTrue();
			assertThat(chunks.get(3).get("usage").get("completion_tokens").intValue()).isEqualTo(3);
		}
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
