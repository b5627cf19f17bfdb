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
import java.util.stream.IntStream;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code POST /api/completions/bulk}.
 */
class BulkTests extends ApiTestSupport {

	private static final String BULK = PATH + "/bulk";

	private static final String ONE_BY_ONE = BULK + "?concurrency=1";

	private static final String ANSWER = """
			{"choices":[{"text":"a\\nb","seed":18446744073709551615,"new":null}],"usage":null}""";

	@Test
	void everyRequestHasALineInOrder() {
		upstream.enqueue(SimulatedResponse.json(200, ANSWER), SimulatedResponse.error(429, "rate_limit", "slow down"),
				SimulatedResponse.json(200, ANSWER));
		String body = post(ONE_BY_ONE, "[" + prompt("1") + "," + prompt("2") + "," + prompt("3") + "]").expectStatus()
			.isOk()
			.expectHeader()
			.contentType(MediaType.APPLICATION_NDJSON)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		List<String> lines = lines(String.valueOf(body));
		assertThat(lines).hasSize(3);
		assertThat(lines.get(0)).isEqualTo("{\"index\":0,\"response\":" + ANSWER + "}");
		assertThat(lines.get(1)).startsWith("{\"index\":1,\"error\":{")
			.contains("\"status\":429", "\"error_type\":\"rate_limit\"");
		assertThat(lines.get(2)).isEqualTo("{\"index\":2,\"response\":" + ANSWER + "}");
		assertThat(upstream.requests()).extracting(ReceivedRequest::json)
			.extracting((json) -> json.get("prompt"))
			.containsExactly("1", "2", "3");
	}

	@Test
	void linesAreInOrderHoweverManyCallsThereAreAtOnce() {
		List<String> prompts = IntStream.range(0, 50).mapToObj((i) -> prompt("prompt " + i)).toList();
		List<String> lines = lines(postForText(BULK + "?concurrency=64", prompts.toString()));
		assertThat(lines).hasSize(50);
		for (int i = 0; i < lines.size(); i++) {
			JsonNode line = this.json.readTree(lines.get(i));
			assertThat(line.path("index").asInt()).isEqualTo(i);
			assertThat(line.path("response").path("choices").isEmpty()).isFalse();
		}
	}

	@Test
	void refusedRequestsAreLinesAndAreNotSent() {
		String body = "[{\"n\":0}, " + prompt("1") + ", null, [], {\"prompt\":5}, {}, " + prompt("6") + ", \"p\"]";
		List<String> lines = lines(postForText(BULK, body));
		assertThat(lines).hasSize(8);
		assertThat(lines).extracting((line) -> this.json.readTree(line).path("index").asInt())
			.containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
		assertThat(lines).extracting((line) -> this.json.readTree(line).path("error").path("status").asInt(200))
			.containsExactly(400, 200, 400, 400, 400, 400, 200, 400);
		assertThat(lines)
			.extracting((line) -> this.json.readTree(line).path("error").path("error_param").asString("none"))
			.containsExactly("n", "none", "none", "none", "prompt", "prompt", "none", "none");
		assertThat(upstream.requests()).hasSize(2);
	}

	@Test
	void noRequestsAreNoLines() {
		post(BULK, "[]").expectStatus()
			.isOk()
			.expectHeader()
			.contentType(MediaType.APPLICATION_NDJSON)
			.expectBody()
			.isEmpty();
	}

	@Test
	void lineArrivesWhileTheNextIsStillToCome() {
		upstream.enqueue(SimulatedResponse.json(200, ANSWER), completion("never").stallBeforeHeaders());
		StepVerifier.create(postForLines(ONE_BY_ONE, "[{\"n\":0}," + prompt("1") + ",7," + prompt("2") + "]"))
			.assertNext((line) -> assertThat(line).startsWith("{\"index\":0,\"error\":"))
			.expectNext("{\"index\":1,\"response\":" + ANSWER + "}")
			.assertNext((line) -> assertThat(line).startsWith("{\"index\":2,\"error\":"))
			.thenCancel()
			.verify(TIMEOUT);
		assertThatUpstreamIsLeft();
	}

	@Test
	void callerWhoLeavesCancelsAllCalls() {
		upstream.enqueue(completion("never").stallBeforeHeaders(), completion("never").stallBeforeHeaders());
		StepVerifier.create(postForLines(BULK, "[" + prompt("1") + "," + prompt("2") + "]")).then(() -> {
			upstream.takeRequest(TIMEOUT);
			upstream.takeRequest(TIMEOUT);
		}).thenCancel().verify(TIMEOUT);
		assertThatUpstreamIsLeft();
	}

	private static String prompt(String prompt) {
		return "{\"prompt\":\"" + prompt + "\",\"max_tokens\":2}";
	}

}
