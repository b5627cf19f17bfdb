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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for calls that fail before a response, the same on all paths.
 */
class FailureTests extends ApiTestSupport {

	private static final String ENVELOPE = """
			{"id":"call-1","error":{"message":"server says no","type":"invalid_request_error","param":%s,"code":%s}}""";

	@ParameterizedTest
	@MethodSource("failures")
	void failureIsAProblem(SimulatedResponse failure, String expected) {
		for (String path : new String[] { PATH, PATH + "/stream" }) {
			upstream.enqueue(failure);
			int status = this.json.readTree(expected).path("status").asInt();
			assertThatProblem(postForProblem(path, REQUEST, status), expected);
		}
		upstream.enqueue(failure);
		JsonNode line = this.json.readTree(postForText(PATH + "/bulk", "[" + REQUEST + "]"));
		assertThatProblem(line.path("error"), expected);
		assertThatUpstreamIsLeft();
	}

	static Stream<Arguments> failures() {
		return Stream.of(argumentSet("400", SimulatedResponse.json(400, ENVELOPE.formatted("\"model\"", "null")), """
				{"status":400,"upstream_status":400,"error_type":"invalid_request_error","error_param":"model",
				"request_id":"call-1"}"""),
				argumentSet("401", SimulatedResponse.json(401, ENVELOPE.formatted("null", "\"invalid_api_key\"")), """
						{"status":401,"upstream_status":401,"error_type":"invalid_request_error",
						"error_code":"invalid_api_key","request_id":"call-1"}"""),
				argumentSet("402 without a body", SimulatedResponse.status(402), """
						{"status":402,"upstream_status":402}"""),
				argumentSet("403", SimulatedResponse.error(403, "t", "m").withHeader("x-request-id", "r"), """
						{"status":403,"upstream_status":403,"error_type":"t","request_id":"r"}"""),
				argumentSet("404 with a text for an error", SimulatedResponse.json(404, "{\"error\":\"no\"}"), """
						{"status":404,"upstream_status":404}"""),
				argumentSet("422 with a number for a code",
						SimulatedResponse.json(422, "{\"error\":{\"code\":422,\"type\":null}}"), """
								{"status":422,"upstream_status":422,"error_code":"422"}"""),
				argumentSet("429 with seconds",
						SimulatedResponse.json(429, "{\"error\":{\"type\":\"rate_limit\"}}")
							.withHeader("retry-after", "6"),
						"""
								{"status":429,"upstream_status":429,"error_type":"rate_limit","retry_after":6}"""),
				argumentSet("429 with milliseconds", SimulatedResponse.status(429).withHeader("retry-after-ms", "1250"),
						"""
								{"status":429,"upstream_status":429,"retry_after":1.25}"""),
				argumentSet("500", SimulatedResponse.json(500, "{\"error\":{\"type\":\"server_error\"}}"), """
						{"status":500,"upstream_status":500,"error_type":"server_error"}"""),
				argumentSet("502 with a page", SimulatedResponse.html(502, "<html><h1>Bad gateway</h1></html>"), """
						{"status":502,"upstream_status":502}"""),
				argumentSet("503", SimulatedResponse.text(503, "overloaded").withHeader("retry-after", "0"), """
						{"status":503,"upstream_status":503,"retry_after":0}"""),
				argumentSet("a status of Cloudflare's own", SimulatedResponse.html(524, "<html></html>"), """
						{"status":524,"upstream_status":524}"""),
				argumentSet("a redirect", SimulatedResponse.status(302).withHeader("location", "http://example.org"),
						"""
								{"status":502,"upstream_status":302}"""),
				argumentSet("a page in place of an answer", SimulatedResponse.html(200, "<html>Welcome</html>"), """
						{"status":502,"upstream_status":200}"""),
				argumentSet("broken JSON", SimulatedResponse.json(200, "{\"choices\":["), """
						{"status":502,"upstream_status":200}"""),
				argumentSet("an error with a good status",
						SimulatedResponse.json(200, "{\"error\":{\"message\":\"m\",\"type\":\"t\"}}"), """
								{"status":502,"upstream_status":200,"error_type":"t"}"""),
				argumentSet("no answer", completion("never").closeBeforeHeaders(), """
						{"status":502}"""), argumentSet("a reset", completion("never").resetBeforeHeaders(), """
						{"status":502}"""));
	}

	// What depends on the path or is meant for people is left out.
	private void assertThatProblem(JsonNode problem, String expected) {
		assertThat(problem.path("detail").asString()).isNotBlank().doesNotContain("test-key");
		assertThat(problem.path("exception").asString()).isNotBlank();
		Object members = ((ObjectNode) problem)
			.without(List.of("detail", "error_message", "exception", "instance", "title"));
		assertThat(members).isEqualTo(this.json.readTree(expected));
	}

}
