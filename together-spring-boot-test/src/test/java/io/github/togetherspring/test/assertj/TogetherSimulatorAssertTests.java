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

package io.github.togetherspring.test.assertj;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.test.junit.TogetherSimulatorExtension;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the assertions, and for what they say when they fail.
 */
class TogetherSimulatorAssertTests {

	@RegisterExtension
	static final TogetherSimulatorExtension extension = new TogetherSimulatorExtension();

	private TogetherSimulator simulator;

	@BeforeEach
	void prepare(TogetherSimulator simulator) {
		this.simulator = simulator;
	}

	@Test
	void receivedRequestsAreFound() {
		call("POST", "/completions", "{\"model\":\"m\",\"prompt\":\"one\",\"max_tokens\":1}");
		call("POST", "/completions", "{\"model\":\"m\",\"prompt\":\"two\",\"max_tokens\":2,\"stream\":true}");
		call("GET", "/models", "");
		TogetherAssertions.assertThat(this.simulator)
			.received(RequestPattern.prompt("one"))
			.received(2, RequestPattern.anyPrompt().withModel("m"))
			.received(RequestPattern.models())
			.didNotReceive(RequestPattern.prompt("three"))
			.hasOnlyMatchedRequests()
			.lastRequest()
			.hasPrompt("two")
			.hasPromptContaining("w")
			.hasModel("m")
			.hasParameter("max_tokens", 2)
			.hasNoParameter("n")
			.hasHeader("X-Team", "x")
			.hasApiKey("secret-key")
			.isStreamed();
		TogetherAssertions.assertThat(this.simulator)
			.requests()
			.hasSize(2)
			.first()
			.satisfies((request) -> TogetherAssertions.assertThat(request).isNotStreamed());
	}

	@Test
	void nothingIsReceivedThatIsNoCompletion() {
		TogetherAssertions.assertThat(this.simulator).receivedNothing();
		call("GET", "/models", "");
		TogetherAssertions.assertThat(this.simulator).receivedNothing();
	}

	@Test
	void failureShowsTheNearestRequest() {
		call("POST", "/completions", "{\"model\":\"m\",\"prompt\":\"Tell me of the sun\"}");
		call("POST", "/completions", "{\"model\":\"m\",\"prompt\":\"Something else\"}");
		assertFails(
				() -> TogetherAssertions.assertThat(this.simulator)
					.received(RequestPattern.prompt("Tell me of the sea").withModel("m")),
				"POST /v1/completions", "Something else",
				"The nearest one differs: expected prompt \"Tell me of the sea\", but was \"Tell me of the sun\"");
		assertFails(() -> TogetherAssertions.assertThat(this.simulator).received(3, RequestPattern.anyPrompt()),
				"Expected 3 requests", "there were 2");
		assertFails(() -> TogetherAssertions.assertThat(this.simulator).receivedNothing(), "Expected 0 requests");
	}

	@Test
	void failureSaysThatNothingCame() {
		assertFails(() -> TogetherAssertions.assertThat(this.simulator).received(RequestPattern.anyPrompt()),
				"nothing was received");
		assertFails(() -> TogetherAssertions.assertThat(this.simulator).lastRequest(), "nothing was received");
		assertFails(() -> TogetherAssertions.assertThat((TogetherSimulator) null).receivedNothing(), "not to be null");
	}

	@Test
	void failureShowsOnlyTheLatestOfManyRequests() {
		Stream.iterate(0, (i) -> i + 1)
			.limit(12)
			.forEach((i) -> call("POST", "/completions", "{\"prompt\":\"no " + i + "\"}"));
		assertFails(() -> TogetherAssertions.assertThat(this.simulator).received(RequestPattern.prompt("p")),
				"the latest of 12 requests", "no 11");
	}

	@Test
	void failureOfARequestShowsIt() {
		call("POST", "/completions", "{\"model\":\"100%\",\"prompt\":\"p\"}");
		ReceivedRequest request = this.simulator.requests().get(0);
		Stream
			.<ThrowingCallable>of(() -> TogetherAssertions.assertThat(request).hasPrompt("q"),
					() -> TogetherAssertions.assertThat(request).hasModel("q"),
					() -> TogetherAssertions.assertThat(request).hasParameter("n", 2),
					() -> TogetherAssertions.assertThat(request).hasNoParameter("prompt"),
					() -> TogetherAssertions.assertThat(request).hasApiKey("other"),
					() -> TogetherAssertions.assertThat(request).isStreamed())
			.forEach((assertion) -> assertFails(assertion, ", but was ", "\"model\":\"100%\""));
	}

	@Test
	void strictModeIsAskedToo() {
		this.simulator.strict(true);
		call("POST", "/completions", "{\"model\":\"m\",\"prompt\":\"p\"}");
		assertFails(() -> TogetherAssertions.assertThat(this.simulator).hasOnlyMatchedRequests(), "No stub matches");
		this.simulator.reset();
	}

	private static void assertFails(ThrowingCallable assertion, String... messages) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.satisfies((error) -> assertThat(error).message().contains(messages).doesNotContain("secret-key"));
	}

	private void call(String method, String path, String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.simulator.baseUrl() + path))
			.header("authorization", "Bearer secret-key")
			.header("x-team", "x")
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build();
		assertThat(HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString()).join())
			.isNotNull();
	}

}
