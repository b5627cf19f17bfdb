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

package io.github.togetherspring.test.assertj.completions;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedChoice;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;

import static io.github.togetherspring.test.assertj.completions.CompletionAssertions.assertThat;
import static io.github.togetherspring.test.assertj.completions.CompletionAssertions.assertThatTogetherExceptionIsThrownBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link CompletionAssertions}.
 */
@SpringBootTest(classes = CompletionAssertionsTests.Application.class,
		properties = { "together.completions.model=m", "together.retry.enabled=false" })
@AutoConfigureTogetherSimulator
class CompletionAssertionsTests {

	private static final CompletionResponse RESPONSE = CompletionResponse
		.of(Map.of("model", "m", "choices", List.of(Map.of("index", 0, "text", " a", "finish_reason", "stop")), "usage",
				Map.of("prompt_tokens", 1, "completion_tokens", 2, "total_tokens", 3)));

	private static final CompletionChunk CHUNK = CompletionChunk
		.of(Map.of("choices", List.of(Map.of("index", 1, "text", " a"))));

	@Autowired
	private CompletionsClient completions;

	@Test
	void responseHasWhatWasScripted(TogetherSimulator simulator) {
		simulator.on(RequestPattern.anyPrompt())
			.respond(SimulatedResponse.choices(SimulatedChoice.text(" a"), SimulatedChoice.text(" b"))
				.withFinishReason("length")
				.withUsage(3, 4));
		assertThat(this.completions.create((request) -> request.prompt("p"))).hasTexts(" a", " b")
			.hasModel("m")
			.hasFinishReason(FinishReason.LENGTH)
			.hasUsage(3, 4);
	}

	@Test
	void chunksHaveWhatWasScripted(TogetherSimulator simulator) {
		simulator.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.tokens(" a", " b").withUsage(3, 4));
		List<CompletionChunk> chunks = this.completions.stream((request) -> request.prompt("p")).collectList().block();
		assertThat(chunks).hasSize(3);
		assertThat(chunks.get(0)).hasText(" a").isForChoice(0).hasNoFinishReason();
		assertThat(chunks.get(2)).hasText("").hasFinishReason(FinishReason.STOP).hasUsage(3, 4);
	}

	@Test
	void exceptionHasWhatWasScripted(TogetherSimulator simulator) {
		simulator.enqueue(SimulatedResponse.error(429, "rate_limit", "Slow down")
			.withHeader("x-request-id", "id-1")
			.withHeader("retry-after", "7"));
		assertThatTogetherExceptionIsThrownBy(() -> this.completions.create((request) -> request.prompt("p")))
			.isInstanceOf(TogetherResponseException.TooManyRequests.class)
			.hasStatus(429)
			.hasErrorType("rate_limit")
			.hasRequestId("id-1")
			.hasRetryAfter(Duration.ofSeconds(7))
			.hasMessageContaining("Slow down");
	}

	@Test
	void exceptionHasCodeAndParameterOfTheService() {
		assertThatTogetherExceptionIsThrownBy(
				() -> this.completions.create((request) -> request.model("m").prompt("p").logprobs(99)))
			.hasStatus(400)
			.hasErrorParam("logprobs");
		assertThatTogetherExceptionIsThrownBy(
				() -> this.completions.create((request) -> request.model("missing/m").prompt("p")))
			.hasErrorCode("model_not_available");
	}

	@Test
	void exceptionWithoutResponse(TogetherSimulator simulator) {
		simulator.enqueue(SimulatedResponse.fromModel().resetBeforeHeaders());
		assertThatTogetherExceptionIsThrownBy(() -> this.completions.create((request) -> request.prompt("p")))
			.hasNoResponse();
	}

	@ParameterizedTest
	@MethodSource
	void failureShowsExpectedAndActualValues(Consumer<CompletionResponse> assertion, String[] message) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertion.accept(RESPONSE))
			.withMessageContainingAll(message);
	}

	static Stream<Arguments> failureShowsExpectedAndActualValues() {
		return Stream.of(failure("text", (response) -> assertThat(response).hasText(" b"), "texts", "[\" b\"]", " a"),
				failure("number of choices", (response) -> assertThat(response).hasTexts(" a", " a"), "texts", " a"),
				failure("model", (response) -> assertThat(response).hasModel("other"), "model", "other", "\"m\""),
				failure("finish reason", (response) -> assertThat(response).hasFinishReason(FinishReason.LENGTH),
						"finish reasons", "length", "stop"),
				failure("usage", (response) -> assertThat(response).hasUsage(1, 3), "tokens", "[1, 3]", "[1, 2]"),
				failure("text of a chunk", (response) -> assertThat(CHUNK).hasText(" b"), "text", " b", " a"),
				failure("choice of a chunk", (response) -> assertThat(CHUNK).isForChoice(0), "choices", "[0]", "[1]"),
				failure("end of a choice", (response) -> assertThat(CHUNK).hasFinishReason(FinishReason.STOP),
						"finish reasons", "stop", "[]"),
				failure("usage of a chunk", (response) -> assertThat(CHUNK).hasUsage(1, 2), "[1, 2]", "null"),
				failure("nothing thrown", (response) -> assertThatTogetherExceptionIsThrownBy(() -> {
				}), "TogetherException"),
				failure("something else thrown", (response) -> assertThatTogetherExceptionIsThrownBy(() -> {
					throw new IllegalStateException("other");
				}), "TogetherException", "IllegalStateException"),
				failure("null", (response) -> assertThat((CompletionResponse) null).hasText("a"), "null"));
	}

	private static Arguments failure(String name, Consumer<CompletionResponse> assertion, String... message) {
		return argumentSet(name, assertion, message);
	}

	@EnableAutoConfiguration
	static class Application {

	}

}
