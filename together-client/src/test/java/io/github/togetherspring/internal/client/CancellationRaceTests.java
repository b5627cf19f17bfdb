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
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for cancelling a {@link DefaultCompletionsClient}'s stream at the moment when the
 * headers of its response arrive.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("timing")
class CancellationRaceTests {

	private static final int ROUNDS = 600;

	private static final Duration TIMEOUT = Duration.ofMillis(10);

	@ParameterizedTest
	@EnumSource
	void cancellingWhileTheHeadArrivesClosesTheConnection(Connector connector) throws Exception {
		BlockingQueue<Boolean> written = new LinkedBlockingQueue<>();
		CountDownLatch closed = new CountDownLatch(ROUNDS);
		ListAppender<ILoggingEvent> dropped = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(Operators.class);
		dropped.start();
		logger.addAppender(dropped);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			connection.startStream().write("data: {\"choices\":[{\"index\":0,\"text\":\"a\"}]}\n\n");
			written.add(true);
			connection.awaitClosedByClient();
			closed.countDown();
		})) {
			Flux<CompletionChunk> stream = connector.client(server).build().stream(CallStyle.request());
			Random random = new Random(1);
			for (int i = 0; i < ROUNDS; i++) {
				Disposable call = stream.subscribe();
				written.take();
				spin(random.nextInt(1_500_000));
				call.dispose();
			}
			assertThat(closed.await(5, TimeUnit.SECONDS)).as(() -> closed.getCount() + " connections stayed open")
				.isTrue();
			assertThat(dropped.list).isEmpty();
		}
		finally {
			logger.detachAppender(dropped);
		}
	}

	@ParameterizedTest
	@EnumSource
	void timingOutWhileTheHeadArrivesClosesTheConnection(Connector connector) throws Exception {
		Random random = new Random(1);
		ListAppender<ILoggingEvent> dropped = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger(Operators.class);
		dropped.start();
		logger.addAppender(dropped);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			spin(TIMEOUT.toNanos() + random.nextInt(1_500_000) - 750_000);
			connection.startStream();
			connection.awaitClosedByClient();
		})) {
			Flux<CompletionChunk> stream = connector.client(server)
				.responseTimeout(TIMEOUT)
				.streamIdleTimeout(TIMEOUT)
				.retrySettings(RetrySettings.none())
				.build()
				.stream(CallStyle.request());
			for (int i = 0; i < ROUNDS / 3; i++) {
				assertThatExceptionOfType(TogetherTimeoutException.class).isThrownBy(stream::blockLast);
			}
			Awaitility.await().atMost(5, TimeUnit.SECONDS).until(server::openConnections, (open) -> open == 0);
			assertThat(dropped.list).isEmpty();
		}
		finally {
			logger.detachAppender(dropped);
		}
	}

	private static void spin(long nanos) {
		long until = System.nanoTime() + nanos;
		while (System.nanoTime() < until) {
			Thread.onSpinWait();
		}
	}

}
