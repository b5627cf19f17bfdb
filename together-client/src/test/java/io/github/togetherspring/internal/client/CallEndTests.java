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
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.internal.call.ShutdownGate;
import io.github.togetherspring.internal.client.CallStyle.Outcome;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.github.togetherspring.testsupport.RawHttpServer.Connection;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Every way in which a call can end, with every way to call, over every HTTP client:
 * afterwards its connection is closed or can be used again, its place among the
 * concurrent calls is free, and nothing is active any more.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CallEndTests {

	private static final Duration SHORT = Duration.ofMillis(400);

	private static final Duration LONG = Duration.ofSeconds(15);

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger unanswered = new AtomicInteger();

	private final CountDownLatch arrived = new CountDownLatch(1);

	private final ShutdownGate gate = new ShutdownGate();

	@ParameterizedTest
	@MethodSource
	void nothingIsLeftBehind(End end, CallStyle style, Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> serve(end, connection))) {
			CompletionsClient client = client(end, connector, server);
			Caller caller = new Caller(client, style, end);
			end.bringAbout(this, caller);
			end.check(caller.outcome());
			this.gate.open();
			CompletionResponse next = client
				.createAsync(CallStyle.request(), CallOptions.builder().totalTimeout(Duration.ofSeconds(5)).build())
				.block();
			assertThat(next.text()).as("the next call's response").isEqualTo("ab");
			// The JDK's client closes up to three seconds later.
			Awaitility.await().pollInterval(2, TimeUnit.MILLISECONDS).atMost(5, TimeUnit.SECONDS).untilAsserted(() -> {
				assertThat(this.unanswered).as("open connections whose call has ended").hasValue(0);
				// Or one more, if the next call came before the first one was back in the
				// pool.
				assertThat(server.openSockets()).as("open connections").isLessThanOrEqualTo(2);
			});
			CountDownLatch empty = new CountDownLatch(1);
			this.gate.close(empty::countDown);
			assertThat(empty.getCount()).as("calls under way").isZero();
		}
	}

	static Stream<Arguments> nothingIsLeftBehind() {
		return Arrays.stream(Connector.values())
			.flatMap((connector) -> Arrays.stream(CallStyle.values())
				.flatMap((style) -> Arrays.stream(End.values())
					.map((end) -> argumentSet(end + ", " + style + ", " + connector, end, style, connector))));
	}

	@ParameterizedTest
	@EnumSource
	void callWhoseTimeExpiresBeforeItsTurnLeavesTheQueue(Connector connector) throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			this.arrived.countDown();
			RawHttpServer.await(release);
			Fault.serveWell(connection);
		})) {
			CompletionsClient client = connector.client(server).maxConcurrentRequests(1).build();
			CompletableFuture<CompletionResponse> first = client.createAsync(CallStyle.request()).toFuture();
			RawHttpServer.await(this.arrived);
			assertThatExceptionOfType(TogetherTimeoutException.class)
				.isThrownBy(() -> client.create(CallStyle.request(), CallOptions.builder().totalTimeout(SHORT).build()))
				.satisfies((error) -> assertThat(error.phase()).isEqualTo(Phase.TOTAL));
			release.countDown();
			assertThat(first.get().text()).isEqualTo("ab");
			assertThat(client.create(CallStyle.request()).text()).isEqualTo("ab");
			assertThat(server.requests()).hasSize(2);
		}
	}

	private CompletionsClient client(End end, Connector connector, RawHttpServer server) {
		DefaultCompletionsClientBuilder builder = (DefaultCompletionsClientBuilder) connector.client(server);
		return builder.shutdownGate(this.gate)
			.maxConcurrentRequests(1)
			.totalTimeout((end.phase == Phase.TOTAL) ? SHORT : LONG)
			.responseTimeout((end == End.RESPONSE_TIMEOUT) ? SHORT : LONG)
			.streamIdleTimeout((end == End.IDLE_TIMEOUT) ? SHORT : LONG)
			.retrySettings((end == End.TOTAL_TIMEOUT_IN_A_RETRY)
					? RetrySettings.builder().baseDelay(Duration.ZERO).build() : RetrySettings.none())
			.build();
	}

	// Connections are kept alive, as most servers do.
	private void serve(End end, Connection connection) throws IOException {
		do {
			int request = this.requests.getAndIncrement();
			if (request == 0) {
				end.serve(connection);
				this.arrived.countDown();
			}
			else if (request == 1 && end == End.TOTAL_TIMEOUT_IN_A_RETRY) {
				begin(connection);
			}
			else {
				serveWell(connection);
			}
			if (request == end.lastRequest() && end.isStall(connection)) {
				this.unanswered.incrementAndGet();
				connection.awaitClosedByClient();
				this.unanswered.decrementAndGet();
				return;
			}
		}
		while (connection.hasRequest());
	}

	private static void serverError(Connection connection, int length) throws IOException {
		connection.write("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: " + length
				+ "\r\n\r\nBusy");
	}

	private static void serveWell(Connection connection) throws IOException {
		assertThat(connection.isForStream()).isFalse();
		connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + Fault.JSON.length()
				+ "\r\n\r\n" + Fault.JSON);
	}

	private static void begin(Connection connection) throws IOException {
		Fault.begin(connection).pause();
	}

	private static void wait(Connection connection) {
	}

	/**
	 * What ends a call, and what the server has done until then.
	 */
	private enum End {

		SERVER_ERROR((connection) -> serverError(connection, 4), TogetherResponseException.ServiceUnavailable.class,
				null),

		TOTAL_TIMEOUT_IN_AN_ERROR((connection) -> serverError(connection, 5), TogetherTimeoutException.class,
				Phase.TOTAL),

		RESPONSE_TIMEOUT(CallEndTests::wait, TogetherTimeoutException.class, Phase.RESPONSE),

		IDLE_TIMEOUT(CallEndTests::begin, TogetherTimeoutException.class, Phase.STREAM_IDLE),

		TOTAL_TIMEOUT_BEFORE_HEADERS(CallEndTests::wait, TogetherTimeoutException.class, Phase.TOTAL),

		TOTAL_TIMEOUT_IN_THE_MIDDLE(CallEndTests::begin, TogetherTimeoutException.class, Phase.TOTAL),

		TOTAL_TIMEOUT_IN_A_RETRY((connection) -> serverError(connection, 4), TogetherTimeoutException.class,
				Phase.TOTAL),

		CANCELLED_BEFORE_HEADERS(CallEndTests::wait, Exception.class, null),

		CANCELLED_IN_THE_MIDDLE(CallEndTests::begin, Exception.class, null),

		SHUTDOWN_BEFORE_HEADERS(CallEndTests::wait, ClientStoppedException.class, null),

		SHUTDOWN_IN_THE_MIDDLE(CallEndTests::begin, ClientStoppedException.class, null),

		READER_THROWS((connection) -> {
			try {
				if (connection.isForStream()) {
					begin(connection);
				}
				else {
					serveWell(connection);
				}
			}
			catch (SocketException ex) {
				// The reader has thrown at the first chunk and closed the connection.
			}
		}, ReaderException.class, null);

		private final RawHttpServer.Script script;

		private final Class<? extends Exception> error;

		private final @Nullable Phase phase;

		End(RawHttpServer.Script script, Class<? extends Exception> error, @Nullable Phase phase) {
			this.script = script;
			this.error = error;
			this.phase = phase;
		}

		void serve(Connection connection) throws IOException {
			this.script.serve(connection);
		}

		int lastRequest() {
			return (this == TOTAL_TIMEOUT_IN_A_RETRY) ? 1 : 0;
		}

		boolean isStall(Connection connection) {
			return this != SERVER_ERROR && (this != READER_THROWS || connection.isForStream());
		}

		void bringAbout(CallEndTests test, Caller caller) {
			RawHttpServer.await(test.arrived);
			if (name().startsWith("CANCELLED")) {
				caller.thread.interrupt();
			}
			else if (name().startsWith("SHUTDOWN")) {
				test.gate.close(() -> {
				});
				test.gate.endCalls();
			}
		}

		void check(Outcome outcome) {
			assertThat(outcome.error()).isInstanceOf(this.error);
			if (this.phase != null) {
				assertThat(((TogetherTimeoutException) outcome.error()).phase()).isEqualTo(this.phase);
			}
		}

	}

	/**
	 * A thread that makes the call.
	 */
	private static final class Caller {

		private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

		private final Thread thread;

		Caller(CompletionsClient client, CallStyle style, End end) {
			this.thread = new Thread(() -> this.outcome.complete(style.call(client, (text) -> {
				if (end == End.READER_THROWS) {
					throw new ReaderException();
				}
			})), "raw-http-server-caller");
			this.thread.start();
		}

		Outcome outcome() throws Exception {
			return this.outcome.get(5, TimeUnit.SECONDS);
		}

	}

	private static final class ReaderException extends RuntimeException {

	}

}
