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
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for filters of the application, which may do with a request and its response what
 * they like.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FilterTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	static Stream<Arguments> answered() {
		return Stream.of(Connector.values())
			.flatMap((connector) -> Stream.of(CallStyle.values())
				.flatMap((style) -> Stream.of(filter(connector, style, "new request", FilterTests::newRequest),
						filter(connector, style, "new answer",
								(request, next) -> next.exchange(request)
									.map((response) -> response.mutate().body((body) -> body).build())),
						filter(connector, style, "retry", FilterTests::retry),
						filter(connector, style, "time-out and retry",
								(request, next) -> next.exchange(request).timeout(Duration.ofSeconds(20)).retry(2)))));
	}

	static Stream<Arguments> errors() {
		return Stream.of(
				argumentSet("time-out", new TimeoutException("Did not observe any item"),
						TogetherTimeoutException.class),
				argumentSet("connection", new IOException("no route"), ConnectionException.class),
				argumentSet("own", new IllegalStateException("No instances available"), IllegalStateException.class),
				argumentSet("own, checked", new GeneralSecurityException("no signature"),
						GeneralSecurityException.class));
	}

	@ParameterizedTest
	@MethodSource
	void answered(Connector connector, CallStyle style, ExchangeFilterFunction filter) throws IOException {
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell)) {
			CallStyle.Outcome outcome = style.call(client(connector, server, filter).build());
			assertThat(outcome.error()).isNull();
			assertThat(String.join("", outcome.texts())).isEqualTo("ab");
			assertThat(server.requests()).hasSize(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void answerOfTheSecondRequestOfAFilter(Connector connector) throws IOException {
		AtomicInteger requests = new AtomicInteger();
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (requests.incrementAndGet() == 1) {
				connection.awaitClosedByClient();
				return;
			}
			Fault.serveWell(connection);
		})) {
			CompletionsClient client = client(connector, server,
					(request, next) -> next.exchange(request).timeout(SHORT).retry(1))
				.build();
			for (CallStyle style : CallStyle.values()) {
				requests.set(0);
				assertThat(style.call(client).error()).as(style.name()).isNull();
				assertThat(requests).as(style.name()).hasValue(2);
			}
			Awaitility.await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
		}
	}

	@ParameterizedTest
	@EnumSource
	void madeUpAnswer(CallStyle style) throws IOException {
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell)) {
			CompletionsClient client = client(Connector.REACTOR_NETTY, server,
					(request,
							next) -> Mono.just(ClientResponse.create(HttpStatus.OK)
								.header("Content-Type", "application/json")
								.body("{\"choices\":[{\"index\":0,\"text\":\"cached\",\"finish_reason\":\"stop\"}]}")
								.build()))
				.build();
			CallStyle.Outcome outcome = style.call(client);
			assertThat(outcome.error()).isNull();
			assertThat(outcome.texts()).containsExactly("cached");
			assertThat(server.requests()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void madeUpErrorIsTyped(CallStyle style) throws IOException {
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell)) {
			CompletionsClient client = client(Connector.REACTOR_NETTY, server,
					(request, next) -> Mono
						.just(ClientResponse.create(HttpStatus.TOO_MANY_REQUESTS).body("{\"error\":\"slow\"}").build()))
				.build();
			assertThat(style.call(client).error()).isInstanceOfSatisfying(
					TogetherResponseException.TooManyRequests.class,
					(error) -> assertThat(error).hasMessageContaining("slow"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void errorAnswerThatAFilterHasReadIsTyped(Connector connector) throws IOException {
		String body = "{\"error\":\"bad key " + Connector.API_KEY + "\"}";
		try (RawHttpServer server = new RawHttpServer((connection) -> connection
			.write("HTTP/1.1 403 Forbidden\r\nx-request-id: 7\r\nConnection: close\r\nContent-Length: " + body.length()
					+ "\r\n\r\n" + body))) {
			CompletionsClient client = client(connector, server,
					ExchangeFilterFunction.ofResponseProcessor((response) -> response.createError()))
				.build();
			for (CallStyle style : CallStyle.values()) {
				assertThat(style.call(client).error()).isInstanceOfSatisfying(TogetherResponseException.Forbidden.class,
						(error) -> {
							assertThat(error).hasMessageContaining("bad key ***");
							assertThat(error.requestId()).isEqualTo("7");
							assertThat(error.getCause()).isNull();
						});
			}
		}
	}

	@ParameterizedTest
	@MethodSource
	void errors(Throwable thrown, Class<? extends Throwable> expected) throws IOException {
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell)) {
			CompletionsClient client = client(Connector.REACTOR_NETTY, server, (request, next) -> Mono.error(thrown))
				.build();
			for (CallStyle style : CallStyle.values()) {
				assertThat(style.call(client).error()).as(style.name()).isExactlyInstanceOf(expected);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void filterThatTimesOutClosesTheConnection(Connector connector) throws IOException {
		try (RawHttpServer server = new RawHttpServer(RawHttpServer.Connection::awaitClosedByClient)) {
			CompletionsClient client = client(connector, server,
					(request, next) -> next.exchange(request).timeout(SHORT))
				.build();
			for (CallStyle style : CallStyle.values()) {
				assertThat(style.call(client).error()).as(style.name())
					.isInstanceOfSatisfying(TogetherTimeoutException.class,
							(error) -> assertThat(error.phase()).isEqualTo(Phase.RESPONSE));
			}
			Awaitility.await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
		}
	}

	@ParameterizedTest
	@EnumSource
	void timeoutWhileAFilterHoldsTheResponseClosesTheConnection(Connector connector) throws IOException {
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			connection.startStream();
			connection.awaitClosedByClient();
		})) {
			CompletionsClient client = client(connector, server,
					(request, next) -> next.exchange(request).flatMap((response) -> Mono.<ClientResponse>never()))
				.responseTimeout(SHORT)
				.build();
			for (CallStyle style : CallStyle.values()) {
				assertThat(style.call(client).error()).as(style.name())
					.isInstanceOfSatisfying(TogetherTimeoutException.class,
							(error) -> assertThat(error.phase()).isEqualTo(Phase.RESPONSE));
			}
			Awaitility.await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
		}
	}

	@ParameterizedTest
	@EnumSource
	void filterThatNeverAsksRunsIntoTheTimeout(CallStyle style) throws IOException {
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell)) {
			CompletionsClient client = client(Connector.REACTOR_NETTY, server, (request, next) -> Mono.never())
				.responseTimeout(SHORT)
				.maxConcurrentRequests(1)
				.build();
			for (int i = 0; i < 2; i++) {
				assertThat(style.call(client).error()).isInstanceOfSatisfying(TogetherTimeoutException.class,
						(error) -> assertThat(error.phase()).isEqualTo(Phase.RESPONSE));
			}
			assertThat(server.requests()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void timeoutsHoldBehindAFilterThatMakesANewRequest(Connector connector) throws IOException {
		try (RawHttpServer server = new RawHttpServer(RawHttpServer.Connection::awaitClosedByClient)) {
			CompletionsClient client = client(connector, server, FilterTests::newRequest).responseTimeout(SHORT)
				.build();
			for (CallStyle style : CallStyle.values()) {
				assertThat(style.call(client).error()).as(style.name())
					.isInstanceOfSatisfying(TogetherTimeoutException.class,
							(error) -> assertThat(error.phase()).isEqualTo(Phase.RESPONSE));
			}
			Awaitility.await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
		}
	}

	@Test
	void filterSeesAndReplacesAllHeaders() throws IOException {
		HttpHeaders seen = new HttpHeaders();
		ExchangeFilterFunction filter = (request, next) -> {
			seen.putAll(request.headers());
			return next.exchange(ClientRequest.from(request).headers((headers) -> {
				headers.set("User-Agent", "mine");
				headers.remove("Accept-Encoding");
			}).build());
		};
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell)) {
			CompletionsClient client = client(Connector.REACTOR_NETTY, server, filter).defaultHeader("X-Mine", "1")
				.build();
			client.create(CallStyle.request());
			assertThat(seen.headerNames()).containsExactly("Accept", "Accept-Encoding", "Authorization", "User-Agent",
					"X-Mine", "Content-Type");
			assertThat(server.requests()).singleElement(InstanceOfAssertFactories.STRING)
				.contains("Accept: application/json\r\n", "Authorization: Bearer " + Connector.API_KEY + "\r\n",
						"User-Agent: mine\r\n", "X-Mine: 1\r\n", "Content-Type: application/json\r\n")
				.doesNotContain("Accept-Encoding: gzip", "together-spring-boot");
		}
	}

	@Test
	void probeGoesThroughTheSameFilters() throws IOException {
		try (RawHttpServer server = new RawHttpServer(
				(connection) -> connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"))) {
			CompletionsClient client = client(Connector.REACTOR_NETTY, server, FilterTests::newRequest).build();
			((ClientStatus) client).probe(Duration.ofSeconds(10)).block();
			assertThat(server.requests()).hasSize(1).first().asString().startsWith("HEAD /v1/models HTTP/1.1");
		}
	}

	private static CompletionsClient.Builder client(Connector connector, RawHttpServer server,
			ExchangeFilterFunction filter) {
		return connector.client(server, filter).retrySettings(RetrySettings.none());
	}

	private static Mono<ClientResponse> newRequest(ClientRequest request, ExchangeFunction next) {
		return next.exchange(ClientRequest.create(request.method(), request.url())
			.headers((headers) -> headers.addAll(request.headers()))
			.body(request.body())
			.build());
	}

	private static Mono<ClientResponse> retry(ClientRequest request, ExchangeFunction next) {
		return next.exchange(request)
			.flatMap((response) -> response.statusCode().isError() ? response.releaseBody().then(next.exchange(request))
					: Mono.just(response))
			.retry(1);
	}

	private static Arguments filter(Connector connector, CallStyle style, String name, ExchangeFilterFunction filter) {
		return argumentSet(connector + " " + style + " " + name, connector, style, filter);
	}

}
