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

package io.github.togetherspring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkProgress;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.internal.connector.ClientLifecycle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the connections of a client from the start of the application to its end,
 * counted on the server.
 */
class ClientLifecycleTests {

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("p").build();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherConnectorAutoConfiguration.class,
						WebClientAutoConfiguration.class, HttpClientAutoConfiguration.class,
						ReactiveHttpClientAutoConfiguration.class, LifecycleAutoConfiguration.class))
		.withPropertyValues("together.api-key=k", "together.retry.enabled=false");

	@Test
	void callUnderWayEndsBeforeTheApplicationAndNoneBeginsAfterwards() {
		Sinks.Empty<Void> release = Sinks.empty();
		try (ApiServer server = ApiServer.plain("late")) {
			server.answerAfter(release.asMono());
			at(server).run((context) -> {
				CompletionsClient client = context.getBean(CompletionsClient.class);
				CompletableFuture<CompletionResponse> call = client.createAsync(REQUEST).toFuture();
				Awaitility.await().until(() -> server.received().size() == 1);
				CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
				Awaitility.await()
					.untilAsserted(() -> assertThatExceptionOfType(ClientStoppedException.class)
						.isThrownBy(() -> client.createAsync(REQUEST).block(Duration.ofMillis(100))));
				assertThat(call).isNotDone();
				assertThat(closing).isNotDone();
				release.tryEmitEmpty();
				assertThat(call).succeedsWithin(Duration.ofSeconds(5))
					.extracting(CompletionResponse::text)
					.isEqualTo("late");
				assertThat(closing).succeedsWithin(Duration.ofSeconds(5));
			});
			Awaitility.await().until(() -> server.openConnections() == 0);
		}
	}

	@Test
	void callThatTakesTooLongIsEnded() {
		Sinks.Empty<Void> tooLate = Sinks.empty();
		try (ApiServer server = ApiServer.plain("never")) {
			server.answerAfter(tooLate.asMono());
			at(server).withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=100ms").run((context) -> {
				CompletionsClient client = context.getBean(CompletionsClient.class);
				CompletableFuture<CompletionResponse> call = client.createAsync(REQUEST).toFuture();
				Awaitility.await().until(() -> server.received().size() == 1);
				context.close();
				assertThat(call).failsWithin(Duration.ofSeconds(5))
					.withThrowableThat()
					.withCauseInstanceOf(ClientStoppedException.class);
			});
			// The server only notices when it writes.
			tooLate.tryEmitEmpty();
			Awaitility.await().until(() -> server.openConnections() == 0);
		}
	}

	@Test
	void callIsEndedAtOnceWhereTheApplicationShutsDownImmediately() {
		Sinks.Empty<Void> tooLate = Sinks.empty();
		try (ApiServer server = ApiServer.plain("never")) {
			server.answerAfter(tooLate.asMono());
			at(server)
				.withPropertyValues("server.shutdown=immediate", "spring.lifecycle.timeout-per-shutdown-phase=10m")
				.run((context) -> {
					CompletionsClient client = context.getBean(CompletionsClient.class);
					CompletableFuture<CompletionResponse> call = client.createAsync(REQUEST).toFuture();
					Awaitility.await().until(() -> server.received().size() == 1);
					context.close();
					assertThat(call).isCompletedExceptionally();
					assertThatExceptionOfType(ClientStoppedException.class)
						.isThrownBy(() -> client.createAsync(REQUEST).block(Duration.ofSeconds(5)));
				});
			tooLate.tryEmitEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void resultsOfManyCallsEndWithThoseUnderWay(boolean ordered) {
		Sinks.Empty<Void> release = Sinks.empty();
		try (ApiServer server = ApiServer.plain("late")) {
			server.answerAfter(release.asMono());
			at(server).run((context) -> {
				CompletionsClient client = context.getBean(CompletionsClient.class);
				List<BulkResult> results = new CopyOnWriteArrayList<>();
				List<BulkProgress> progress = new CopyOnWriteArrayList<>();
				BulkOptions options = BulkOptions.builder()
					.concurrency(3)
					.ordered(ordered)
					.onProgress(progress::add)
					.build();
				CompletableFuture<Void> end = client.createAll(Flux.just(REQUEST).repeat(100), options)
					.doOnNext(results::add)
					.then()
					.toFuture();
				Awaitility.await().until(() -> server.received().size() == 3);
				CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
				Awaitility.await().until(() -> !context.getBean(ClientLifecycle.class).isRunning());
				assertThat(end).isNotDone();
				release.tryEmitEmpty();
				assertThat(end).failsWithin(Duration.ofSeconds(5))
					.withThrowableThat()
					.withCauseInstanceOf(ClientStoppedException.class);
				assertThat(closing).succeedsWithin(Duration.ofSeconds(5));
				assertThat(results).extracting(BulkResult::index).containsExactlyInAnyOrder(0L, 1L, 2L);
				assertThat(results).allSatisfy((result) -> assertThat(result.orElseThrow().text()).isEqualTo("late"));
				// How many requests had been taken from the input depends on what ends
				// first.
				BulkProgress last = progress.get(progress.size() - 1);
				assertThat(last.notStarted()).isBetween(1L, 3L);
				assertThat(last.succeeded()).isEqualTo(3);
				assertThat(last.delivered()).isEqualTo(3);
				assertThat(last.failed() + last.cancelled() + last.inFlight()).isZero();
			});
			assertThat(server.received()).hasSize(3);
		}
	}

	@Test
	void manyCallsThatTakeTooLongAreNoResults() {
		Sinks.Empty<Void> tooLate = Sinks.empty();
		try (ApiServer server = ApiServer.plain("never")) {
			server.answerAfter(tooLate.asMono());
			at(server).withPropertyValues("server.shutdown=immediate").run((context) -> {
				CompletionsClient client = context.getBean(CompletionsClient.class);
				List<BulkResult> results = new CopyOnWriteArrayList<>();
				CompletableFuture<Void> end = client.createAll(Flux.just(REQUEST).repeat(100))
					.doOnNext(results::add)
					.then()
					.toFuture();
				Awaitility.await().until(() -> server.received().size() == BulkOptions.DEFAULT_CONCURRENCY);
				context.close();
				assertThat(end).failsWithin(Duration.ofSeconds(5))
					.withThrowableThat()
					.withCauseInstanceOf(ClientStoppedException.class);
				assertThat(results).isEmpty();
			});
			tooLate.tryEmitEmpty();
		}
	}

	@Test
	void stoppedApplicationHasNoConnectionsAndGoesOnAfterwards() {
		stopAndStart("reactor");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void stoppedApplicationHasNoConnectionsOfTheJdksClientEither() {
		stopAndStart("jdk");
	}

	@Test
	void contextsLeaveNothingBehind() {
		try (ApiServer server = ApiServer.plain("one of many")) {
			for (int i = 0; i < 20; i++) {
				at(server).run((context) -> context.getBean(CompletionsClient.class).create(REQUEST));
			}
			Awaitility.await().until(() -> server.openConnections() == 0);
			assertThat(server.received()).hasSize(20);
		}
	}

	@Test
	void buildersOfOneClientShareItsConnections() {
		try (ApiServer server = ApiServer.plain("shared")) {
			at(server).run((context) -> {
				for (int i = 0; i < 20; i++) {
					context.getBean(CompletionsClient.Builder.class).build().create(REQUEST);
				}
				// The last one may not be back in the pool when the next call is made.
				assertThat(server.openConnections()).isBetween(1, 2);
			});
		}
	}

	@Test
	void connectionThatNobodyUsesIsClosed() {
		try (ApiServer server = ApiServer.plain("idle")) {
			at(server).withPropertyValues("together.http.max-idle-time=50ms").run((context) -> {
				context.getBean(CompletionsClient.class).create(REQUEST);
				Awaitility.await().until(() -> server.openConnections() == 0);
			});
		}
	}

	@Test
	void callsBeyondTheConnectionsWaitAndTooManyFailClearly() {
		Sinks.Empty<Void> release = Sinks.empty();
		CountDownLatch refused = new CountDownLatch(5);
		try (ApiServer server = ApiServer.plain("busy")) {
			server.answerAfter(release.asMono());
			at(server).withPropertyValues("together.http.max-connections=2").run((context) -> {
				CompletionsClient client = context.getBean(CompletionsClient.class);
				CompletableFuture<Long> answered = Flux.range(0, 11)
					.flatMap((i) -> client.createAsync(REQUEST).onErrorResume(ConnectionException.class, (error) -> {
						assertThat(error).hasMessageContaining("together.http.max-connections");
						refused.countDown();
						return Mono.empty();
					}), 11)
					.count()
					.toFuture();
				assertThat(refused.await(5, TimeUnit.SECONDS)).isTrue();
				release.tryEmitEmpty();
				assertThat(answered).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(6L);
			});
		}
	}

	@Test
	void poolOfACustomizedHttpClientIsKept() {
		assertPoolIsKept((runner, pool) -> runner.withBean(ClientHttpConnectorBuilderCustomizer.class,
				() -> (ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder>) (builder) -> builder
					.withHttpClientFactory(() -> HttpClient.create(pool))));
	}

	@Test
	void poolOfAnHttpClientOfTheApplicationIsKept() {
		assertPoolIsKept((runner, pool) -> runner.withBean(ClientHttpConnectorBuilder.class,
				() -> ClientHttpConnectorBuilder.reactor().withHttpClientFactory(() -> HttpClient.create(pool))));
	}

	private void assertPoolIsKept(
			BiFunction<ApplicationContextRunner, ConnectionProvider, ApplicationContextRunner> http) {
		ConnectionProvider pool = ConnectionProvider.builder("own").maxConnections(1).metrics(false).build();
		Sinks.Empty<Void> release = Sinks.empty();
		try (ApiServer server = ApiServer.plain("own")) {
			server.answerAfter(release.asMono());
			http.apply(at(server), pool).run((context) -> {
				CompletionsClient client = context.getBean(CompletionsClient.class);
				CompletableFuture<Long> answered = Flux.range(0, 2)
					.flatMap((i) -> client.createAsync(REQUEST))
					.count()
					.toFuture();
				Awaitility.await().until(() -> server.received().size() == 1);
				assertThat(server.openConnections()).isEqualTo(1);
				release.tryEmitEmpty();
				assertThat(answered).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(2L);
				assertThat(server.openConnections()).isEqualTo(1);
			});
		}
		finally {
			pool.dispose();
		}
	}

	private void stopAndStart(String connector) {
		try (ApiServer server = ApiServer.plain("again")) {
			at(server).withPropertyValues("spring.http.clients.reactive.connector=" + connector).run((context) -> {
				CompletionsClient client = context.getBean(CompletionsClient.class);
				client.create(REQUEST);
				assertThat(server.openConnections()).isEqualTo(1);
				context.getSourceApplicationContext().stop();
				Awaitility.await().until(() -> server.openConnections() == 0);
				assertThatExceptionOfType(ClientStoppedException.class).isThrownBy(() -> client.create(REQUEST));
				context.getSourceApplicationContext().start();
				assertThat(client.create(REQUEST).text()).isEqualTo("again");
			});
		}
	}

	private ApplicationContextRunner at(ApiServer server) {
		return this.contextRunner.withPropertyValues("together.base-url=" + server.baseUrl());
	}

}
