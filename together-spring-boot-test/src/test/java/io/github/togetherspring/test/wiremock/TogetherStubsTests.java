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

package io.github.togetherspring.test.wiremock;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.github.togetherspring.test.assertj.completions.CompletionAssertions.assertThatTogetherExceptionIsThrownBy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TogetherStubs} with the client, over WireMock.
 */
class TogetherStubsTests {

	@RegisterExtension
	static final WireMockExtension wireMock = WireMockExtension.newInstance().build();

	private CompletionsClient client;

	@BeforeEach
	void prepare() {
		this.client = CompletionsClients.builder()
			.baseUrl(wireMock.baseUrl() + "/v1")
			.apiKey("key")
			.defaults((request) -> request.model("m"))
			.build();
	}

	@Test
	void completionAnswersWhatIsNotStreamed() {
		wireMock.stubFor(TogetherStubs.stream(" streamed"));
		wireMock.stubFor(TogetherStubs.completion(" world")
			.withRequestBody(WireMock.matchingJsonPath("$.prompt", WireMock.equalTo("Hello"))));
		assertThat(this.client.create((request) -> request.prompt("Hello")).text()).isEqualTo(" world");
	}

	@Test
	void scriptedCompletionKeepsItsDetails() {
		wireMock.stubFor(TogetherStubs
			.completion(SimulatedResponse.completion(" cut").withFinishReason("length").withUsage(3, 4)));
		CompletionResponse response = this.client.create((request) -> request.prompt("p"));
		assertThat(response.choices().get(0).finishReason()).isEqualTo(FinishReason.LENGTH);
		assertThat(response.usage().totalTokens()).isEqualTo(7);
	}

	@Test
	void streamAnswersWhatIsStreamed() {
		wireMock.stubFor(TogetherStubs.completion(" at once"));
		wireMock.stubFor(TogetherStubs.stream(" one", " two 🦊"));
		assertThat(this.client.stream((request) -> request.prompt("p"))
			.map(CompletionChunk::text)
			.collectList()
			.block(Duration.ofSeconds(20))).startsWith(" one", " two 🦊");
	}

	@Test
	void errorHasTheServicesForm() {
		wireMock.stubFor(TogetherStubs.error(400, "invalid_request_error", "no such thing"));
		assertThatTogetherExceptionIsThrownBy(() -> this.client.create((request) -> request.prompt("p"))).hasStatus(400)
			.hasErrorType("invalid_request_error")
			.hasMessageContaining("no such thing");
	}

	@Test
	void rateLimitSaysHowLongToWait() {
		wireMock.stubFor(TogetherStubs.rateLimit(Duration.ofSeconds(7)));
		CompletionsClient impatient = this.client.mutate().retrySettings(RetrySettings.none()).build();
		assertThatTogetherExceptionIsThrownBy(() -> impatient.create((request) -> request.prompt("p"))).hasStatus(429)
			.hasRetryAfter(Duration.ofSeconds(7));
	}

	@Test
	void modelsAnswerHealthChecks() {
		wireMock.stubFor(TogetherStubs.models("one", "two"));
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(wireMock.baseUrl() + "/v1/models"));
		assertThat(send(request.GET().build()).body()).contains("\"id\":\"one\"", "\"id\":\"two\"");
		assertThat(send(request.method("HEAD", HttpRequest.BodyPublishers.noBody()).build()).statusCode())
			.isEqualTo(200);
	}

	private static HttpResponse<String> send(HttpRequest request) {
		return HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
	}

}
