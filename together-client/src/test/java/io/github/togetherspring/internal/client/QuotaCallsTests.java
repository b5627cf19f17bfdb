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
import java.util.function.UnaryOperator;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.QuotaExceededException;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.internal.call.ShutdownGate;
import io.github.togetherspring.observation.CompletionsMeterObservationHandler;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the quotas of {@link DefaultCompletionsClient} over a socket.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class QuotaCallsTests {

	// One request at once, and the next one a minute later.
	private static final QuotaSettings ONE_REQUEST = QuotaSettings.builder().requestsPerMinute(1L).build();

	private static final String USAGE = """
			{"id":"i","choices":[{"index":0,"text":"ab","finish_reason":"stop"}],
			"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""";

	private static final byte[] RESPONSE = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
			+ USAGE.length() + "\r\n\r\n" + USAGE)
		.getBytes(StandardCharsets.UTF_8);

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ShutdownGate gate = new ShutdownGate();

	private RawHttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = RawHttpServer.responding((request) -> RESPONSE);
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	@Test
	void tokensAreSettledByTheUsageOfTheResponse() {
		CompletionsClient client = client(
				QuotaSettings.builder().requestsPerMinute(6000L).tokensPerMinute(600_000_000L).build());
		client.create(CallStyle.request());
		assertThat(meter("used", "tokens")).isEqualTo(7);
		assertThat(meter("used", "requests")).isOne();
		assertThat(meter("limit", "tokens")).isEqualTo(600_000_000);
		assertThat(meter("limit", "requests")).isEqualTo(6000);
		assertThat(meter("available", "tokens")).isBetween(9_999_000.0, 10_000_000.0);
		assertThat(meter("fallback", "tokens")).isZero();
	}

	@Test
	void requestThatNeedsMoreThanTheQuotaIsNotSent() {
		CompletionsClient client = client(QuotaSettings.builder().tokensPerMinute(10L).build());
		assertThatExceptionOfType(QuotaExceededException.class).isThrownBy(() -> client.create(CallStyle.request()))
			.satisfies((error) -> assertThat(error.tokensPerMinute()).isEqualTo(10));
		assertThat(this.server.requests()).isEmpty();
		assertThat(((ClientStatus) client).recentCalls().failures()).as("health").isZero();
		assertThat(this.meters.get("gen_ai.client.operation.duration").tag("error.type", "QuotaExceededException"))
			.isNotNull();
	}

	@Test
	void totalTimeoutEndsTheWait() {
		CompletionsClient client = client(ONE_REQUEST);
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
	void cancellationEndsTheWait() {
		CompletionsClient client = client(ONE_REQUEST);
		client.create(CallStyle.request());
		Disposable call = client.createAsync(CallStyle.request()).subscribe();
		assertThat(waiting("interactive")).isOne();
		call.dispose();
		assertThat(waiting("interactive")).isZero();
		assertThat(this.meters.get("together.client.quota.wait").timer().count()).isEqualTo(2);
	}

	@Test
	void shutdownEndsTheWait() {
		CompletionsClient client = client(ONE_REQUEST);
		client.create(CallStyle.request());
		CompletableFuture<CompletionResponse> call = client.createAsync(CallStyle.request()).toFuture();
		CountDownLatch empty = new CountDownLatch(1);
		this.gate.close(empty::countDown);
		this.gate.endCalls();
		assertThat(call.handle((response, error) -> error).join()).isInstanceOf(ClientStoppedException.class);
		assertThat(empty.getCount()).isZero();
		assertThat(waiting("interactive")).isZero();
	}

	@Test
	void callsThatWaitForTheQuotaTakeNoPermitOfConcurrentRequests() {
		CompletionsClient client = client(ONE_REQUEST, (builder) -> builder.maxConcurrentRequests(1));
		client.create(CallStyle.request());
		List<Disposable> calls = List.of(client.createAsync(CallStyle.request()).subscribe(),
				client.createAsync(CallStyle.request()).subscribe());
		assertThat(waiting("interactive")).isEqualTo(2);
		assertThat(this.meters.get("together.client.calls.waiting").gauge().value()).isZero();
		calls.forEach(Disposable::dispose);
	}

	@Test
	void callThatIsCancelledWhileItWaitsForAPermitOfConcurrentRequestsUsesNoQuota() throws IOException {
		CountDownLatch responds = new CountDownLatch(1);
		try (RawHttpServer slow = RawHttpServer.responding((request) -> {
			RawHttpServer.await(responds);
			return RESPONSE;
		})) {
			CompletionsClient client = client(slow,
					QuotaSettings.builder().requestsPerMinute(6000L).tokensPerMinute(600_000_000L).build(),
					(builder) -> builder.maxConcurrentRequests(1));
			CompletableFuture<CompletionResponse> first = client.createAsync(CallStyle.request()).toFuture();
			Disposable second = client.createAsync(CallStyle.request()).subscribe();
			assertThat(this.meters.get("together.client.calls.waiting").gauge().value()).isOne();
			second.dispose();
			responds.countDown();
			first.join();
			assertThat(meter("used", "requests")).isOne();
			assertThat(meter("used", "tokens")).isEqualTo(7);
		}
	}

	@Test
	void quotaAppliesToCallsThatArePacedToo() {
		CompletionsClient client = client(ONE_REQUEST,
				(builder) -> builder.pacingSettings(PacingSettings.builder().initialRate(10_000.0).build()));
		client.create(CallStyle.request());
		Disposable call = client.createAsync(CallStyle.request()).subscribe();
		assertThat(this.server.requests()).hasSize(1);
		call.dispose();
		assertThat(waiting("interactive")).isZero();
	}

	@Test
	void jobsShareTheQuotaOfTheirClient() {
		DefaultCompletionsClient client = (DefaultCompletionsClient) client(ONE_REQUEST);
		client.create(CallStyle.request());
		Disposable call = client.forJobs().createAsync(CallStyle.request()).subscribe();
		assertThat(waiting("interactive")).isOne();
		call.dispose();
	}

	@Test
	void clientHasNoQuotaUnlessItIsSet() {
		client(null).create(CallStyle.request());
		assertThat(this.meters.getMeters()).noneMatch((meter) -> meter.getId().getName().contains("quota"));
	}

	private CompletionsClient client(@Nullable QuotaSettings quota) {
		return client(quota, (builder) -> builder);
	}

	private CompletionsClient client(@Nullable QuotaSettings quota,
			UnaryOperator<DefaultCompletionsClientBuilder> settings) {
		return client(this.server, quota, settings);
	}

	private CompletionsClient client(RawHttpServer server, @Nullable QuotaSettings quota,
			UnaryOperator<DefaultCompletionsClientBuilder> settings) {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new CompletionsMeterObservationHandler(this.meters));
		return settings
			.apply(((DefaultCompletionsClientBuilder) Connector.REACTOR_NETTY.client(server))
				.observations(CompletionsObservations.of(observations))
				.shutdownGate(this.gate)
				.retrySettings(RetrySettings.none())
				.quotaSettings(quota))
			.build();
	}

	private double waiting(String priority) {
		return this.meters.get("together.client.quota.waiting").tag("together.priority", priority).gauge().value();
	}

	private double meter(String name, String type) {
		return this.meters.get("together.client.quota." + name)
			.tag("together.quota.type", type)
			.meter()
			.measure()
			.iterator()
			.next()
			.getValue();
	}

}
