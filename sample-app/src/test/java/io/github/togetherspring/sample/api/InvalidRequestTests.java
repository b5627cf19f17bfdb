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

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for requests that are refused: with a problem that says why, and nothing sent.
 */
class InvalidRequestTests extends ApiTestSupport {

	@ParameterizedTest
	@MethodSource("invalidRequests")
	void invalidRequestIsAProblem(String body, @Nullable String parameter, String detail) {
		for (String path : new String[] { PATH, PATH + "/stream" }) {
			JsonNode problem = postForProblem(path, body, 400);
			assertThat(problem.path("status").asInt()).isEqualTo(400);
			assertThat(problem.path("error_param").asString(null)).isEqualTo(parameter);
			assertThat(problem.path("detail").asString()).contains(detail);
			assertThat(problem.has("upstream_status")).isFalse();
		}
		assertThatNothingWasSent();
	}

	static Stream<Arguments> invalidRequests() {
		return Stream.of(argumentSet("empty", "", null, "must be a single JSON object"),
				argumentSet("broken JSON", "{\"prompt\":", null, "line 1, column"),
				argumentSet("two values", "{\"prompt\":\"p\"} {}", null, "must be a single JSON object"),
				argumentSet("NaN", "{\"prompt\":\"p\",\"temperature\":NaN}", null, "broken JSON"),
				argumentSet("very deep JSON", "{\"x\":" + "[".repeat(100_000), null, "broken JSON"),
				argumentSet("number beyond limits", "{\"prompt\":\"p\",\"x\":1E99999999999}", null, "broken JSON"),
				argumentSet("number without end", "{\"prompt\":\"p\",\"x\":" + "1".repeat(2000) + "}", null,
						"broken JSON"),
				argumentSet("array", "[{\"prompt\":\"p\"}]", null, "must be a single JSON object"),
				argumentSet("text", "\"p\"", null, "must be a single JSON object"),
				argumentSet("null", "null", null, "must be a single JSON object"),
				argumentSet("no prompt", "{}", "prompt", "'prompt' is missing"),
				argumentSet("null prompt", "{\"prompt\":null}", "prompt", "'prompt' is missing"),
				argumentSet("number as prompt", "{\"prompt\":5}", "prompt", "must be a string"),
				argumentSet("list of no prompts", "{\"prompt\":[]}", "prompt", "must not be an empty list"),
				argumentSet("fraction of a token", "{\"prompt\":[1.5]}", "prompt", "token ids"),
				argumentSet("object among the prompts", "{\"prompt\":[\"p\",{}]}", "prompt", "token ids"),
				argumentSet("blank model", "{\"prompt\":\"p\",\"model\":\" \"}", "model", "must not be blank"),
				argumentSet("model of another type", "{\"prompt\":\"p\",\"model\":5}", "model", "must be a string"),
				argumentSet("no choices", "{\"prompt\":\"p\",\"n\":0}", "n", "must be at least 1"),
				argumentSet("fraction of choices", "{\"prompt\":\"p\",\"n\":1.5}", "n", "must be an integer"),
				argumentSet("negative temperature", "{\"prompt\":\"p\",\"temperature\":-0.1}", "temperature",
						"must not be negative"),
				argumentSet("temperature as text", "{\"prompt\":\"p\",\"temperature\":\"0.5\"}", "temperature",
						"must be a number"),
				argumentSet("negative tokens", "{\"prompt\":\"p\",\"max_tokens\":-1}", "max_tokens",
						"must not be negative"),
				argumentSet("too many tokens for anyone", "{\"prompt\":\"p\",\"max_tokens\":3000000000}", "max_tokens",
						"32 bits"),
				argumentSet("empty stop text", "{\"prompt\":\"p\",\"stop\":\"\"}", "stop", "empty string"),
				argumentSet("stop with a number", "{\"prompt\":\"p\",\"stop\":[1]}", "stop", "list of strings"),
				argumentSet("bias as a list", "{\"prompt\":\"p\",\"logit_bias\":[]}", "logit_bias",
						"object of numbers"),
				argumentSet("echo as a text", "{\"prompt\":\"p\",\"echo\":\"yes\"}", "echo", "true or false"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[", "{}", "5", "null", "{\"prompt\":\"p\"}", "[] []" })
	void bulkBodyThatIsNoArrayIsAProblem(String body) {
		assertThat(postForProblem(PATH + "/bulk", body, 400).path("detail").asString()).startsWith("The body ");
		assertThatNothingWasSent();
	}

	@ParameterizedTest
	@CsvSource({ "0, must be 1 to 64", "-1, must be 1 to 64", "65, must be 1 to 64", "many, must be of type int",
			"2147483648, must be of type int" })
	void bulkConcurrencyOutOfBoundsIsAProblem(String concurrency, String detail) {
		JsonNode problem = postForProblem(PATH + "/bulk?concurrency=" + concurrency, "[" + REQUEST + "]", 400);
		assertThat(problem.path("error_param").asString()).isEqualTo("concurrency");
		assertThat(problem.path("detail").asString()).startsWith("'concurrency' " + detail);
		assertThatNothingWasSent();
	}

	@Test
	void promptIsNotInTheProblem() {
		assertThat(postForProblem(PATH, "{\"prompt\":\"confidential\" x", 400).toString())
			.doesNotContain("confidential");
	}

	@ParameterizedTest
	@MethodSource("wrongUses")
	void wrongUseOfHttpIsAProblem(HttpMethod method, String path, MediaType type, int status) {
		WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.method(method)
			.uri(path)
			.contentType(type)
			.accept(MediaType.TEXT_EVENT_STREAM)
			.bodyValue(REQUEST)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(status);
		assertThatNothingWasSent();
	}

	static Stream<Arguments> wrongUses() {
		MediaType json = MediaType.APPLICATION_JSON;
		return Stream.of(argumentSet("no such path", HttpMethod.POST, "/api/nothing", json, 404),
				argumentSet("no such file", HttpMethod.GET, "/nothing.js", json, 404),
				argumentSet("wrong method", HttpMethod.PUT, PATH, json, 405),
				argumentSet("wrong method for a stream", HttpMethod.GET, PATH + "/stream", json, 405),
				argumentSet("events where there are none", HttpMethod.POST, PATH, json, 406),
				argumentSet("text", HttpMethod.POST, PATH, MediaType.TEXT_PLAIN, 415),
				argumentSet("form", HttpMethod.POST, PATH + "/bulk", MediaType.APPLICATION_FORM_URLENCODED, 415));
	}

}
