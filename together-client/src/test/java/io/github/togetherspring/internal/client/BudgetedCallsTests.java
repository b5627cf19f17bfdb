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
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.call.RecentCalls;
import io.github.togetherspring.observation.CompletionsMeterObservationHandler;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the budget of {@link DefaultCompletionsClient} over a socket.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BudgetedCallsTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AtomicInteger refusals = new AtomicInteger();

	private CountDownLatch release = new CountDownLatch(0);

	private RawHttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new RawHttpServer((connection) -> {
			if (this.refusals.getAndDecrement() > 0) {
				connection.request();
				connection.write("HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
				return;
			}
			boolean stream = connection.isForStream();
			RawHttpServer.await(this.release);
			String usage = "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20}}";
			String choice = "{\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"ab\",\"finish_reason\":\"stop\"}],";
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: " + (stream ? "text/event-stream" : "application/json")
					+ "\r\nConnection: close\r\n\r\n" + (stream ? "data: " : "") + choice + usage
					+ (stream ? "\n\ndata: [DONE]\n\n" : ""));
		});
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void callFailsAtOnceWhenTheBudgetIsSpent(CallStyle style) {
		CompletionsClient client = client(30, (builder) -> builder.retrySettings(RetrySettings.defaults()));
		assertThat(style.call(client).error()).isNull();
		assertThat(style.call(client).error()).isInstanceOf(BudgetExceededException.class)
			.hasMessage("The budget of client 'default' is spent: 30 of 30 tokens");
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void overshootIsWhatTheCallsUnderWayUse() {
		this.release = new CountDownLatch(1);
		CompletionsClient client = client(1, (builder) -> builder.maxConcurrentRequests(3));
		List<CompletableFuture<CompletionResponse>> calls = IntStream.range(0, 20)
			.mapToObj((i) -> client.createAsync(CallStyle.request()).toFuture())
			.toList();
		Awaitility.await().pollInterval(2, TimeUnit.MILLISECONDS).until(() -> this.server.requests().size() == 3);
		this.release.countDown();
		List<Throwable> errors = calls.stream()
			.map((call) -> call.handle((response, error) -> error).join())
			.filter((error) -> error != null)
			.toList();
		assertThat(errors).hasSize(17)
			.allSatisfy((error) -> assertThat(error).isInstanceOf(BudgetExceededException.class));
		assertThat(this.server.requests()).hasSize(3);
		assertThat(gauge("spent", "tokens")).isEqualTo(90);
		assertThat(this.meters.get("together.client.calls.active").gauge().value()).isZero();
	}

	@Test
	void callsThatWaitBecauseOfPacingFailAtOnce() {
		this.release = new CountDownLatch(1);
		CompletionsClient client = client(1,
				(builder) -> builder.pacingSettings(PacingSettings.builder().initialRate(0.001).build()));
		CompletableFuture<CompletionResponse> first = client.createAsync(CallStyle.request()).toFuture();
		List<CompletableFuture<CompletionResponse>> others = IntStream.range(0, 5)
			.mapToObj((i) -> client.createAsync(CallStyle.request()).toFuture())
			.toList();
		assertThat(this.meters.get("together.client.pacing.waiting")
			.tag("together.priority", "interactive")
			.gauge()
			.value()).isEqualTo(5);
		this.release.countDown();
		assertThat(first.join().text()).isEqualTo("ab");
		assertThat(others).allSatisfy((call) -> assertThat(call.handle((response, error) -> error).join())
			.isInstanceOf(BudgetExceededException.class));
		assertThat(this.meters.get("together.client.pacing.waiting")
			.tag("together.priority", "interactive")
			.gauge()
			.value()).isZero();
	}

	@Test
	void attemptThatTheServerRefusesIsNotCharged() {
		this.refusals.set(1);
		CompletionsClient client = client(100, (builder) -> builder.retrySettings(RetrySettings.defaults()));
		assertThat(client.create(CallStyle.request()).text()).isEqualTo("ab");
		assertThat(this.server.requests()).hasSize(2);
		assertThat(gauge("spent", "tokens")).isEqualTo(30);
	}

	@Test
	void clientBuiltFromAnotherHasABudgetOfItsOwn() {
		CompletionsClient client = client(30, (builder) -> builder);
		client.create(CallStyle.request());
		CompletionsClient other = client.mutate().build();
		assertThat(other.create(CallStyle.request()).text()).isEqualTo("ab");
		assertThat(gauge("limit", "tokens")).isEqualTo(60);
		assertThat(CallStyle.CREATE.call(client).error()).isInstanceOf(BudgetExceededException.class);
	}

	@Test
	void streamThatIsCancelledIsCharged() {
		CompletionsClient client = client(100, (builder) -> builder);
		CompletionChunk first = client.stream(CallStyle.request()).blockFirst();
		assertThat(first).isNotNull();
		assertThat(gauge("spent", "tokens")).isEqualTo(30);
	}

	@Test
	void jobsShareTheBudgetOfTheirClient() {
		DefaultCompletionsClient client = (DefaultCompletionsClient) client(30,
				(builder) -> builder.jobPacingSettings(PacingSettings.builder().initialRate(10_000.0).build()));
		client.forJobs().create(CallStyle.request());
		assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(() -> client.create(CallStyle.request()));
	}

	@Test
	void bulkCallFailsItemByItem() {
		CompletionsClient client = client(30, (builder) -> builder.maxConcurrentRequests(1));
		assertThat(client.createAll(Flux.just(CallStyle.request()).repeat(9)).collectList().block()).hasSize(10)
			.filteredOn((result) -> result.error() instanceof BudgetExceededException)
			.hasSize(9);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void modelWithoutAPriceIsRefused() {
		CompletionsClient client = client(1,
				(builder) -> builder.budgetSettings(BudgetSettings.builder().maxCost(BigDecimal.ONE).build()));
		assertThatExceptionOfType(MissingPriceException.class).isThrownBy(() -> client.create(CallStyle.request()));
		CompletionsClient priced = client.mutate()
			.prices(TokenPrices.builder().model("m", BigDecimal.ONE, BigDecimal.TEN).build())
			.build();
		assertThat(priced.create(CallStyle.request()).text()).isEqualTo("ab");
		assertThat(gauge("spent", "cost")).isEqualTo(0.00021);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void budgetIsVisibleAndSaysNothingAboutTheServer() {
		DefaultCompletionsClient client = (DefaultCompletionsClient) client(40, (builder) -> builder);
		client.create(CallStyle.request());
		assertThat(gauge("limit", "tokens")).isEqualTo(40);
		assertThat(gauge("spent", "tokens")).isEqualTo(30);
		assertThat(gauge("remaining", "tokens")).isEqualTo(10);
		client.create(CallStyle.request());
		assertThat(gauge("remaining", "tokens")).isZero();
		RecentCalls before = client.recentCalls();
		assertThat(CallStyle.CREATE.call(client).error()).isInstanceOf(BudgetExceededException.class);
		assertThat(client.recentCalls()).isEqualTo(before);
		assertThat(this.meters.get("gen_ai.client.operation.duration")
			.tag("error.type", "BudgetExceededException")
			.tag("together.outcome", "error")
			.timer()
			.count()).isOne();
	}

	@Test
	void clientHasNoBudgetUnlessItIsSet() {
		CompletionsClient client = client(1, (builder) -> builder.budgetSettings(null));
		client.create(CallStyle.request());
		client.create(CallStyle.request());
		assertThat(this.meters.getMeters()).noneMatch((meter) -> meter.getId().getName().contains("budget"));
	}

	private CompletionsClient client(long tokens, UnaryOperator<DefaultCompletionsClientBuilder> settings) {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig()
			.observationHandler(new CompletionsMeterObservationHandler(this.meters))
			.observationHandler(new DefaultMeterObservationHandler(this.meters));
		return settings
			.apply(((DefaultCompletionsClientBuilder) Connector.REACTOR_NETTY.client(this.server))
				.observations(CompletionsObservations.of(observations))
				.retrySettings(RetrySettings.none())
				.budgetSettings(BudgetSettings.builder().maxTokens(tokens).build()))
			.build();
	}

	private double gauge(String name, String unit) {
		return this.meters.get("together.client.budget." + name).tag("together.budget.unit", unit).gauge().value();
	}

}
