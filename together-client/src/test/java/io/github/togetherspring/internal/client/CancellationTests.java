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

import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Every way to cancel a call, at every stage: the connection is closed within a second or
 * never opened, and the client keeps working.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CancellationTests {

	private final AtomicInteger requests = new AtomicInteger();

	private final CountDownLatch arrived = new CountDownLatch(1);

	private final CountDownLatch clientClosed = new CountDownLatch(1);

	@ParameterizedTest
	@MethodSource
	void callUnderWayIsClosed(Handle handle, Moment moment, Connector connector) throws Exception {
		cancel(handle, moment, connector);
	}

	@ParameterizedTest
	@MethodSource("callUnderWayIsClosed")
	@Tag("timing")
	void callUnderWayIsClosedWithinASecond(Handle handle, Moment moment, Connector connector) throws Exception {
		assertThat(cancel(handle, moment, connector)).isLessThan(Duration.ofSeconds(1));
	}

	private Duration cancel(Handle handle, Moment moment, Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> serve(connection, moment))) {
			CompletionsClient client = connector.client(server).build();
			Runnable cancel = handle.call(client);
			RawHttpServer.await(this.arrived);
			long start = System.nanoTime();
			cancel.run();
			RawHttpServer.await(this.clientClosed);
			Duration duration = Duration.ofNanos(System.nanoTime() - start);
			assertThat(client.create(CallStyle.request()).text()).isEqualTo("ab");
			assertThat(server.requests()).hasSize(2);
			return duration;
		}
	}

	static Stream<Arguments> callUnderWayIsClosed() {
		return matrix(Handle.values(), Moment.values());
	}

	@ParameterizedTest
	@MethodSource("handlesOfCallsThatWait")
	void callThatWaitsForARetryIsNotRepeated(Handle handle, Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (this.requests.incrementAndGet() > 1) {
				Fault.serveWell(connection);
				return;
			}
			connection.write("HTTP/1.1 503 Service Unavailable\r\nretry-after-ms: 400\r\nContent-Length: 0\r\n"
					+ "Connection: close\r\n\r\n");
			this.arrived.countDown();
		})) {
			CompletionsClient client = connector.client(server)
				.retrySettings(RetrySettings.builder().baseDelay(Duration.ZERO).build())
				.build();
			Runnable cancel = handle.call(client);
			RawHttpServer.await(this.arrived);
			cancel.run();
			assertThat(client.create(CallStyle.request()).text()).isEqualTo("ab");
			// Longer than the wait would have been.
			Awaitility.await()
				.during(600, TimeUnit.MILLISECONDS)
				.atMost(5, TimeUnit.SECONDS)
				.until(() -> server.requests().size() == 2);
		}
	}

	@ParameterizedTest
	@MethodSource("handlesOfCallsThatWait")
	void callThatWaitsForItsTurnIsNotSent(Handle handle, Connector connector) throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (this.requests.incrementAndGet() == 1) {
				this.arrived.countDown();
				RawHttpServer.await(release);
			}
			Fault.serveWell(connection);
		})) {
			CompletionsClient client = connector.client(server).maxConcurrentRequests(1).build();
			CompletableFuture<?> first = client.createAsync(CallStyle.request()).toFuture();
			RawHttpServer.await(this.arrived);
			Runnable cancel = handle.call(client);
			cancel.run();
			CompletableFuture<?> next = client.createAsync(CallStyle.request()).toFuture();
			assertThat(next).isNotDone();
			release.countDown();
			first.get();
			next.get();
			assertThat(server.requests()).hasSize(2);
		}
	}

	static Stream<Arguments> handlesOfCallsThatWait() {
		return Arrays.stream(Connector.values())
			.flatMap((connector) -> Arrays.stream(Handle.values())
				.filter((handle) -> handle != Handle.EXCEPTION_OF_THE_READER)
				.map((handle) -> argumentSet(handle + ", " + connector, handle, connector)));
	}

	private static Stream<Arguments> matrix(Handle[] handles, Moment[] moments) {
		return Arrays.stream(Connector.values())
			.flatMap((connector) -> Arrays.stream(moments)
				.flatMap((moment) -> Arrays.stream(handles)
					.filter((handle) -> handle != Handle.EXCEPTION_OF_THE_READER || moment == Moment.IN_THE_MIDDLE)
					.map((handle) -> argumentSet(handle + ", " + moment + ", " + connector, handle, moment,
							connector))));
	}

	private void serve(RawHttpServer.Connection connection, Moment moment) throws IOException {
		if (this.requests.incrementAndGet() > 1) {
			Fault.serveWell(connection);
			return;
		}
		if (moment == Moment.IN_THE_MIDDLE) {
			begin(connection);
		}
		this.arrived.countDown();
		connection.awaitClosedByClient();
		this.clientClosed.countDown();
	}

	private static void begin(RawHttpServer.Connection connection) throws IOException {
		try {
			Fault.begin(connection).pause();
		}
		catch (SocketException ex) {
			// A reader that throws at the first chunk has closed it, with the second
			// unread.
		}
	}

	private enum Moment {

		BEFORE_HEADERS, IN_THE_MIDDLE

	}

	/**
	 * A way to cancel a call.
	 */
	private enum Handle {

		SUBSCRIPTION {

			@Override
			Runnable call(CompletionsClient client) {
				Disposable subscription = client.stream(CallStyle.request()).subscribe((chunk) -> {
				}, (error) -> {
				});
				return subscription::dispose;
			}

		},

		FUTURE {

			@Override
			Runnable call(CompletionsClient client) {
				CompletableFuture<?> future = client.createAsync(CallStyle.request()).toFuture();
				return () -> future.cancel(true);
			}

		},

		CLOSED_STREAM {

			@Override
			Runnable call(CompletionsClient client) {
				return client.openStream(CallStyle.request())::close;
			}

		},

		INTERRUPTED_CALL {

			@Override
			Runnable call(CompletionsClient client) {
				return interrupt(() -> client.create(CallStyle.request()));
			}

		},

		INTERRUPTED_READER {

			@Override
			Runnable call(CompletionsClient client) {
				return interrupt(() -> client.openStream(CallStyle.request()).toResponse());
			}

		},

		EXCEPTION_OF_THE_READER {

			@Override
			Runnable call(CompletionsClient client) {
				Thread reader = start(() -> {
					try (CompletionStream chunks = client.openStream(CallStyle.request())) {
						chunks.forEach((chunk) -> {
							throw new IllegalStateException("reader gave up");
						});
					}
				});
				return () -> join(reader);
			}

		};

		/**
		 * Start a call, and return what cancels it.
		 */
		abstract Runnable call(CompletionsClient client);

		private static Runnable interrupt(Runnable call) {
			Thread thread = start(call);
			Awaitility.await()
				.pollInterval(1, TimeUnit.MILLISECONDS)
				.until(() -> thread.getState() == Thread.State.WAITING);
			return () -> {
				thread.interrupt();
				join(thread);
			};
		}

		private static Thread start(Runnable call) {
			Thread thread = new Thread(() -> {
				try {
					call.run();
				}
				catch (RuntimeException ex) {
					// The call was cancelled.
				}
			}, "raw-http-server-caller");
			thread.start();
			return thread;
		}

		private static void join(Thread thread) {
			try {
				thread.join(TimeUnit.SECONDS.toMillis(RawHttpServer.PATIENCE_SECONDS));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			assertThat(thread.isAlive()).as("the caller still waits").isFalse();
		}

	}

}
