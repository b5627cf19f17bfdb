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

package io.github.togetherspring.internal.client;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.StreamErrorException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.completions.Usage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for the HTTP contract of {@link DefaultCompletionsClient}.
 */
class CompletionsContractTests {

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("p").build();

	private static final String RESPONSE = """
			{
			  "id": "a1", "object": "text.completion", "created": 1736421961, "model": "m", "prompt": [],
			  "choices": [
			    {"text": " blue", "finish_reason": "stop", "seed": 16804105058607157000, "logprobs": null, "index": 0}
			  ],
			  "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}
			}""";

	private static final String STREAM = """
			data: {"id":"a1","choices":[{"index":0,"text":"Hello","finish_reason":null}]}

			data: {"id":"a1","choices":[{"index":0,"text":" world","finish_reason":"stop"}]}

			data: [DONE]

			""";

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort())
		.build();

	private CompletionsClient client() {
		return builder().build();
	}

	private static CompletionsClient.Builder builder() {
		return CompletionsClients.builder()
			.baseUrl("http://localhost:" + server.getPort() + "/v1")
			.apiKey("test-key")
			.retrySettings(RetrySettings.none());
	}

	private static void respondWithJson(String body) {
		server.stubFor(post("/v1/completions").willReturn(json(body)));
	}

	private static void respondWithStream(String body) {
		server.stubFor(post("/v1/completions")
			.willReturn(aResponse().withHeader("Content-Type", "text/event-stream;charset=utf-8").withBody(body)));
	}

	private static ResponseDefinitionBuilder json(String body) {
		return aResponse().withHeader("Content-Type", "application/json; charset=utf-8").withBody(body);
	}

	private static LoggedRequest onlyRequest() {
		List<LoggedRequest> requests = server.findAll(postRequestedFor(anyUrl()));
		assertThat(requests).hasSize(1);
		return requests.get(0);
	}

	@Nested
	class Calls {

		@Test
		void createSendsTheRequestAndReadsTheResponse() {
			respondWithJson(RESPONSE);
			CompletionResponse response = client()
				.create(CompletionRequest.builder().model("m").prompt("The sky is").maxTokens(1).build());
			assertThat(response.text()).isEqualTo(" blue");
			assertThat(response.choices().get(0).seed()).isEqualTo("16804105058607157000");
			assertThat(response.usage())
				.isEqualTo(Usage.of(Map.of("prompt_tokens", 3, "completion_tokens", 1, "total_tokens", 4)));
			LoggedRequest request = onlyRequest();
			assertThat(request.getMethod().getName()).isEqualTo("POST");
			assertThat(request.getUrl()).isEqualTo("/v1/completions");
			assertThat(request.getBodyAsString())
				.isEqualTo("{\"model\":\"m\",\"prompt\":\"The sky is\",\"max_tokens\":1}");
			assertThat(request.header("Authorization").values()).containsExactly("Bearer test-key");
			assertThat(request.header("Accept").values()).containsExactly("application/json");
			assertThat(request.header("Content-Type").values()).containsExactly("application/json");
			assertThat(request.header("Content-Length").firstValue()).isEqualTo("" + request.getBody().length);
			assertThat(request.getHeader("User-Agent")).startsWith("together-spring-boot/");
		}

		@Test
		void streamSendsTheRequestAndReadsTheChunks() {
			respondWithStream(STREAM);
			List<CompletionChunk> chunks = client().stream(REQUEST).collectList().block();
			assertThat(chunks).extracting(CompletionChunk::text).containsExactly("Hello", " world");
			LoggedRequest request = onlyRequest();
			assertThat(request.getBodyAsString()).isEqualTo("{\"model\":\"m\",\"prompt\":\"p\",\"stream\":true}");
			assertThat(request.getHeader("Accept")).isEqualTo("text/event-stream, application/json;q=0.9");
			assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
			assertThat(request.getHeader("Authorization")).isEqualTo("Bearer test-key");
		}

		@Test
		void openStreamReturnsAStreamThatIsCollectedToAResponse() {
			respondWithStream(STREAM);
			try (CompletionStream stream = client().openStream(REQUEST)) {
				assertThat(stream.toResponse().text()).isEqualTo("Hello world");
			}
		}

		@Test
		void openStreamReturnsAStreamOfChunks() {
			respondWithStream(STREAM);
			try (CompletionStream stream = client().openStream(REQUEST)) {
				assertThat(stream.stream().map(CompletionChunk::text)).containsExactly("Hello", " world");
			}
		}

		@Test
		void openStreamIsReadOnlyOnce() {
			respondWithStream(STREAM);
			try (CompletionStream stream = client().openStream(REQUEST)) {
				stream.toResponse();
				assertThatIllegalStateException().isThrownBy(stream::iterator);
			}
		}

		@Test
		void streamIsCollectedToAResponse() {
			respondWithStream(STREAM);
			assertThat(client().stream(REQUEST).collect(CompletionResponse.collector()).block().text())
				.isEqualTo("Hello world");
		}

		@Test
		void createAllReturnsTheResultOfEachRequest() {
			respondWithJson(RESPONSE);
			assertThat(client().createAll(List.of(REQUEST)).blockFirst().orElseThrow().text()).isEqualTo(" blue");
		}

		@Test
		void requestIsBuiltInPlaceForAStream() {
			respondWithStream(STREAM);
			assertThat(client().stream((request) -> request.model("m").prompt("p")).collectList().block()).hasSize(2);
			try (CompletionStream stream = client().openStream((request) -> request.model("m").prompt("p"))) {
				assertThat(stream.toResponse().text()).isEqualTo("Hello world");
			}
		}

		@Test
		void requestIsBuiltInPlaceForAResponse() {
			respondWithJson(RESPONSE);
			assertThat(client().create((request) -> request.model("m").prompt("p")).text()).isEqualTo(" blue");
			assertThat(client().createAsync((request) -> request.model("m").prompt("p")).block().text())
				.isEqualTo(" blue");
		}

		@Test
		void createStreamsWhenTheModelOnlyStreams() {
			server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(400)
				.withBody(
						"{\"error\":{\"message\":\"This model only supports streaming.\",\"type\":\"invalid_request_error\","
								+ "\"param\":\"stream\",\"code\":\"streaming_required\"}}")));
			server.stubFor(post("/v1/completions").withRequestBody(matchingJsonPath("$[?(@.stream == true)]"))
				.willReturn(aResponse().withHeader("Content-Type", "text/event-stream").withBody(STREAM)));
			CompletionResponse response = client().create(REQUEST);
			assertThat(response.text()).isEqualTo("Hello world");
			assertThat(server.getAllServeEvents()).hasSize(2);
		}

		@Test
		void blockingCallFailsOnAThreadThatMustNotBlock() {
			respondWithJson(RESPONSE);
			for (Consumer<CompletionsClient> call : List.<Consumer<CompletionsClient>>of(
					(completions) -> completions.create(REQUEST), (completions) -> completions.openStream(REQUEST))) {
				assertThatIllegalStateException().isThrownBy(
						() -> Mono.fromRunnable(() -> call.accept(client())).subscribeOn(Schedulers.parallel()).block())
					.withMessageContaining("parallel-");
			}
			assertThat(server.getAllServeEvents()).isEmpty();
		}

	}

	@Nested
	class Requests {

		@ParameterizedTest
		@MethodSource("parameters")
		void parameterIsOnTheWireAndNothingElse(String name, String json, Consumer<CompletionRequest.Builder> setter) {
			respondWithJson(RESPONSE);
			CompletionRequest.Builder request = REQUEST.toBuilder();
			setter.accept(request);
			client().create(request.build());
			server.verify(postRequestedFor(urlEqualTo("/v1/completions"))
				.withRequestBody(equalToJson("{\"model\":\"m\",\"prompt\":\"p\",\"" + name + "\":" + json + "}")));
			assertThat(onlyRequest().getBodyAsString()).contains("\"" + name + "\":");
		}

		static Stream<Arguments> parameters() {
			return Stream.of(parameter("max_tokens", "0", (b) -> b.maxTokens(0)),
					parameter("temperature", "0.7", (b) -> b.temperature(0.7)),
					parameter("top_p", "0.9", (b) -> b.topP(0.9)), parameter("top_k", "-1", (b) -> b.topK(-1)),
					parameter("min_p", "0.05", (b) -> b.minP(0.05)),
					parameter("repetition_penalty", "1.1", (b) -> b.repetitionPenalty(1.1)),
					parameter("presence_penalty", "-2.0", (b) -> b.presencePenalty(-2)),
					parameter("frequency_penalty", "2.0", (b) -> b.frequencyPenalty(2)),
					parameter("logit_bias", "{\"1024\":-10.5,\"105\":3}",
							(b) -> b.logitBias(Map.of("1024", -10.5, "105", 3))),
					parameter("stop", "[\"\\n\"]", (b) -> b.stop("\n")), parameter("n", "3", (b) -> b.n(3)),
					parameter("seed", "18446744073709551615", (b) -> b.seed(new BigInteger("18446744073709551615"))),
					parameter("logprobs", "20", (b) -> b.logprobs(20)), parameter("echo", "true", (b) -> b.echo(true)),
					parameter("safety_model", "\"guard\"", (b) -> b.safetyModel("guard")),
					parameter("stream_options", "{\"a\":null}",
							(b) -> b.additionalField("stream_options", Collections.singletonMap("a", null))));
		}

		private static Arguments parameter(String name, String json, Consumer<CompletionRequest.Builder> setter) {
			return argumentSet(name, name, json, setter);
		}

		@Test
		void keyIsReadForEachRequest() {
			respondWithJson(RESPONSE);
			AtomicInteger count = new AtomicInteger();
			CompletionsClient rotating = builder().apiKey(() -> " key-" + count.incrementAndGet() + " ").build();
			assertThat(count).hasValue(0);
			rotating.create(REQUEST);
			rotating.createAsync(REQUEST).block();
			assertThat(
					server.getAllServeEvents().stream().map((event) -> event.getRequest().getHeader("Authorization")))
				.containsExactlyInAnyOrder("Bearer key-1", "Bearer key-2");
		}

		@Test
		void headersOfTheClientAndOfTheCall() {
			respondWithJson(RESPONSE);
			CompletionsClient configured = builder().defaultHeader("X-Both", "client")
				.defaultHeader("X-Client", "1", "2")
				.defaultHeader("User-Agent", "mine")
				.build();
			configured.create(REQUEST, CallOptions.builder().header("x-both", "call").header("X-Call", "c").build());
			LoggedRequest request = onlyRequest();
			assertThat(request.header("X-Both").values()).containsExactly("call");
			assertThat(request.header("X-Client").values()).containsExactly("1", "2");
			assertThat(request.header("X-Call").values()).containsExactly("c");
			assertThat(request.header("User-Agent").values()).containsExactly("mine");
			assertThat(request.header("Authorization").values()).containsExactly("Bearer test-key");
		}

		@Test
		void defaultsFillTheRequest() {
			respondWithJson(RESPONSE);
			CompletionsClient configured = builder().defaults((request) -> request.model("d").maxTokens(7).n(2))
				.build();
			configured.create((request) -> request.prompt("p").n(1).omit("max_tokens"));
			assertThat(onlyRequest().getBodyAsString()).isEqualTo("{\"model\":\"d\",\"n\":1,\"prompt\":\"p\"}");
		}

		@ParameterizedTest
		@ValueSource(strings = { "/v1", "/v1/", "/proxy/v1" })
		void baseUrlWithAndWithoutSlash(String path) {
			server.stubFor(post(anyUrl()).willReturn(json(RESPONSE)));
			builder().baseUrl("http://localhost:" + server.getPort() + path).build().create(REQUEST);
			assertThat(onlyRequest().getUrl()).isEqualTo(path.replaceAll("/$", "") + "/completions");
		}

		@Test
		void nothingIsSentWhenKeyModelOrPromptIsMissing() {
			for (String key : new String[] { null, "", " \t" }) {
				CompletionsClient keyless = builder().apiKey(() -> key).build();
				assertThatExceptionOfType(MissingApiKeyException.class).isThrownBy(() -> keyless.create(REQUEST))
					.withMessageContaining("'apiKey' of the client's builder");
				assertThatExceptionOfType(MissingApiKeyException.class)
					.isThrownBy(() -> keyless.stream(REQUEST).blockLast());
			}
			assertThatExceptionOfType(InvalidCompletionRequestException.class)
				.isThrownBy(() -> client().create((request) -> request.prompt("p")))
				.satisfies((ex) -> assertThat(ex.parameter()).isEqualTo("model"));
			assertThatExceptionOfType(InvalidCompletionRequestException.class)
				.isThrownBy(() -> client().stream((request) -> request.model("m")).blockLast())
				.satisfies((ex) -> assertThat(ex.parameter()).isEqualTo("prompt"));
			assertThat(server.getAllServeEvents()).isEmpty();
		}

	}

	@Nested
	class Builder {

		@ParameterizedTest
		@ValueSource(strings = { "", "api.together.ai/v1", "/v1", "ftp://host/v1", "http:///v1",
				"http://user:secret@host/v1", "http://ho st/v1", "https://", "mailto:x" })
		void invalidBaseUrlIsRejectedWithoutQuotingASecret(String baseUrl) {
			assertThatIllegalArgumentException().isThrownBy(() -> builder().baseUrl(baseUrl))
				.withMessageContaining("base URL")
				.withMessageNotContaining("secret");
		}

		@Test
		void mutateBuildsAnotherClient() {
			respondWithJson(RESPONSE);
			CompletionsClient client = client();
			CompletionsClient other = client.mutate().apiKey("other").defaults((request) -> request.n(2)).build();
			other.create(REQUEST);
			assertThat(onlyRequest().getHeader("Authorization")).isEqualTo("Bearer other");
			assertThat(onlyRequest().getBodyAsString()).contains("\"n\":2");
			server.resetRequests();
			client.create(REQUEST);
			assertThat(onlyRequest().getHeader("Authorization")).isEqualTo("Bearer test-key");
			assertThat(onlyRequest().getBodyAsString()).doesNotContain("\"n\"");
		}

		@Test
		void clientIsUnchangedWhenItsBuilderChanges() {
			respondWithJson(RESPONSE);
			CompletionsClient.Builder builder = builder();
			CompletionsClient built = builder.build();
			builder.apiKey("later").defaultHeader("X-Later", "1").defaults((request) -> request.n(9));
			built.create(REQUEST);
			assertThat(onlyRequest().getHeader("Authorization")).isEqualTo("Bearer test-key");
			assertThat(onlyRequest().containsHeader("X-Later")).isFalse();
			assertThat(onlyRequest().getBodyAsString()).doesNotContain("\"n\"");
		}

		@Test
		void messageNamesTheBuilderWhenKeyOrModelIsMissing() {
			CompletionsClient keyless = CompletionsClients.builder().build();
			assertThatExceptionOfType(MissingApiKeyException.class).isThrownBy(() -> keyless.create(REQUEST))
				.withMessageContaining("'apiKey' of the client's builder")
				.withMessageNotContaining("together.");
			assertThatExceptionOfType(InvalidCompletionRequestException.class)
				.isThrownBy(() -> client().create((request) -> request.prompt("p")))
				.withMessage("'model' is missing: set it in the request, or with 'defaults' of the client's builder");
		}

	}

	@Nested
	class Responses {

		@Test
		void responseHeadersCanBeRead() {
			server.stubFor(post("/v1/completions").willReturn(json(RESPONSE).withHeader("x-request-id", "r-1")
				.withHeader("x-ratelimit-remaining", "0.5")
				.withHeader("retry-after", "2")));
			CompletionResponse response = client().create(REQUEST);
			assertThat(response.metadata().requestId()).isEqualTo("r-1");
			assertThat(response.metadata().rateLimit().remainingRequests()).isEqualTo("0.5");
			assertThat(client().stream(REQUEST).blockLast().metadata().requestId()).isEqualTo("r-1");
		}

		@Test
		void responseOf300KibibytesIsRead() {
			String text = "x".repeat(300 * 1024);
			respondWithJson("{\"choices\":[{\"index\":0,\"text\":\"" + text + "\"}]}");
			assertThat(client().create(REQUEST).text()).isEqualTo(text);
			respondWithStream("data: {\"choices\":[{\"index\":0,\"text\":\"" + text + "\"}]}\n\ndata: [DONE]\n\n");
			assertThat(client().stream(REQUEST).blockFirst().text()).isEqualTo(text);
		}

		@Test
		void responseIsRejectedWhenItExceedsTheLimit() {
			respondWithJson(RESPONSE);
			int size = RESPONSE.length();
			assertThat(builder().maxResponseSize(size).build().create(REQUEST).text()).isEqualTo(" blue");
			CompletionsClient limited = builder().maxResponseSize(size - 1).build();
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> limited.create(REQUEST))
				.withMessageContaining("together.max-response-size");
			assertThatExceptionOfType(UnreadableResponseException.class)
				.isThrownBy(() -> limited.stream(REQUEST).blockLast());
		}

		@Test
		void streamIsRejectedWhenAnEventExceedsTheLimit() {
			respondWithStream(STREAM);
			CompletionsClient limited = builder().maxEventSize(20).build();
			assertThatExceptionOfType(UnreadableResponseException.class)
				.isThrownBy(() -> limited.stream(REQUEST).blockLast())
				.withMessageContaining("together.max-event-size");
		}

		@Test
		void streamHasOneChunkWhenTheResponseIsJson() {
			respondWithJson(RESPONSE);
			List<CompletionChunk> chunks = client().stream(REQUEST).collectList().block();
			assertThat(chunks).singleElement().satisfies((chunk) -> assertThat(chunk.text()).isEqualTo(" blue"));
			try (CompletionStream stream = client().openStream(REQUEST)) {
				assertThat(stream.toResponse()).isEqualTo(client().create(REQUEST));
			}
		}

		@Test
		void streamIsReadWhenParametersOfItsMediaTypeAreInvalid() {
			for (String type : List.of("text/event-stream;", "text/event-stream;charset=windows-1252",
					"TEXT/EVENT-STREAM; x=y")) {
				server.stubFor(post("/v1/completions")
					.willReturn(aResponse().withHeader("Content-Type", type).withBody(STREAM)));
				assertThat(client().stream(REQUEST).collectList().block()).hasSize(2);
			}
		}

	}

	@Nested
	class UnreadableResponses {

		@Test
		void messageNamesThePageWhenTheResponseIsHtml() {
			String url = "POST http://localhost:" + server.getPort() + "/v1/completions";
			server.stubFor(post(anyUrl()).willReturn(aResponse().withHeader("Content-Type", "text/html")
				.withHeader("Server", "nginx/1.29")
				.withBody("<html><title>Welcome to nginx!</title>SECRET")));
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> client().create(REQUEST))
				.withMessage("The response is not JSON but text/html, \"nginx: Welcome to nginx!\" (" + url + ")");
			assertThatExceptionOfType(UnreadableResponseException.class)
				.isThrownBy(() -> client().stream(REQUEST).blockLast())
				.withMessage("The response is not an event stream but text/html, \"nginx: Welcome to nginx!\" (" + url
						+ ")");
		}

		@Test
		void exceptionHasTheBodyWhenTheResponseIsHtml() {
			server.stubFor(post("/v1/completions")
				.willReturn(aResponse().withHeader("Content-Type", "text/html; charset=UTF-8")
					.withHeader("cf-ray", "ray-1")
					.withBody("<html>hush</html>")));
			for (Runnable call : List.<Runnable>of(() -> client().create(REQUEST),
					() -> client().stream(REQUEST).blockLast())) {
				assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(call::run)
					.withMessageNotContaining("hush")
					.satisfies((ex) -> {
						assertThat(ex.status()).isEqualTo(200);
						assertThat(ex.body()).contains("hush");
						assertThat(ex.requestId()).isEqualTo("ray-1");
					});
			}
		}

		@Test
		void messageDoesNotQuoteTheResponseWhenItIsText() {
			server.stubFor(post(anyUrl())
				.willReturn(aResponse().withHeader("Content-Type", "text/plain").withBody("once upon a time")));
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> client().create(REQUEST))
				.withMessageStartingWith("The response is not JSON but text/plain (POST ")
				.satisfies((ex) -> assertThat(ex.body()).isEqualTo("once upon a time"));
		}

		@Test
		void messageNamesTheMembersWhenTheResponseIsOtherJson() {
			server.stubFor(post(anyUrl()).willReturn(json("{\"content\":\"once upon\",\"stop\":true,\"a prompt\":1}")));
			assertThatExceptionOfType(UnreadableResponseException.class)
				.isThrownBy(() -> builder().baseUrl("http://localhost:" + server.getPort()).build().create(REQUEST))
				.withMessageStartingWith("The response has no choices but 'content', 'stop' (POST ")
				.withMessageContaining("should it end in a version")
				.withMessageNotContaining("once");
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "{}", "[]", "null", "{\"choices\":[", "{\"error\":{\"message\":\"boom\"}}",
				"{\"error\":\"boom\",\"choices\":[]}", "{\"id\":\"x\"}", "{\"choices\":[]}", "{\"choices\":null}",
				"{\"choices\":{}}", "{\"choices\":[null]}" })
		void goodStatusWithoutACompletionIsUnreadable(String body) {
			respondWithJson(body);
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> client().create(REQUEST))
				.satisfies((ex) -> assertThat(ex.body()).isEqualTo(body));
			assertThatExceptionOfType(UnreadableResponseException.class)
				.isThrownBy(() -> client().stream(REQUEST).blockLast());
		}

		@Test
		void redirectIsNotFollowed() {
			server.stubFor(post("/v1/completions").willReturn(
					aResponse().withStatus(307).withHeader("Location", "http://localhost:" + server.getPort() + "/x")));
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> client().create(REQUEST))
				.withMessageContaining("redirect (307)")
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(307));
			server.verify(0, postRequestedFor(urlEqualTo("/x")));
		}

	}

	@Nested
	class Errors {

		@ParameterizedTest
		@MethodSource("errors")
		void errorStatusIsTypedWithAndWithoutStreaming(int status, Class<? extends TogetherException> type) {
			server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(status)
				.withHeader("Content-Type", "application/json; charset=utf-8")
				.withHeader("x-request-id", "r-7")
				.withHeader("retry-after", "2")
				.withBody(
						"{\"id\":\"x\",\"error\":{\"message\":\"no\",\"type\":\"t\",\"param\":\"p\",\"code\":\"c\"}}")));
			for (Runnable call : List.<Runnable>of(() -> client().create(REQUEST),
					() -> client().createAsync(REQUEST).block(), () -> client().stream(REQUEST).blockLast(), () -> {
						try (CompletionStream stream = client().openStream(REQUEST)) {
							stream.toResponse();
						}
					})) {
				assertThatExceptionOfType(TogetherResponseException.class).isThrownBy(call::run).satisfies((ex) -> {
					assertThat(ex).isExactlyInstanceOf(type);
					assertThat(ex.status()).isEqualTo(status);
					assertThat(ex.errorType()).isEqualTo("t");
					assertThat(ex.errorCode()).isEqualTo("c");
					assertThat(ex.errorParam()).isEqualTo("p");
					assertThat(ex.requestId()).isEqualTo("r-7");
					assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(2));
					assertThat(ex.headers().first("Retry-After")).isEqualTo("2");
				});
			}
		}

		static Stream<Arguments> errors() {
			return Stream.of(error(400, TogetherResponseException.BadRequest.class),
					error(401, TogetherResponseException.Unauthorized.class),
					error(429, TogetherResponseException.TooManyRequests.class),
					error(500, TogetherResponseException.ServerError.class),
					error(503, TogetherResponseException.ServiceUnavailable.class));
		}

		private static Arguments error(int status, Class<? extends TogetherException> type) {
			return argumentSet("" + status, status, type);
		}

		@ParameterizedTest
		@MethodSource("errorsInWords")
		void messageHasTheServersWordsWhateverTheFormat(String body, String words) {
			respondWithStream("data: " + body + "\n\ndata: [DONE]\n\n");
			assertThatExceptionOfType(StreamErrorException.class).isThrownBy(() -> client().stream(REQUEST).blockLast())
				.withMessageContaining(words)
				.withMessageNotContaining("SECRET");
			respondWithJson(body);
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> client().create(REQUEST))
				.withMessageContaining(words)
				.withMessageNotContaining("SECRET");
			server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(429)
				.withHeader("Content-Type", "text/event-stream")
				.withBody("data: " + body + "\n\n")));
			assertThatExceptionOfType(TogetherResponseException.TooManyRequests.class)
				.isThrownBy(() -> client().create(REQUEST))
				.withMessageContaining(words)
				.withMessageNotContaining("{");
		}

		static Stream<Arguments> errorsInWords() {
			return Stream.of(argumentSet("FastAPI list",
					"{\"error\":{\"message\":{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"too large\",\"input\":\"SECRET\"}]}}}",
					"n: too large"),
					argumentSet("TGI", "{\"error\":\"overloaded\",\"error_type\":\"busy\"}", "overloaded"),
					argumentSet("Google",
							"{\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
							"slow down"));
		}

		@Test
		void errorInAStreamHasItsTypeAndCode() {
			respondWithStream("data: {\"error\":{\"message\":\"m\",\"type\":\"t\",\"code\":\"c\"}}\n\n");
			assertThatExceptionOfType(StreamErrorException.class).isThrownBy(() -> client().stream(REQUEST).blockLast())
				.withMessage("Error in the stream: m (type t, code c)");
		}

		@ParameterizedTest
		@ValueSource(ints = { 404, 405 })
		void errorOfAWrongUrlHasTheUrl(int status) {
			String origin = "http://localhost:" + server.getPort();
			server.stubFor(
					post(anyUrl()).willReturn(aResponse().withStatus(status).withBody("{\"detail\":\"Not here\"}")));
			assertThatExceptionOfType(TogetherResponseException.class)
				.isThrownBy(() -> builder().baseUrl(origin).build().create(REQUEST))
				.withMessage(status + ": Not here (POST " + origin
						+ "/completions; the base URL has no path: should it end in a version, such as /v1?)")
				.satisfies((ex) -> assertThat(ex.response().request()).isEqualTo("POST " + origin + "/completions"));
			assertThatExceptionOfType(TogetherResponseException.class)
				.isThrownBy(() -> builder().baseUrl(origin + "/api/v9?key=SECRET").build().stream(REQUEST).blockLast())
				.withMessage(status + ": Not here (POST " + origin + "/api/v9/completions)");
		}

		@Test
		void errorOfTheRequestHasItsPathAndNotTheHost() {
			server.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(400).withBody("{\"detail\":\"No\"}")));
			assertThatExceptionOfType(TogetherResponseException.BadRequest.class)
				.isThrownBy(() -> client().create(REQUEST))
				.withMessage("400: No, from POST /v1/completions");
		}

		@Test
		void bodyIsTruncatedWhenItIsLarge() {
			server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(502)
				.withHeader("Content-Type", "text/html")
				.withBody("x".repeat(1_000_000))));
			assertThatExceptionOfType(TogetherResponseException.ServerError.class)
				.isThrownBy(() -> client().create(REQUEST))
				.satisfies((ex) -> assertThat(ex.body()).hasSizeLessThan(200_000).startsWith("xxx"));
		}

		@Test
		void callFailsWhenTheConnectionIsRefused() throws Exception {
			int port;
			try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				port = socket.getLocalPort();
			}
			CompletionsClient nowhere = builder().baseUrl("http://localhost:" + port + "/v1").build();
			assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> nowhere.create(REQUEST))
				.satisfies((ex) -> assertThat(ex.status()).isNull());
			assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> nowhere.stream(REQUEST).blockLast());
		}

		@Test
		void callFailsWhenTheResponseIsLate() {
			server.stubFor(post("/v1/completions").willReturn(json(RESPONSE).withFixedDelay(2000)));
			CompletionsClient hurried = builder().responseTimeout(Duration.ofMillis(150)).build();
			CallOptions hurry = CallOptions.builder().responseTimeout(Duration.ofMillis(150)).build();
			for (Runnable call : List.<Runnable>of(() -> hurried.create(REQUEST), () -> client().create(REQUEST, hurry),
					() -> client().stream(REQUEST, hurry).blockLast())) {
				assertThatExceptionOfType(TogetherTimeoutException.class).isThrownBy(call::run).satisfies((ex) -> {
					assertThat(ex.phase()).isEqualTo(TogetherTimeoutException.Phase.RESPONSE);
					assertThat(ex.timeout()).isEqualTo(Duration.ofMillis(150));
				});
			}
		}

		@Test
		void noExceptionShowsTheKeyOrThePrompt() {
			CompletionRequest secret = REQUEST.toBuilder().prompt("prompt-secret").build();
			server.stubFor(post("/v1/completions").withHeader("Authorization", equalTo("Bearer test-key"))
				.willReturn(aResponse().withStatus(500)));
			assertThatExceptionOfType(TogetherResponseException.ServerError.class)
				.isThrownBy(() -> client().create(secret))
				.satisfies((ex) -> {
					for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
						assertThat(cause.toString()).doesNotContain("test-key", "prompt-secret");
						assertThat(cause.getSuppressed()).extracting(Throwable::toString)
							.noneMatch((text) -> text.contains("test-key") || text.contains("prompt-secret"));
					}
				});
		}

	}

}
