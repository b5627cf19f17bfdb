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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.simulator.script.StreamEnding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the official clients for another language work with the simulator as they
 * are.
 */
@Tag("node")
@EnabledIfEnvironmentVariable(named = "NODE_CLIENTS", matches = ".+",
		disabledReason = "NOT RUN: needs Node.js and, in NODE_CLIENTS, a directory with the npm packages openai and together-ai")
@ParameterizedClass
@ValueSource(strings = { "openai", "together-ai" })
class OtherClientsTests {

	private static final String OPTIONS = "\"seed\":42,\"temperature\":1,\"max_tokens\":12,\"n\":3,\"logprobs\":2";

	private final TogetherSimulator simulator = TogetherSimulator.start();

	@Parameter
	private String library;

	@AfterEach
	void close() {
		this.simulator.close();
	}

	@Test
	void completionIsReadWhole() throws Exception {
		String options = OPTIONS + ",\"echo\":true,\"stop\":[\"zebra\"],\"logit_bias\":{\"0\":-100}";
		JsonNode response = call(this.simulator, options).get("response");
		assertThat(response.get("choices")).hasSize(3);
		assertThat(response.get("prompt").get(0).get("text").stringValue()).isEqualTo("Once upon a time");
		assertThat(anyTime(response)).isEqualTo(anyTime(new SimulatorCaller(this.simulator).complete(options)));
	}

	@ParameterizedTest
	@EnumSource(StreamEnding.class)
	void streamIsReadWhole(StreamEnding ending) throws Exception {
		try (TogetherSimulator other = TogetherSimulator.builder().streamEnding(ending).start()) {
			JsonNode chunks = call(other, "\"stream\":true," + OPTIONS).get("chunks");
			assertThat(chunks.valueStream().map(OtherClientsTests::anyTime).toList()).isEqualTo(
					new SimulatorCaller(other).stream(OPTIONS).stream().map(OtherClientsTests::anyTime).toList());
		}
	}

	@ParameterizedTest
	@CsvSource({ "'\"model\":\"\"', BadRequestError, 400", "'\"model\":\"missing/m\"', NotFoundError, 404",
			"'\"max_tokens\":200000', UnprocessableEntityError, 422", "'\"n\":129', BadRequestError, 400" })
	void rejectionHasItsType(String member, String error, int status) throws Exception {
		JsonNode result = call(this.simulator, member);
		assertThat(result.get("error").stringValue()).isEqualTo(error);
		assertThat(result.get("status").intValue()).isEqualTo(status);
		assertThat(this.simulator.requests()).hasSize(1);
	}

	@Test
	void wrongKeyIsAnAuthenticationError() throws Exception {
		this.simulator.requireApiKey("another-key");
		JsonNode result = call(this.simulator, "");
		assertThat(result.get("error").stringValue()).isEqualTo("AuthenticationError");
		assertThat(result.get("message").stringValue()).contains("Invalid API key provided");
	}

	@ParameterizedTest
	@MethodSource("troubles")
	void troubleIsSurvived(SimulatedResponse trouble) throws Exception {
		this.simulator.enqueue(trouble, trouble, SimulatedResponse.completion(" there was a fox."));
		JsonNode response = call(this.simulator, "").get("response");
		assertThat(response.get("choices").get(0).get("text").stringValue()).isEqualTo(" there was a fox.");
		assertThat(this.simulator.requests()).hasSize(3)
			.allSatisfy((request) -> assertThat(request.prompt()).isEqualTo("Once upon a time"));
	}

	static List<SimulatedResponse> troubles() {
		return List.of(SimulatedResponse.status(503).withHeader("retry-after-ms", "1"),
				SimulatedResponse.html(502, "<html>").withHeader("retry-after-ms", "1"),
				SimulatedResponse.error(429, "rate_limit", "Slow down").withHeader("retry-after-ms", "1"),
				SimulatedResponse.fromModel().resetBeforeHeaders());
	}

	@Test
	void troubleThatStaysIsAnError() throws Exception {
		this.simulator.on(RequestPattern.anyPrompt())
			.respond(SimulatedResponse.error(429, "rate_limit", "Slow down").withHeader("retry-after-ms", "1"));
		JsonNode result = call(this.simulator, "");
		assertThat(result.get("error").stringValue()).isEqualTo("RateLimitError");
		assertThat(result.get("message").stringValue()).contains("Slow down");
		assertThat(this.simulator.requests()).hasSize(3);
	}

	@Test
	void errorInAStreamIsAnError() throws Exception {
		this.simulator.enqueue(SimulatedResponse.events("{\"choices\":[{\"index\":0,\"text\":\" a\"}]}",
				"{\"error\":{\"message\":\"Out of memory\"}}"));
		JsonNode result = call(this.simulator, "\"stream\":true");
		assertThat(result.get("chunks")).hasSize(1);
		assertThat(result.get("error").stringValue()).isEqualTo("APIError");
		assertThat(result.get("message").stringValue()).contains("Out of memory");
	}

	@Test
	void streamThatBreaksOffIsAnError() throws Exception {
		this.simulator.enqueue(SimulatedResponse.tokens(" a", " b", " c").resetAfter(2));
		JsonNode result = call(this.simulator, "\"stream\":true");
		assertThat(result.get("chunks")).hasSize(2);
		assertThat(result.has("error")).isTrue();
	}

	private JsonNode call(TogetherSimulator simulator, String members) throws Exception {
		Process node = new ProcessBuilder("node", "src/test/js/call.mjs", this.library, simulator.baseUrl(),
				SimulatorCaller.body(members))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(node.waitFor()).isZero();
		return SimulatorCaller.json(output);
	}

	private static JsonNode anyTime(JsonNode answer) {
		return ((ObjectNode) answer).without(Set.of("id", "created"));
	}

}
