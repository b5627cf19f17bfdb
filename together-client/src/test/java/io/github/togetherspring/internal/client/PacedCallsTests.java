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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.internal.call.ShutdownGate;
import io.github.togetherspring.observation.CompletionsMeterObservationHandler;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the pacing of {@link DefaultCompletionsClient} over a socket.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PacedCallsTests {

	private static final PacingSettings FAST = PacingSettings.builder().initialRate(10_000.0).build();

	// One attempt, and the next one long after the test.
	private static final PacingSettings SLOW = PacingSettings.builder().initialRate(0.001).build();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ShutdownGate gate = new ShutdownGate();

	private final AtomicBoolean refused = new AtomicBoolean(true);

	private String refusal = "";

	private CountDownLatch release = new CountDownLatch(0);

	private RawHttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new RawHttpServer((connection) -> {
			if (!this.refusal.isEmpty() && !this.refused.getAndSet(true)) {
				connection.request();
				connection.write("HTTP/1.1 429 Too Many Requests\r\n" + this.refusal
						+ "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
				return;
			}
			RawHttpServer.await(this.release);
			Fault.serveWell(connection);
		});
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	@Test
	void refusalHoldsAllCallsBack() {
		refuseOnce("Retry-After: 20");
		CompletionsClient client = client(FAST, (builder) -> builder);
		assertThatExceptionOfType(TogetherResponseException.TooManyRequests.class)
			.isThrownBy(() -> client.create(CallStyle.request()));
		List<Disposable> calls = IntStream.range(0, 3)
			.mapToObj((i) -> client.createAsync(CallStyle.request()).subscribe())
			.toList();
		assertThat(waiting("interactive")).isEqualTo(3);
		assertThat(this.server.requests()).hasSize(1);
		calls.forEach(Disposable::dispose);
		assertThat(waiting("interactive")).isZero();
	}

	@Test
	void callsAreMadeAfterTheCoolDown() {
		refuseOnce("retry-after-ms: 300");
		CompletionsClient client = client(FAST, (builder) -> builder);
		assertThatExceptionOfType(TogetherResponseException.TooManyRequests.class)
			.isThrownBy(() -> client.create(CallStyle.request()));
		long start = System.nanoTime();
		List<CompletableFuture<CompletionResponse>> calls = IntStream.range(0, 5)
			.mapToObj((i) -> client.createAsync(CallStyle.request()).toFuture())
			.toList();
		assertThat(calls).allSatisfy((call) -> assertThat(call.join().text()).isEqualTo("ab"));
		// Some of it has passed before the clock was read.
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(100));
		assertThat(waiting("interactive")).isZero();
	}

	@Test
	void refusedCallIsRetriedInItsTurn() {
		refuseOnce("retry-after-ms: 50");
		CompletionsClient client = client(FAST, (builder) -> builder.retrySettings(RetrySettings.defaults()));
		assertThat(client.create(CallStyle.request()).text()).isEqualTo("ab");
		assertThat(this.server.requests()).hasSize(2);
		assertThat(this.meters.get("together.client.pacing.decreases").tag("error.type", "429").counter().count())
			.isOne();
		assertThat(this.meters.get("together.client.pacing.cool_downs").tag("error.type", "429").counter().count())
			.isOne();
		assertThat(this.meters.get("together.client.pacing.rate").gauge().value()).isEqualTo(9000);
		assertThat(this.meters.get("together.client.pacing.wait").tag("together.priority", "interactive").timer())
			.satisfies((timer) -> assertThat(timer.count()).isOne());
	}

	@ParameterizedTest
	@EnumSource
	void limitInTheHeadersOfAResponseApplies(Connector connector) throws IOException {
		try (RawHttpServer limited = RawHttpServer.responding((request) -> ("HTTP/1.1 200 OK\r\n"
				+ "Content-Type: application/json\r\nx-ratelimit-limit: 1\r\nx-ratelimit-limit-dynamic: 2.5\r\n"
				+ "Content-Length: " + Fault.JSON.length() + "\r\n\r\n" + Fault.JSON)
			.getBytes(StandardCharsets.UTF_8))) {
			CompletionsClient client = observed(connector, limited).pacingSettings(FAST).build();
			assertThat(client.create(CallStyle.request()).text()).isEqualTo("ab");
			assertThat(this.meters.get("together.client.pacing.rate").gauge().value()).isEqualTo(2.5);
		}
	}

	@Test
	void totalTimeoutEndsTheWait() {
		CompletionsClient client = client(SLOW, (builder) -> builder);
		client.create(CallStyle.request());
		CallOptions options = CallOptions.builder().totalTimeout(Duration.ofMillis(200)).build();
		assertThatExceptionOfType(TogetherTimeoutException.class)
			.isThrownBy(() -> client.create(CallStyle.request(), options))
			.withMessageStartingWith("The call was not sent within 200 ms: it waited")
			.satisfies((error) -> assertThat(error.phase()).isEqualTo(Phase.TOTAL));
		assertThat(waiting("interactive")).isZero();
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void shutdownEndsTheWait() {
		CompletionsClient client = client(SLOW, (builder) -> builder);
		client.create(CallStyle.request());
		CompletableFuture<CompletionResponse> call = client.createAsync(CallStyle.request()).toFuture();
		CountDownLatch empty = new CountDownLatch(1);
		this.gate.close(empty::countDown);
		assertThat(empty.getCount()).isOne();
		this.gate.endCalls();
		assertThat(call).isCompletedExceptionally();
		assertThat(call.handle((response, error) -> error).join()).isInstanceOf(ClientStoppedException.class);
		assertThat(empty.getCount()).isZero();
		assertThat(waiting("interactive")).isZero();
	}

	@Test
	void thousandCallsWaitWithoutThreadsUntilTheShutdown() {
		CompletionsClient client = client(SLOW, (builder) -> builder);
		client.create(CallStyle.request());
		int threads = Thread.activeCount();
		List<CompletableFuture<CompletionResponse>> calls = IntStream.range(0, 1000)
			.mapToObj((i) -> client.createAsync(CallStyle.request()).toFuture())
			.toList();
		assertThat(waiting("interactive")).isEqualTo(1000);
		assertThat(Thread.activeCount() - threads).as("further threads").isLessThan(100);
		CountDownLatch empty = new CountDownLatch(1);
		this.gate.close(empty::countDown);
		this.gate.endCalls();
		assertThat(calls).allSatisfy((call) -> assertThat(call.handle((response, error) -> error).join())
			.isInstanceOf(ClientStoppedException.class));
		assertThat(empty.getCount()).isZero();
		assertThat(waiting("interactive")).isZero();
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void thousandCallsWaitNoLongerThanTheirTotalTimeouts() {
		CompletionsClient client = client(SLOW, (builder) -> builder);
		client.create(CallStyle.request());
		CallOptions options = CallOptions.builder().totalTimeout(Duration.ofMillis(200)).build();
		List<CompletableFuture<CompletionResponse>> calls = IntStream.range(0, 1000)
			.mapToObj((i) -> client.createAsync(CallStyle.request(), options).toFuture())
			.toList();
		assertThat(calls).allSatisfy((call) -> assertThat(call.handle((response, error) -> error).join())
			.isInstanceOf(TogetherTimeoutException.class));
		assertThat(waiting("interactive")).isZero();
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void limitOfConcurrentRequestsApplies() {
		this.release = new CountDownLatch(1);
		CompletionsClient client = client(FAST, (builder) -> builder.maxConcurrentRequests(2));
		List<CompletableFuture<CompletionResponse>> calls = IntStream.range(0, 10)
			.mapToObj((i) -> client.createAsync(CallStyle.request()).toFuture())
			.toList();
		Awaitility.await().pollInterval(2, TimeUnit.MILLISECONDS).until(() -> waiting("interactive") == 0);
		assertThat(this.meters.get("together.client.calls.waiting").gauge().value()).isEqualTo(8);
		this.release.countDown();
		assertThat(calls).allSatisfy((call) -> assertThat(call.join().text()).isEqualTo("ab"));
	}

	@Test
	void bulkCallsLetOthersGoFirst() {
		CompletionsClient client = client(SLOW, (builder) -> builder);
		client.create(CallStyle.request());
		BulkOptions bulk = BulkOptions.builder().concurrency(5).build();
		BulkOptions urgent = bulk.toBuilder()
			.callOptions(CallOptions.builder().priority(CallPriority.INTERACTIVE).build())
			.build();
		Disposable first = client.createAll(Flux.just(CallStyle.request()).repeat(4), bulk).subscribe();
		assertThat(waiting("bulk")).isEqualTo(5);
		assertThat(waiting("interactive")).isZero();
		Disposable second = client.createAll(Flux.just(CallStyle.request()).repeat(2), urgent).subscribe();
		Disposable third = client.createAsync(CallStyle.request()).subscribe();
		assertThat(waiting("interactive")).isEqualTo(4);
		first.dispose();
		second.dispose();
		third.dispose();
		assertThat(waiting("bulk") + waiting("interactive")).isZero();
	}

	@Test
	void clientHasNoPacingUnlessItIsSet() {
		CompletionsClient client = client(null, (builder) -> builder);
		client.create(CallStyle.request());
		assertThat(this.meters.getMeters()).noneMatch((meter) -> meter.getId().getName().contains("pacing"));
	}

	@Test
	void jobsShareOnePaceAndAllElseWithTheirClient() {
		DefaultCompletionsClient client = (DefaultCompletionsClient) client(null,
				(builder) -> builder.jobPacingSettings(SLOW));
		CompletionsClient forJobs = client.forJobs();
		assertThat(client.forJobs()).isSameAs(forJobs).isNotSameAs(client);
		forJobs.create(CallStyle.request());
		Disposable waiting = forJobs.createAsync(CallStyle.request()).subscribe();
		assertThat(waiting("interactive")).isOne();
		client.create(CallStyle.request());
		client.create(CallStyle.request());
		assertThat(this.server.requests()).hasSize(3);
		assertThat(((ClientStatus) forJobs).recentCalls()).isEqualTo(client.recentCalls());
		waiting.dispose();
	}

	@Test
	void jobsUseThePaceOfAClientThatHasOne() {
		DefaultCompletionsClient paced = (DefaultCompletionsClient) client(FAST, (builder) -> builder);
		assertThat(paced.forJobs()).isSameAs(paced);
		DefaultCompletionsClient unpaced = (DefaultCompletionsClient) client(null,
				(builder) -> builder.pacingSettings(null));
		assertThat(unpaced.forJobs()).isSameAs(unpaced);
	}

	private void refuseOnce(String header) {
		this.refusal = header;
		this.refused.set(false);
	}

	private CompletionsClient client(@Nullable PacingSettings pacing,
			UnaryOperator<DefaultCompletionsClientBuilder> settings) {
		DefaultCompletionsClientBuilder builder = observed(Connector.REACTOR_NETTY, this.server);
		if (pacing != null) {
			builder.pacingSettings(pacing);
		}
		return settings.apply(builder).build();
	}

	private DefaultCompletionsClientBuilder observed(Connector connector, RawHttpServer server) {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new CompletionsMeterObservationHandler(this.meters));
		return ((DefaultCompletionsClientBuilder) connector.client(server))
			.observations(CompletionsObservations.of(observations))
			.shutdownGate(this.gate)
			.retrySettings(RetrySettings.none());
	}

	private double waiting(String priority) {
		return this.meters.get("together.client.pacing.waiting").tag("together.priority", priority).gauge().value();
	}

}
