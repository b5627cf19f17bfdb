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
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for what a probe costs, on the server's socket.
 */
class ProbeTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 450560\r\n\r\n";

	private static final String ANSWER = "{\"choices\":[{\"index\":0,\"text\":\"yes\"}]}";

	private static final int KIBIBYTES_OF_MODELS = 440;

	private static final String KIBIBYTE = "x".repeat(1024);

	@ParameterizedTest
	@EnumSource
	void headCostsLessThanFiveKilobytes(Connector connector) throws IOException {
		AtomicLong bytes = new AtomicLong();
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			assertThat(connection.request()).startsWith("HEAD /v1/models HTTP/1.1")
				.containsIgnoringCase("Authorization: Bearer " + Connector.API_KEY);
			bytes.addAndGet(connection.request().length() + HEAD.length());
			connection.write(HEAD);
		})) {
			((ClientStatus) connector.client(server).build()).probe(TIMEOUT).block();
			assertThat(bytes.get()).isBetween(1L, 5000L);
		}
	}

	@Test
	void listIsNotReadToItsEnd() throws IOException {
		AtomicLong bytes = new AtomicLong();
		CountDownLatch closed = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (connection.request().startsWith("HEAD")) {
				connection.write("HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n");
				return;
			}
			writeModels(connection, bytes);
			closed.countDown();
		})) {
			CompletionsClient client = Connector.REACTOR_NETTY.client(server).build();
			((ClientStatus) client).probe(TIMEOUT).block();
			RawHttpServer.await(closed);
			assertThat(bytes.get()).isLessThan(KIBIBYTES_OF_MODELS * 1024L);
		}
	}

	@Test
	void timesOutAndClosesTheConnection() throws IOException {
		CountDownLatch closed = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			connection.awaitClosedByClient();
			closed.countDown();
		})) {
			CompletionsClient client = Connector.REACTOR_NETTY.client(server).build();
			assertThatExceptionOfType(TogetherTimeoutException.class)
				.isThrownBy(() -> ((ClientStatus) client).probe(Duration.ofMillis(200)).block());
			RawHttpServer.await(closed);
		}
	}

	@ParameterizedTest
	@MethodSource
	void getDecidesWhereHeadFails(String head, String get, @Nullable Class<?> expected) throws IOException {
		try (RawHttpServer server = new RawHttpServer(
				(connection) -> connection.write(connection.request().startsWith("HEAD") ? head : get))) {
			CompletionsClient client = Connector.REACTOR_NETTY.client(server).build();
			Throwable error = ((ClientStatus) client).probe(TIMEOUT)
				.<Throwable>then(Mono.empty())
				.onErrorResume(Mono::just)
				.block();
			if (expected == null) {
				assertThat(error).isNull();
			}
			else {
				assertThat(error).isExactlyInstanceOf(expected);
			}
		}
	}

	static Stream<Arguments> getDecidesWhereHeadFails() {
		String ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
		return Stream.of(argumentSet("400", status(400), ok, null), argumentSet("403", status(403), ok, null),
				argumentSet("404", status(404), ok, null), argumentSet("405", status(405), ok, null),
				argumentSet("500", status(500), ok, null), argumentSet("501", status(501), ok, null),
				argumentSet("502", status(502), ok, null), argumentSet("closed", "", ok, null),
				argumentSet("no HTTP", "[]\r\n\r\n", ok, null),
				argumentSet("both refused", status(405), status(404), TogetherResponseException.NotFound.class),
				argumentSet("both forbidden", status(403), status(403), TogetherResponseException.Forbidden.class),
				argumentSet("401", status(401), ok, TogetherResponseException.Unauthorized.class),
				argumentSet("402", status(402), ok, TogetherResponseException.PaymentRequired.class),
				argumentSet("407", status(407), ok, ConnectionException.class),
				argumentSet("429", status(429), ok, TogetherResponseException.TooManyRequests.class),
				argumentSet("503", status(503), ok, TogetherResponseException.ServiceUnavailable.class),
				argumentSet("redirect", "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n", ok,
						UnreadableResponseException.class));
	}

	private static String status(int status) {
		return "HTTP/1.1 " + status + " Status\r\nContent-Length: 0\r\n\r\n";
	}

	@ParameterizedTest
	@MethodSource
	void bodyBehindAHeadReachesNoOtherCall(Connector connector, boolean late) throws IOException {
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			do {
				if (connection.request().startsWith("HEAD")) {
					answerHeadWithBody(connection, late);
				}
				else {
					connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
							+ ANSWER.length() + "\r\n\r\n" + ANSWER);
				}
			}
			while (connection.hasRequest());
		})) {
			CompletionsClient client = connector.client(server)
				.retrySettings(RetrySettings.builder().maxAttempts(1).build())
				.build();
			for (int i = 0; i < 5; i++) {
				((ClientStatus) client).probe(TIMEOUT).block();
				assertThat(client.create((request) -> request.model("m").prompt("p")).text()).isEqualTo("yes");
			}
		}
	}

	// The JDK's client drops what arrives with the headers, and closes the connection on
	// what arrives later; which of two threads is first is undefined.
	static Stream<Arguments> bodyBehindAHeadReachesNoOtherCall() {
		return Stream.of(argumentSet("Reactor Netty, at once", Connector.REACTOR_NETTY, false),
				argumentSet("Reactor Netty, later", Connector.REACTOR_NETTY, true),
				argumentSet("JDK, at once", Connector.JDK, false),
				argumentSet("Jetty, at once", Connector.JETTY, false),
				argumentSet("Jetty, later", Connector.JETTY, true));
	}

	private static void answerHeadWithBody(RawHttpServer.Connection connection, boolean late) throws IOException {
		String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n";
		if (late) {
			connection.write(head).write("[]");
		}
		else {
			connection.write(head + "[]");
		}
	}

	// Slowly enough for the client to have its say.
	private static void writeModels(RawHttpServer.Connection connection, AtomicLong bytes) throws IOException {
		try {
			connection.write(HEAD);
			for (int i = 0; i < KIBIBYTES_OF_MODELS; i++) {
				connection.write(KIBIBYTE);
				bytes.addAndGet(KIBIBYTE.length());
				if (i == 2) {
					connection.awaitClosedByClient();
				}
			}
		}
		catch (SocketException ex) {
			// The client has closed it.
		}
	}

}
