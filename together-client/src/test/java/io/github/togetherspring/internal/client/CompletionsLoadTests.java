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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DefaultCompletionsClient} under load: every response is right, threads
 * stay few, and no buffer of Netty's is leaked.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CompletionsLoadTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int CHUNKS = 20;

	private static final int STREAMS = 200;

	private static DisposableServer server;

	private static AtomicInteger streamsArrived = new AtomicInteger();

	private static Sinks.Empty<Void> allStreamsArrived = Sinks.empty();

	private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();

	private final Logger leakLogger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

	private CompletionsClient client;

	@BeforeAll
	static void startServer() {
		server = HttpServer.create()
			.host("localhost")
			.port(0)
			.route((routes) -> routes.post("/v1/completions",
					(request, response) -> request.receive().aggregate().asString().flatMap((body) -> {
						JsonNode json = JsonMapper.shared().readTree(body);
						String prompt = json.get("prompt").asString();
						if (prompt.startsWith("fail")) {
							return response.status(500)
								.sendString(Mono.just("{\"error\":{\"message\":\"no\"}}"))
								.then();
						}
						if (!json.has("stream")) {
							return response.header("Content-Type", "application/json")
								.sendString(Mono.just(answer("text", "echo " + prompt)))
								.then();
						}
						return response.header("Content-Type", "text/event-stream")
							.send(ByteBufFlux.fromString(whenAllArrived(prompt).thenMany(Flux.range(0, CHUNKS))
								.delayElements(Duration.ofMillis(2))
								.map((i) -> "data: " + answer("text", prompt + "é" + i + " ") + "\n\n")
								.concatWith(Mono.just("data: [DONE]\n\n"))), (buffer) -> true)
							.then();
					})))
			.bindNow();
	}

	@AfterAll
	static void stopServer() {
		server.disposeNow();
	}

	@BeforeEach
	void setUp() {
		assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
		this.leaks.start();
		this.leakLogger.addAppender(this.leaks);
		this.client = CompletionsClients.builder()
			.baseUrl("http://localhost:" + server.port() + "/v1")
			.apiKey("k")
			.retrySettings(RetrySettings.none())
			.build();
	}

	@AfterEach
	void noBufferIsLeaked() {
		// Leaks are reported when a buffer is allocated after the lost one was collected.
		for (int i = 0; i < 3; i++) {
			System.gc();
			this.client.create(request("after"));
		}
		this.leakLogger.detachAppender(this.leaks);
		assertThat(this.leaks.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
	}

	@Test
	void leakOfABufferWouldBeSeen() {
		for (int i = 0; i < 50 && this.leaks.list.isEmpty(); i++) {
			PooledByteBufAllocator.DEFAULT.buffer(16).writeByte(i);
			System.gc();
			PooledByteBufAllocator.DEFAULT.buffer(16).release();
		}
		assertThat(this.leaks.list).extracting(ILoggingEvent::getFormattedMessage)
			.anyMatch((message) -> message.contains("LEAK"));
		this.leaks.list.clear();
	}

	@Test
	void thousandCallsWith64AtATime() {
		this.client.create(request("warm up"));
		int threads = Thread.activeCount();
		AtomicInteger mostThreads = new AtomicInteger();
		List<BulkResult> results = this.client
			.createAll(Flux.range(0, 1000).map((i) -> request("p" + i)), (options) -> options.concurrency(64))
			.doOnNext((result) -> mostThreads.accumulateAndGet(Thread.activeCount(), Math::max))
			.collectList()
			.block(PATIENCE);
		assertThat(results).extracting((result) -> result.orElseThrow().text())
			.containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj((i) -> "echo p" + i).toList());
		assertThat(mostThreads.get()).isLessThan(threads + 30);
	}

	@Test
	void twoHundredStreamsAtATime() {
		this.client.create(request("warm up"));
		int threads = Thread.activeCount();
		AtomicInteger mostThreads = new AtomicInteger();
		List<CompletionResponse> responses = Flux.range(0, STREAMS)
			.flatMapSequential((i) -> this.client.stream(request("s" + i))
				.doOnNext((chunk) -> mostThreads.accumulateAndGet(Thread.activeCount(), Math::max))
				.collect(CompletionResponse.collector()), STREAMS)
			.collectList()
			.block(PATIENCE);
		assertThat(responses).hasSize(STREAMS);
		for (int i = 0; i < STREAMS; i++) {
			StringBuilder expected = new StringBuilder();
			for (int n = 0; n < CHUNKS; n++) {
				expected.append("s").append(i).append("é").append(n).append(" ");
			}
			assertThat(responses.get(i).text()).isEqualTo(expected.toString());
		}
		assertThat(mostThreads.get()).isLessThan(threads + 30);
	}

	@Test
	void failuresAndCancelledStreamsLeakNothing() {
		List<BulkResult> results = this.client
			.createAll(Flux.range(0, 200).map((i) -> request("fail" + i)), (options) -> options.concurrency(32))
			.collectList()
			.block(PATIENCE);
		assertThat(results).hasSize(200).allMatch((result) -> result.error() != null);
		Long chunks = Flux.range(0, 200)
			.flatMap((i) -> this.client.stream(request("c" + i)).take(3), 50)
			.count()
			.block(PATIENCE);
		assertThat(chunks).isEqualTo(600);
	}

	// The streams of one test begin when all of them are open.
	private static Mono<Void> whenAllArrived(String prompt) {
		if (!prompt.startsWith("s")) {
			return Mono.empty();
		}
		if (streamsArrived.incrementAndGet() == STREAMS) {
			allStreamsArrived.tryEmitEmpty();
		}
		return allStreamsArrived.asMono();
	}

	private static CompletionRequest request(String prompt) {
		return CompletionRequest.builder().model("m").prompt(prompt).build();
	}

	private static String answer(String name, String text) {
		return "{\"choices\":[{\"index\":0,\"" + name + "\":\"" + text + "\",\"finish_reason\":null}]}";
	}

}
