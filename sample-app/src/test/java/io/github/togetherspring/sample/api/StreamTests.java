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

package io.github.togetherspring.sample.api;

import java.util.List;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@code POST /api/completions/stream}.
 */
class StreamTests extends ApiTestSupport {

	private static final String STREAM = PATH + "/stream";

	private static final String CHUNK = """
			{"id":"x","object":"completion.chunk","choices":[{"index":0,"text":" a\\nb","logprobs":-0.30000000000000004,\
			"finish_reason":null,"seed":null,"delta":{"token_id":null,"content":" a\\nb"},"new":[1E+30]}],"usage":null}""";

	private static final String LAST_CHUNK = """
			{"choices":[{"index":0,"text":"","finish_reason":"stop","seed":18446744073709551615}]}""";

	private static final String USAGE_CHUNK = """
			{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"warnings":[]}""";

	@Test
	void everyChunkIsAnEventAndTheEndIsDone() {
		upstream.enqueue(SimulatedResponse.events(CHUNK, LAST_CHUNK, USAGE_CHUNK, "[DONE]"));
		String body = post(STREAM, REQUEST).expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(body).isEqualTo(
				"data:" + CHUNK + "\n\ndata:" + LAST_CHUNK + "\n\ndata:" + USAGE_CHUNK + "\n\nevent:done\ndata:{}\n\n");
		assertThat(upstream.takeRequest(TIMEOUT).json()).containsEntry("stream", true);
	}

	@Test
	void characterInTwoHalvesArrivesInTwoHalves() {
		upstream.enqueue(SimulatedResponse.events("{\"choices\":[{\"text\":\"\\ud83d\"}]}",
				"{\"choices\":[{\"text\":\"\\ude00\",\"finish_reason\":\"stop\"}]}", "[DONE]"));
		StepVerifier
			.create(postForLines(STREAM, REQUEST).take(2)
				.map((chunk) -> this.json.readTree(chunk).at("/choices/0/text").asString())
				.reduce(String::concat))
			.expectNext("😀")
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void chunkArrivesWhileTheNextIsStillToCome() {
		upstream.enqueue(SimulatedResponse.events(CHUNK, LAST_CHUNK, "[DONE]").stallAfter(1));
		StepVerifier.create(postForLines(STREAM, REQUEST))
			.expectNext(CHUNK)
			.then(() -> assertThat(upstream.activeRequests()).isOne())
			.thenCancel()
			.verify(TIMEOUT);
		assertThatUpstreamIsLeft();
	}

	@Test
	void callerWhoLeavesBeforeTheFirstChunkCancelsTheCall() {
		upstream.enqueue(SimulatedResponse.events(CHUNK).stallBeforeHeaders());
		StepVerifier.create(postForLines(STREAM, REQUEST))
			.then(() -> upstream.takeRequest(TIMEOUT))
			.thenCancel()
			.verify(TIMEOUT);
		assertThatUpstreamIsLeft();
	}

	@ParameterizedTest
	@MethodSource("failuresMidway")
	void failureMidwayIsTheLastEvent(SimulatedResponse failure, String detail) {
		upstream.enqueue(failure);
		List<String> lines = lines(postForText(STREAM, REQUEST));
		assertThat(lines.subList(0, 3)).containsExactly("data:" + CHUNK, "", "event:error");
		assertThat(lines).hasSize(5).last().isEqualTo("");
		assertThat(lines.get(3)).startsWith("data:{").contains("\"status\":502", "\"upstream_status\":200", detail);
		assertThatUpstreamIsLeft();
	}

	static Stream<Arguments> failuresMidway() {
		return Stream.of(
				argumentSet("an error event", SimulatedResponse.events(CHUNK, """
						{"error":{"message":"out of memory","type":"server_error","code":"oom"}}""", "[DONE]"),
						"\"error_type\":\"server_error\""),
				argumentSet("an error text", SimulatedResponse.events(CHUNK, "{\"error\":\"out of memory\"}"),
						"out of memory"),
				argumentSet("broken JSON", SimulatedResponse.events(CHUNK, "{\"choices\":[", "[DONE]"), "broken JSON"),
				argumentSet("an end without a finish", SimulatedResponse.events(CHUNK), "before the text was finished"),
				argumentSet("half an event", SimulatedResponse.chunks("data: " + CHUNK + "\n\n", "data: {\"choi"),
						"in the middle of an event"),
				argumentSet("a connection that breaks",
						SimulatedResponse.events(CHUNK, LAST_CHUNK, "[DONE]").closeAfter(1), "broke"));
	}

	@ParameterizedTest
	@MethodSource("failuresAtOnce")
	void failureBeforeTheFirstChunkIsAProblem(SimulatedResponse failure, String detail) {
		upstream.enqueue(failure);
		assertThat(postForProblem(STREAM, REQUEST, 502).toString()).contains("\"upstream_status\":200", detail);
	}

	static Stream<Arguments> failuresAtOnce() {
		return Stream.of(
				argumentSet("an error event", SimulatedResponse.events("{\"error\":\"out of memory\"}"),
						"out of memory"),
				argumentSet("an empty stream", SimulatedResponse.events(), "before any text arrived"),
				argumentSet("nothing but the end", SimulatedResponse.events("[DONE]"), "before any text arrived"),
				argumentSet("half an event", SimulatedResponse.chunks("data: {"), "in the middle of an event"));
	}

}
