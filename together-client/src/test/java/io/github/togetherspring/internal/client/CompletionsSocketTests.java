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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DefaultCompletionsClient} on real connections that end, break and
 * stall, and for its closing of them.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CompletionsSocketTests {

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("p").build();

	private static final String DONE = "data: [DONE]\n\n";

	private final CountDownLatch requestArrived = new CountDownLatch(1);

	private final CountDownLatch clientClosed = new CountDownLatch(1);

	private void noAnswer(RawHttpServer.Connection connection) throws IOException {
		this.requestArrived.countDown();
		awaitClosedByClient(connection);
	}

	private void oneChunkThenNothing(RawHttpServer.Connection connection) throws IOException {
		connection.startStream().write(chunk("a"));
		this.requestArrived.countDown();
		awaitClosedByClient(connection);
	}

	private void awaitClosedByClient(RawHttpServer.Connection connection) throws IOException {
		connection.awaitClosedByClient();
		this.clientClosed.countDown();
	}

	private void assertInterruptEnds(Runnable call, CountDownLatch waiting) throws InterruptedException {
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicReference<Boolean> interrupted = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				call.run();
			}
			catch (RuntimeException ex) {
				thrown.set(ex);
				interrupted.set(Thread.currentThread().isInterrupted());
			}
		});
		caller.start();
		RawHttpServer.await(waiting);
		caller.interrupt();
		caller.join(patience().toMillis());
		assertThat(thrown.get()).isInstanceOf(CallInterruptedException.class);
		assertThat(interrupted.get()).isTrue();
		RawHttpServer.await(this.clientClosed);
	}

	private static Duration patience() {
		return Duration.ofSeconds(RawHttpServer.PATIENCE_SECONDS);
	}

	private static String chunk(String text) {
		return "data: {\"id\":\"i\",\"choices\":[{\"index\":0,\"text\":\"" + text + "\"}]}\n\n";
	}

	private static CompletionsClient client(RawHttpServer server) {
		return client(server, WebClient.builder());
	}

	private static CompletionsClient client(RawHttpServer server, WebClient.Builder webClient) {
		return CompletionsClients.builder(webClient)
			.baseUrl(server.baseUrl())
			.apiKey("test-key")
			.retrySettings(RetrySettings.none())
			.build();
	}

	@Nested
	class Streams {

		@Test
		void chunksComeTokenByToken() throws Exception {
			CountDownLatch firstSeen = new CountDownLatch(1);
			CountDownLatch secondSeen = new CountDownLatch(1);
			try (RawHttpServer server = new RawHttpServer((connection) -> {
				connection.startChunkedStream().writeChunk(chunk("a"));
				RawHttpServer.await(firstSeen);
				connection.writeChunk(chunk("b"));
				RawHttpServer.await(secondSeen);
				connection.writeChunk(DONE).write("0\r\n\r\n");
			})) {
				List<String> texts = new ArrayList<>();
				client(server).stream(REQUEST).doOnNext((chunk) -> {
					texts.add(chunk.text());
					(chunk.text().equals("a") ? firstSeen : secondSeen).countDown();
				}).blockLast();
				assertThat(texts).containsExactly("a", "b");
			}
		}

		@Test
		void blockingReaderSeesTokenByToken() throws Exception {
			CountDownLatch firstSeen = new CountDownLatch(1);
			try (RawHttpServer server = new RawHttpServer((connection) -> {
				connection.startStream().write(chunk("a"));
				RawHttpServer.await(firstSeen);
				connection.write(chunk("b") + DONE);
			}); CompletionStream stream = client(server).openStream(REQUEST)) {
				Iterator<CompletionChunk> chunks = stream.iterator();
				assertThat(chunks.next().text()).isEqualTo("a");
				firstSeen.countDown();
				assertThat(chunks.next().text()).isEqualTo("b");
				assertThat(chunks.hasNext()).isFalse();
			}
		}

		@Test
		void textIsCompleteWhenItComesInSingleBytes() throws Exception {
			String text = "😀é漢👩‍👩‍👧";
			try (RawHttpServer server = new RawHttpServer(
					(connection) -> connection.startStream().writeByteByByte(chunk(text) + chunk("b") + DONE))) {
				StepVerifier.create(client(server).stream(REQUEST).map(CompletionChunk::text))
					.expectNext(text, "b")
					.expectComplete()
					.verify(patience());
			}
		}

		@Test
		void doneCompletesWhileTheServerKeepsTheConnectionOpen() throws Exception {
			try (RawHttpServer server = new RawHttpServer((connection) -> {
				connection.startStream().write(chunk("a") + DONE);
				awaitClosedByClient(connection);
			})) {
				StepVerifier.create(client(server).stream(REQUEST).map(CompletionChunk::text))
					.expectNext("a")
					.expectComplete()
					.verify(Duration.ofSeconds(3));
				RawHttpServer.await(CompletionsSocketTests.this.clientClosed);
			}
		}

		@Test
		void slowReaderSlowsTheServer() throws Exception {
			int count = 20_000;
			AtomicInteger written = new AtomicInteger();
			CountDownLatch ended = new CountDownLatch(1);
			String text = "x".repeat(4000);
			try (RawHttpServer server = new RawHttpServer((connection) -> {
				connection.startStream();
				try {
					for (int i = 0; i < count; i++) {
						connection.write(chunk(text));
						written.incrementAndGet();
					}
				}
				catch (IOException ex) {
					// The reader left.
				}
				ended.countDown();
			})) {
				StepVerifier.create(client(server).stream(REQUEST), 1)
					.expectNextCount(1)
					.thenRequest(1)
					.expectNextCount(1)
					.expectNoEvent(Duration.ofMillis(500))
					.thenCancel()
					.verify(patience());
				RawHttpServer.await(ended);
				// 20,000 chunks are 80 MB; the buffers of both sockets and of the client
				// hold a few.
				assertThat(written).hasValueLessThan(count / 2);
			}
		}

	}

	@Nested
	class BrokenConnections {

		@Test
		void streamFailsWhenTheConnectionEndsBeforeTheText() throws Exception {
			try (RawHttpServer server = new RawHttpServer(
					(connection) -> connection.startStream().write(chunk("a") + chunk("b")))) {
				StepVerifier.create(client(server).stream(REQUEST).map(CompletionChunk::text))
					.expectNext("a", "b")
					.expectError(StreamTruncatedException.class)
					.verify(patience());
			}
		}

		@Test
		void streamFailsWhenTheConnectionEndsWithinAChunkedBody() throws Exception {
			try (RawHttpServer server = new RawHttpServer(
					(connection) -> connection.startChunkedStream().writeChunk(chunk("a")).write("ff\r\ndata: {"))) {
				StepVerifier.create(client(server).stream(REQUEST).map(CompletionChunk::text))
					.expectNext("a")
					.expectErrorSatisfies((error) -> assertThat(error).isInstanceOf(StreamTruncatedException.class))
					.verify(patience());
			}
		}

		@Test
		void streamFailsWhenTheConnectionIsReset() throws Exception {
			CountDownLatch seen = new CountDownLatch(1);
			try (RawHttpServer server = new RawHttpServer((connection) -> {
				connection.startStream().write(chunk("a"));
				RawHttpServer.await(seen);
				connection.reset();
			})) {
				StepVerifier.create(
						client(server).stream(REQUEST).map(CompletionChunk::text).doOnNext((text) -> seen.countDown()))
					.expectNext("a")
					.expectError(StreamTruncatedException.class)
					.verify(patience());
			}
		}

		@Test
		void blockingReaderGetsTheChunksBeforeTheError() throws Exception {
			try (RawHttpServer server = new RawHttpServer((connection) -> connection.startStream().write(chunk("a")));
					CompletionStream stream = client(server).openStream(REQUEST)) {
				Iterator<CompletionChunk> chunks = stream.iterator();
				assertThat(chunks.next().text()).isEqualTo("a");
				assertThatExceptionOfType(StreamTruncatedException.class).isThrownBy(chunks::hasNext);
			}
		}

		@Test
		void callFailsWhenTheConnectionIsClosedBeforeTheHeaders() throws Exception {
			try (RawHttpServer server = new RawHttpServer((connection) -> {
			})) {
				assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> client(server).create(REQUEST));
				StepVerifier.create(client(server).stream(REQUEST))
					.expectError(ConnectionException.class)
					.verify(patience());
			}
		}

		@Test
		void callFailsWhenTheConnectionIsResetBeforeTheHeaders() throws Exception {
			try (RawHttpServer server = new RawHttpServer(RawHttpServer.Connection::reset)) {
				assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> client(server).create(REQUEST));
			}
		}

		@Test
		void callFailsWhenTheConnectionIsClosedWithinTheBody() throws Exception {
			try (RawHttpServer server = new RawHttpServer((connection) -> connection.write(
					"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"choices\":[]"))) {
				assertThatExceptionOfType(ConnectionException.class).isThrownBy(() -> client(server).create(REQUEST));
			}
		}

	}

	@Nested
	class Cancellation {

		@Test
		void disposingInTheMiddleClosesTheConnection() throws Exception {
			try (RawHttpServer server = new RawHttpServer(CompletionsSocketTests.this::oneChunkThenNothing)) {
				CountDownLatch seen = new CountDownLatch(1);
				Disposable call = client(server).stream(REQUEST).subscribe((chunk) -> seen.countDown());
				RawHttpServer.await(seen);
				call.dispose();
				RawHttpServer.await(CompletionsSocketTests.this.clientClosed);
			}
		}

		@Test
		void takingAFewChunksClosesTheConnection() throws Exception {
			try (RawHttpServer server = new RawHttpServer(CompletionsSocketTests.this::oneChunkThenNothing)) {
				assertThat(client(server).stream(REQUEST).take(1).collectList().block(patience())).hasSize(1);
				RawHttpServer.await(CompletionsSocketTests.this.clientClosed);
			}
		}

		@Test
		void disposingBeforeTheHeadersClosesTheConnection() throws Exception {
			try (RawHttpServer server = new RawHttpServer(CompletionsSocketTests.this::noAnswer)) {
				Disposable call = client(server).stream(REQUEST).subscribe();
				RawHttpServer.await(CompletionsSocketTests.this.requestArrived);
				call.dispose();
				RawHttpServer.await(CompletionsSocketTests.this.clientClosed);
			}
		}

		@Test
		void cancellingTheFutureClosesTheConnection() throws Exception {
			try (RawHttpServer server = new RawHttpServer(CompletionsSocketTests.this::noAnswer)) {
				CompletableFuture<CompletionResponse> future = client(server).createAsync(REQUEST).toFuture();
				RawHttpServer.await(CompletionsSocketTests.this.requestArrived);
				assertThat(future.cancel(true)).isTrue();
				RawHttpServer.await(CompletionsSocketTests.this.clientClosed);
			}
		}

		@Test
		void cancellingTheFutureWithinTheBodyClosesTheConnection() throws Exception {
			try (RawHttpServer server = new RawHttpServer((connection) -> {
				connection
					.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"choi");
				awaitClosedByClient(connection);
			})) {
				CountDownLatch bytesSeen = new CountDownLatch(1);
				WebClient.Builder webClient = WebClient.builder()
					.filter((request, next) -> next.exchange(request)
						.map((response) -> response.mutate()
							.body((body) -> body.doOnNext((buffer) -> bytesSeen.countDown()))
							.build()));
				CompletableFuture<CompletionResponse> future = client(server, webClient).createAsync(REQUEST)
					.toFuture();
				RawHttpServer.await(bytesSeen);
				future.cancel(true);
				RawHttpServer.await(CompletionsSocketTests.this.clientClosed);
			}
		}

		@Test
		void closingTheBlockingStreamClosesTheConnection() throws Exception {
			try (RawHttpServer server = new RawHttpServer(CompletionsSocketTests.this::oneChunkThenNothing)) {
				try (CompletionStream stream = client(server).openStream(REQUEST)) {
					assertThat(stream.iterator().next().text()).isEqualTo("a");
				}
				RawHttpServer.await(CompletionsSocketTests.this.clientClosed);
			}
		}

		@Test
		void closingFromAnotherThreadWakesTheReader() throws Exception {
			try (RawHttpServer server = new RawHttpServer(CompletionsSocketTests.this::oneChunkThenNothing);
					CompletionStream stream = client(server).openStream(REQUEST)) {
				CountDownLatch seen = new CountDownLatch(1);
				CompletableFuture<Void> reader = CompletableFuture
					.runAsync(() -> stream.forEach((chunk) -> seen.countDown()));
				RawHttpServer.await(seen);
				CompletableFuture.runAsync(stream::close).join();
				assertThat(reader).failsWithin(patience());
				RawHttpServer.await(CompletionsSocketTests.this.clientClosed);
			}
		}

		@Test
		void interruptingABlockedCallClosesTheConnection() throws Exception {
			try (RawHttpServer server = new RawHttpServer(CompletionsSocketTests.this::noAnswer)) {
				CompletionsClient client = client(server);
				assertInterruptEnds(() -> client.create(REQUEST), CompletionsSocketTests.this.requestArrived);
			}
		}

		@Test
		void interruptingABlockedReaderClosesTheConnection() throws Exception {
			try (RawHttpServer server = new RawHttpServer(CompletionsSocketTests.this::oneChunkThenNothing);
					CompletionStream stream = client(server).openStream(REQUEST)) {
				CountDownLatch seen = new CountDownLatch(1);
				assertInterruptEnds(() -> stream.forEach((chunk) -> seen.countDown()), seen);
			}
		}

		@Test
		void responseTimeoutClosesTheConnection() throws Exception {
			try (RawHttpServer server = new RawHttpServer(CompletionsSocketTests.this::noAnswer)) {
				CompletionsClient client = client(server).mutate().responseTimeout(Duration.ofMillis(200)).build();
				assertThat(client.createAsync(REQUEST).toFuture()).failsWithin(patience());
				RawHttpServer.await(CompletionsSocketTests.this.clientClosed);
			}
		}

		@Test
		void cancellingBulkClosesTheCallsInFlight() throws Exception {
			CountDownLatch arrived = new CountDownLatch(3);
			CountDownLatch closed = new CountDownLatch(3);
			try (RawHttpServer server = new RawHttpServer((connection) -> {
				arrived.countDown();
				connection.awaitClosedByClient();
				closed.countDown();
			})) {
				Disposable calls = client(server)
					.createAll(Flux.range(0, 100).map((i) -> REQUEST), BulkOptions.builder().concurrency(3).build())
					.subscribe();
				RawHttpServer.await(arrived);
				calls.dispose();
				RawHttpServer.await(closed);
			}
		}

	}

}
