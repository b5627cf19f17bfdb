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

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for the traces of calls, with OpenTelemetry's own tracer.
 */
class ObservedTracesTests {

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private final SdkTracerProvider provider = SdkTracerProvider.builder()
		.addSpanProcessor(SimpleSpanProcessor.create(this.exporter))
		.build();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private ObservedServer server;

	private CompletionsClient client;

	@BeforeEach
	void start() throws IOException {
		Tracer otel = this.provider.get("test");
		OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), (event) -> {
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
		this.registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
					new DefaultTracingObservationHandler(tracer)));
		this.server = new ObservedServer();
		this.client = client(CompletionsObservations.of(this.registry));
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
		this.provider.close();
	}

	@ParameterizedTest
	@EnumSource(CallStyle.class)
	void callIsAChildOfItsCallerAndTheParentOfItsRequest(CallStyle style) {
		Observation.createNotStarted("caller", this.registry).observe(() -> style.call(this.client));
		assertThatTraceIsWhole();
	}

	@ParameterizedTest
	@EnumSource(CallStyle.class)
	void callOnAVirtualThreadIsAChildOfItsCaller(CallStyle style) throws Exception {
		Assumptions.assumeTrue(Runtime.version().feature() >= 21, "virtual threads are there from JDK 21 on");
		ExecutorService threads = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		try {
			threads.submit(
					() -> Observation.createNotStarted("caller", this.registry).observe(() -> style.call(this.client)))
				.get(RawHttpServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		finally {
			threads.shutdown();
		}
		assertThatTraceIsWhole();
	}

	@ParameterizedTest
	@ValueSource(strings = { "createAsync", "stream", "createAll" })
	void callInAReactiveChainIsAChildOfItsCaller(String method) {
		Flux<?> call = switch (method) {
			case "createAsync" -> this.client.createAsync(CallStyle.request()).flux();
			case "stream" -> this.client.stream(CallStyle.request());
			default -> this.client.createAll(Flux.just(CallStyle.request()).publishOn(Schedulers.parallel()));
		};
		Observation caller = Observation.start("caller", this.registry);
		Mono.delay(Duration.ofMillis(1))
			.thenMany(call)
			.doOnTerminate(caller::stop)
			.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, caller))
			.blockLast();
		assertThatTraceIsWhole();
	}

	@Test
	void callsOfABulkAreChildrenOfWhoSubscribed() {
		Observation caller = Observation.start("caller", this.registry);
		caller.scoped(() -> this.client
			.createAll(Flux.range(0, 20).map((i) -> CallStyle.request()).publishOn(Schedulers.parallel()))
			.blockLast());
		caller.stop();
		SpanData parent = span("caller");
		List<SpanData> calls = spans().stream().filter((span) -> span.getName().equals("text_completion m")).toList();
		assertThat(calls).hasSize(20)
			.allSatisfy((span) -> assertThat(span.getParentSpanId()).isEqualTo(parent.getSpanId()));
	}

	@Test
	void futureOfACallBelongsToItsCaller() throws Exception {
		Observation caller = Observation.start("caller", this.registry);
		CompletableFuture<?> future;
		try (Observation.Scope scope = caller.openScope()) {
			future = this.client.createAsync(CallStyle.request()).toFuture();
			assertThat(scope.getCurrentObservation()).isSameAs(caller);
		}
		future.get(RawHttpServer.PATIENCE_SECONDS, TimeUnit.SECONDS);
		caller.stop();
		assertThatTraceIsWhole();
	}

	@Test
	void traceReachesTheServerWithoutSpansOfTheHttpClient() {
		CompletionsClient plain = this.server.builder(WebClient.builder(), CompletionsObservations.of(this.registry))
			.build();
		plain.create(CallStyle.request());
		SpanData call = span("text_completion m");
		assertThat(spans()).hasSize(1);
		assertThat(traceparents()).containsExactly(call.getTraceId() + "-" + call.getSpanId());
	}

	@Test
	void spanHasTheAttributesOfTheConventions() {
		this.client.create(CompletionRequest.builder()
			.model("ok")
			.prompt(ObservedServer.PROMPT)
			.maxTokens(9)
			.temperature(0.5)
			.topP(0.25)
			.topK(4)
			.frequencyPenalty(0.1)
			.presencePenalty(0.2)
			.seed(42)
			.n(2)
			.stop("\n", "\"end\"")
			.build());
		SpanData span = span("text_completion ok");
		assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
		assertThat(span.getStatus()).isEqualTo(StatusData.ok());
		assertThat(attributes(span))
			.containsExactlyInAnyOrderEntriesOf(Map.ofEntries(entry("gen_ai.operation.name", "text_completion"),
					entry("gen_ai.provider.name", "together_ai"), entry("gen_ai.request.model", "ok"),
					entry("gen_ai.request.choice.count", "2"), entry("gen_ai.request.seed", "42"),
					entry("gen_ai.request.max_tokens", "9"), entry("gen_ai.request.temperature", "0.5"),
					entry("gen_ai.request.top_p", "0.25"), entry("gen_ai.request.top_k", "4"),
					entry("gen_ai.request.frequency_penalty", "0.1"), entry("gen_ai.request.presence_penalty", "0.2"),
					entry("gen_ai.request.stop_sequences", "[\"\\u000a\",\"\\\"end\\\"\"]"),
					entry("gen_ai.response.id", "cmpl-1"), entry("gen_ai.response.model", "answers"),
					entry("gen_ai.response.finish_reasons", "[\"length\"]"), entry("gen_ai.usage.input_tokens", "5"),
					entry("gen_ai.usage.output_tokens", "7"), entry("gen_ai.usage.cache_read.input_tokens", "3"),
					entry("server.address", "localhost"), entry("server.port", String.valueOf(this.server.http.port())),
					entry("together.client.name", "default"), entry("together.outcome", "success"),
					entry("together.attempts", "1")));
	}

	@Test
	void spanOfAStreamHasItsUsageAndTimes() {
		this.client.stream(ObservedServer.request("ok")).blockLast();
		Map<String, String> attributes = attributes(span("text_completion ok"));
		assertThat(attributes).containsEntry("gen_ai.request.stream", "true")
			.containsEntry("gen_ai.usage.output_tokens", "7")
			.containsEntry("gen_ai.response.finish_reasons", "[\"stop\"]")
			.doesNotContainKey("error.type");
		assertThat(Double.parseDouble(attributes.get("gen_ai.response.time_to_first_chunk"))).isBetween(0.0, 10.0);
	}

	@Test
	void spanOfAFailedCallIsAnErrorWithoutTheServersWords() {
		CallStyle.Outcome outcome = call((client) -> client.create(ObservedServer.request("fails")));
		assertThat(outcome.error()).hasMessageContaining(ObservedServer.PROMPT);
		SpanData span = span("text_completion fails");
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(attributes(span)).containsEntry("error.type", "400").containsEntry("together.outcome", "error");
		assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("exception");
	}

	@Test
	void spanOfACancelledStreamIsNoError() {
		CountDownLatch first = new CountDownLatch(1);
		var subscription = this.client.stream(ObservedServer.request("hangs")).subscribe((chunk) -> first.countDown());
		RawHttpServer.await(first);
		subscription.dispose();
		SpanData span = span("text_completion hangs");
		assertThat(span.getStatus()).isEqualTo(StatusData.ok());
		assertThat(attributes(span)).containsEntry("together.outcome", "cancelled")
			.containsEntry("gen_ai.response.model", "answers")
			.doesNotContainKey("error.type");
	}

	@Test
	void callThatIsTriedThreeTimesIsOneSpanWithTwoEvents() {
		this.client.create(ObservedServer.request("flaky"));
		SpanData span = span("text_completion flaky");
		assertThat(span.getEvents()).extracting(EventData::getName)
			.containsExactly("retry after 503", "retry after 503");
		assertThat(attributes(span)).containsEntry("together.attempts", "3")
			.containsEntry("together.outcome", "success");
		assertThat(spans().stream().filter((child) -> child.getParentSpanId().equals(span.getSpanId()))).hasSize(3);
		assertThat(traceparents()).hasSize(3).doesNotHaveDuplicates();
	}

	@Test
	void nothingThatIsSecretIsInATrace() {
		useEveryWay(this.client);
		assertThat(spans()).hasSizeGreaterThan(10);
		assertThat(spans().stream().map(Object::toString)).noneMatch((text) -> text.contains("secret"));
	}

	@Test
	void contentIsInTracesWhenItIsSwitchedOn() {
		useEveryWay(client(CompletionsObservations.of(this.registry).withContent(true)));
		Map<String, String> created = spans().stream()
			.filter((span) -> span.getName().equals("text_completion ok"))
			.map(ObservedTracesTests::attributes)
			.filter((attributes) -> attributes.containsKey("gen_ai.request.stream"))
			.findFirst()
			.orElseThrow();
		assertThat(created)
			.containsEntry("gen_ai.input.messages",
					"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"the secret prompt\"}]}]")
			.containsEntry("gen_ai.output.messages",
					"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"the secret text b c\"}],"
							+ "\"finish_reason\":\"stop\"}]");
		assertThat(spans().stream().map(Object::toString)).noneMatch((text) -> text.contains(ObservedServer.API_KEY));
	}

	@Test
	void eachPromptThatIsATextIsAMessage() {
		CompletionsClient client = client(CompletionsObservations.of(this.registry).withContent(true));
		client.create(ObservedServer.request("ok").toBuilder().prompts("a", "b").build());
		client.create(ObservedServer.request("ok").toBuilder().promptTokens(List.of(4711)).build());
		List<Map<String, String>> calls = spans().stream()
			.map(ObservedTracesTests::attributes)
			.filter((attributes) -> attributes.containsKey("gen_ai.output.messages"))
			.toList();
		assertThat(calls).hasSize(2);
		assertThat(calls).extracting((attributes) -> attributes.get("gen_ai.input.messages"))
			.containsExactlyInAnyOrder("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"a\"}]},"
					+ "{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"b\"}]}]", null);
		assertThat(spans().stream().map(Object::toString)).noneMatch((text) -> text.contains("4711"));
	}

	private static void useEveryWay(CompletionsClient client) {
		for (String model : List.of("ok", "fails", "flaky", "broken")) {
			call(client, (it) -> it.create(ObservedServer.request(model)));
			call(client, (it) -> it.stream(ObservedServer.request(model)).blockLast());
		}
		try (CompletionStream stream = client.openStream(ObservedServer.request("hangs"))) {
			assertThat(stream.iterator().hasNext()).isTrue();
		}
	}

	private CallStyle.Outcome call(Consumer<CompletionsClient> call) {
		return call(this.client, call);
	}

	private static CallStyle.Outcome call(CompletionsClient client, Consumer<CompletionsClient> call) {
		try {
			call.accept(client);
			return new CallStyle.Outcome(List.of(), null);
		}
		catch (RuntimeException ex) {
			return new CallStyle.Outcome(List.of(), ex);
		}
	}

	private CompletionsClient client(CompletionsObservations observations) {
		return this.server.builder(WebClient.builder().observationRegistry(this.registry), observations).build();
	}

	private void assertThatTraceIsWhole() {
		SpanData caller = span("caller");
		SpanData call = span("text_completion m");
		SpanData http = span("http post");
		assertThat(call.getTraceId()).isEqualTo(caller.getTraceId());
		assertThat(call.getParentSpanId()).isEqualTo(caller.getSpanId());
		assertThat(http.getParentSpanId()).isEqualTo(call.getSpanId());
		assertThat(spans()).hasSize(3);
		assertThat(traceparents()).containsExactly(caller.getTraceId() + "-" + http.getSpanId());
	}

	// The span of the HTTP client ends when the connection is done, after the call.
	private SpanData span(String name) {
		return Awaitility.await()
			.atMost(RawHttpServer.PATIENCE_SECONDS, TimeUnit.SECONDS)
			.until(() -> spans().stream().filter((span) -> span.getName().equals(name)).findFirst().orElse(null),
					(span) -> span != null);
	}

	private List<SpanData> spans() {
		return this.exporter.getFinishedSpanItems();
	}

	private List<String> traceparents() {
		return this.server.http.requests()
			.stream()
			.flatMap((request) -> Arrays.stream(request.split("\r\n")))
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("traceparent: "))
			.map((line) -> line.replaceFirst("(?i)traceparent: 00-(.*)-0[13]", "$1"))
			.toList();
	}

	private static Map<String, String> attributes(SpanData span) {
		Map<String, String> attributes = new TreeMap<>();
		span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value.toString()));
		return attributes;
	}

}
