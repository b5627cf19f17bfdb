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
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.internal.call.Call;
import io.github.togetherspring.internal.call.Retries;
import io.github.togetherspring.internal.call.RetryBudget;
import io.github.togetherspring.internal.call.RetryDecider;
import io.github.togetherspring.internal.call.ShutdownGate;
import io.github.togetherspring.observation.ClientObservations;
import io.github.togetherspring.observation.CompletionsMeterFilter;
import io.github.togetherspring.observation.CompletionsMeterObservationHandler;
import io.github.togetherspring.observation.CompletionsObservation;
import io.github.togetherspring.observation.CompletionsObservationContext;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.observation.DefaultCompletionsObservationConvention;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for observations when something goes wrong: with the call, or with them.
 */
class ObservedFaultsTests {

	private static final String DURATION = "gen_ai.client.operation.duration";

	private static final Duration PATIENCE = Duration.ofSeconds(RawHttpServer.PATIENCE_SECONDS);

	private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final CompletionsObservations observations = CompletionsObservations.of(this.registry);

	private final ClientObservations calls = this.observations.forClient("default", URI.create("http://localhost/v1"));

	private ObservedServer server;

	@BeforeEach
	void start() throws IOException {
		this.meters.config().meterFilter(new CompletionsMeterFilter());
		this.registry.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(this.meters))
			.observationHandler(new CompletionsMeterObservationHandler(this.meters));
		this.server = new ObservedServer();
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	static Stream<Arguments> ends() {
		return Stream.of(end("stream read to its end", "success", (client) -> stream(client, "ok").blockLast()),
				end("stream left after a chunk", "cancelled", (client) -> stream(client, "hangs").blockFirst()),
				end("stream left at once", "cancelled", (client) -> stream(client, "hangs").subscribe().dispose()),
				end("stream that is asked for nothing and left", "cancelled",
						(client) -> StepVerifier.create(stream(client, "ok"), 0)
							.expectSubscription()
							.thenCancel()
							.verify(PATIENCE)),
				end("stream that breaks", "error",
						(client) -> StepVerifier.create(stream(client, "broken"))
							.expectNextCount(1)
							.expectError()
							.verify(PATIENCE)),
				end("reader who throws", "cancelled",
						(client) -> StepVerifier.create(stream(client, "hangs").doOnNext((chunk) -> {
							throw new IllegalStateException("reader");
						})).expectError(IllegalStateException.class).verify(PATIENCE)),
				end("open stream closed before it is read", "cancelled",
						(client) -> client.openStream(ObservedServer.request("hangs")).close()),
				end("open stream closed twice, half-read", "cancelled", (client) -> {
					CompletionStream stream = client.openStream(ObservedServer.request("hangs"));
					stream.iterator().next();
					stream.close();
					stream.close();
				}), end("open stream closed after its end", "success", (client) -> {
					try (CompletionStream stream = client.openStream(ObservedServer.request("ok"))) {
						assertThat(stream).hasSize(3);
					}
				}),
				end("answer that is not waited for", "cancelled",
						(client) -> client.createAsync(ObservedServer.request("hangs")).subscribe().dispose()),
				end("total time-out", "error",
						(client) -> assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client.mutate()
							.totalTimeout(Duration.ofMillis(50))
							.build()
							.create(ObservedServer.request("hangs")))),
				end("bulk of one that is refused", "error",
						(client) -> client.createAll(Flux.just(ObservedServer.request("fails"))).blockLast()),
				end("bulk left with one under way", "cancelled",
						(client) -> client.createAll(Flux.just(ObservedServer.request("hangs"))).subscribe().dispose()),
				end("request without a model", "error",
						(client) -> client.createAsync(CompletionRequest.builder().prompt("p").build())
							.onErrorComplete()
							.block()));
	}

	@ParameterizedTest
	@MethodSource("ends")
	void everyCallEndsOnceAndAsItDid(String outcome, Consumer<CompletionsClient> call) {
		CompletionsClient client = this.server.client(this.observations);
		call.accept(client);
		assertThat(durations()).singleElement().satisfies((timer) -> {
			assertThat(timer.getId().getTag("together.outcome")).isEqualTo(outcome);
			assertThat(timer.count()).isOne();
		});
		assertThat(active()).isZero();
	}

	@Test
	void callThatEndsWhileItIsLeftEndsOnce() {
		CompletionsClient client = this.server.client(this.observations);
		Random random = new Random(1);
		int calls = 300;
		for (int i = 0; i < calls; i++) {
			Disposable call = stream(client, "ok").subscribe();
			long until = System.nanoTime() + random.nextInt(3_000_000);
			while (System.nanoTime() < until) {
				Thread.onSpinWait();
			}
			call.dispose();
		}
		Awaitility.await().atMost(PATIENCE).until(() -> active() == 0);
		assertThat(durations().stream().mapToLong(Timer::count).sum()).isEqualTo(calls);
		assertThat(durations()).extracting((timer) -> timer.getId().getTag("together.outcome"))
			.isSubsetOf("success", "cancelled");
	}

	@Test
	void interruptedCallerHasGivenUp() throws Exception {
		CompletionsClient client = this.server.client(this.observations);
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		Thread caller = new Thread(() -> client.create(ObservedServer.request("hangs")));
		caller.setUncaughtExceptionHandler((thread, error) -> thrown.set(error));
		caller.start();
		Awaitility.await().atMost(PATIENCE).until(() -> !this.server.http.requests().isEmpty());
		caller.interrupt();
		caller.join(PATIENCE.toMillis());
		assertThat(thrown.get()).isInstanceOf(CallInterruptedException.class);
		assertThat(durations()).singleElement()
			.satisfies((timer) -> assertThat(timer.getId().getTag("together.outcome")).isEqualTo("cancelled"));
	}

	@Test
	void retryIsCountedWhenItComes() {
		CompletionsObservation observation = this.calls.start(ObservedServer.request("flaky"), false, null);
		RetryDecider decider = new RetryDecider(RetrySettings.defaults(), () -> 0.5);
		Flux<Object> call = Flux.defer(() -> {
			Call state = new Call(ObservedServer.request("flaky"), CallOptions.none(), 2, null, observation);
			return new Retries(decider, new RetryBudget(500), Schedulers::parallel).repeat(Flux.error(() -> {
				state.begin(Disposables.disposed());
				return new ConnectionException(Reason.REFUSED, "down", null);
			}), state);
		});
		StepVerifier.withVirtualTime(() -> call).expectSubscription().thenCancel().verify(PATIENCE);
		assertThat(this.meters.find("together.client.retries").counters()).isEmpty();
		StepVerifier.withVirtualTime(() -> call)
			.thenAwait(Duration.ofMinutes(1))
			.expectError(ConnectionException.class)
			.verify(PATIENCE);
		assertThat(this.meters.get("together.client.retries").counter().count()).isOne();
	}

	@Test
	void callAfterTheApplicationStoppedHasATypeOfError() {
		ShutdownGate gate = new ShutdownGate();
		CompletionsClient client = this.server.builder(WebClient.builder(), this.observations)
			.shutdownGate(gate)
			.build();
		gate.close(() -> {
		});
		StepVerifier.create(client.createAsync(ObservedServer.request("ok")))
			.expectError(ClientStoppedException.class)
			.verify(PATIENCE);
		assertThat(durations()).singleElement().satisfies((timer) -> {
			assertThat(timer.getId().getTag("error.type")).isEqualTo("ClientStoppedException");
			assertThat(timer.getId().getTag("error")).isEqualTo("ClientStoppedException");
		});
	}

	@ParameterizedTest
	@EnumSource
	void callsGoOnWithAConventionThatThrows(CallStyle style) {
		CompletionsClient client = this.server
			.client(this.observations.withConvention(new DefaultCompletionsObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(CompletionsObservationContext context) {
					if (context.isCompleted()) {
						throw new IllegalStateException("convention");
					}
					return super.getLowCardinalityKeyValues(context);
				}

				@Override
				public KeyValues getHighCardinalityKeyValues(CompletionsObservationContext context) {
					throw new IllegalStateException("convention");
				}

				@Override
				public String getContextualName(CompletionsObservationContext context) {
					throw new IllegalStateException("convention");
				}

			}));
		CallStyle.Outcome outcome = style.call(client);
		assertThat(outcome.error()).isNull();
		assertThat(outcome.texts()).isNotEmpty();
		assertThat(durations()).singleElement()
			.satisfies((timer) -> assertThat(timer.getId().getTag("together.outcome")).isEqualTo("success"));
		assertThat(active()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void callsGoOnWithAHandlerThatThrows(CallStyle style) {
		this.registry.observationConfig().observationHandler(new ThrowingHandler(new IllegalStateException("handler")));
		CallStyle.Outcome outcome = style.call(this.server.client(this.observations));
		assertThat(outcome.error()).isNull();
		assertThat(outcome.texts()).isNotEmpty();
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.server.client(this.observations).create(ObservedServer.request("fails")))
			.withMessageContaining("can't read");
	}

	@ParameterizedTest
	@EnumSource
	void callsGoOnWithAHandlerThatThrowsAnError(CallStyle style) {
		this.registry.observationConfig().observationHandler(new ThrowingHandler(new NoClassDefFoundError("handler")));
		CompletionsClient client = this.server.builder(WebClient.builder(), this.observations)
			.maxConcurrentRequests(1)
			.build();
		for (int i = 0; i < 2; i++) {
			CallStyle.Outcome outcome = style.call(client);
			assertThat(outcome.error()).isNull();
			assertThat(outcome.texts()).isNotEmpty();
		}
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> client.create(ObservedServer.request("fails")))
			.withMessageContaining("can't read");
	}

	@ParameterizedTest
	@EnumSource
	void callsGoOnWithAHandlerThatThrowsAnErrorAtTheirStart(CallStyle style) {
		this.registry.observationConfig().observationHandler(new ObservationHandler<CompletionsObservationContext>() {

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof CompletionsObservationContext;
			}

			@Override
			public void onStart(CompletionsObservationContext context) {
				throw new NoClassDefFoundError("handler");
			}

		});
		CallStyle.Outcome outcome = style.call(this.server.client(this.observations));
		assertThat(outcome.error()).isNull();
		assertThat(outcome.texts()).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void nobodyIsToldWithoutARegistry(CallStyle style) {
		CallStyle.Outcome outcome = style
			.call(this.server.client(CompletionsObservations.of(ObservationRegistry.NOOP)));
		assertThat(outcome.texts()).isNotEmpty();
		assertThat(this.meters.getMeters()).isEmpty();
	}

	@Test
	void modelsThatAServerInventsAreFewTags() {
		for (int client = 0; client < 3; client++) {
			for (int i = 0; i < 90; i++) {
				observe("asked-" + client, "invented-" + client + "-" + i);
			}
		}
		observe("asked-later", "asked-later");
		observe("asked-long", "x".repeat(10_000));
		assertThat(durations()).hasSizeLessThan(100 + 3 + 3);
		assertThat(durations().stream().mapToLong(Timer::count).sum()).isEqualTo(272);
		// The models that users request are still distinguished.
		assertThat(durations()).anyMatch((timer) -> "asked-later".equals(timer.getId().getTag("gen_ai.request.model")));
		assertThat(this.meters.getMeters()).extracting(Meter::getId)
			.allMatch((id) -> id.getTags().stream().allMatch((tag) -> tag.getValue().length() <= 256));
	}

	@Test
	@Tag("timing")
	void chunkCostsNoMemory() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		CompletionsObservation observation = this.calls.start(ObservedServer.request("ok"), true, null);
		CompletionChunk chunk = CompletionChunk
			.of(Map.of("id", "id", "model", "answers", "choices", List.of(Map.of("text", "text"))));
		receive(observation, chunk, 20_000);
		int chunks = 100_000;
		long before = threads.getCurrentThreadAllocatedBytes();
		receive(observation, chunk, chunks);
		long bytes = threads.getCurrentThreadAllocatedBytes() - before;
		observation.completed();
		assertThat(bytes / (double) chunks).as("bytes per chunk").isLessThan(16);
	}

	private static void receive(CompletionsObservation observation, CompletionChunk chunk, int times) {
		for (int i = 0; i < times; i++) {
			observation.received(chunk);
		}
	}

	private void observe(String requested, String answering) {
		CompletionsObservation observation = this.calls.start(ObservedServer.request(requested), false, null);
		observation.received(CompletionResponse.of(Map.of("id", "id", "model", answering)));
		observation.completed();
	}

	private List<Timer> durations() {
		return List.copyOf(this.meters.find(DURATION).timers());
	}

	private double active() {
		return this.meters.get("together.client.calls.active").gauge().value();
	}

	private static Flux<CompletionChunk> stream(CompletionsClient client, String model) {
		return client.stream(ObservedServer.request(model));
	}

	private static Arguments end(String name, String outcome, Consumer<CompletionsClient> call) {
		return argumentSet(name, outcome, call);
	}

	/**
	 * Throws for each event of a call.
	 */
	private static final class ThrowingHandler implements ObservationHandler<CompletionsObservationContext> {

		private final Throwable error;

		ThrowingHandler(Throwable error) {
			this.error = error;
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof CompletionsObservationContext;
		}

		@Override
		public void onError(CompletionsObservationContext context) {
			fail();
		}

		@Override
		public void onEvent(Observation.Event event, CompletionsObservationContext context) {
			fail();
		}

		@Override
		public void onStop(CompletionsObservationContext context) {
			fail();
		}

		private void fail() {
			if (this.error instanceof Error fatal) {
				throw fatal;
			}
			throw (RuntimeException) this.error;
		}

	}

}
