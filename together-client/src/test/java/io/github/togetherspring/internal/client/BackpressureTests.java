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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DefaultCompletionsClient} with readers that are slower than the
 * server, and with events larger than any.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BackpressureTests {

	private static final long BOUND = 2 * 1024 * 1024;

	private static final String EVENT = Fault.event("x".repeat(1000));

	private final AtomicLong written = new AtomicLong();

	@ParameterizedTest
	@EnumSource
	void subscriberThatStopsReadingStopsTheServer(Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer(this::flood)) {
			BaseSubscriber<CompletionChunk> reader = new BaseSubscriber<>() {

				@Override
				protected void hookOnSubscribe(Subscription subscription) {
					subscription.request(1);
				}

			};
			connector.client(server).build().stream(CallStyle.request()).subscribe(reader);
			assertThat(awaitBlocked()).isLessThan(BOUND);
			reader.cancel();
		}
	}

	@ParameterizedTest
	@EnumSource
	void blockingReaderThatStopsReadingStopsTheServer(Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer(this::flood);
				CompletionStream chunks = connector.client(server).build().openStream(CallStyle.request())) {
			assertThat(chunks.iterator().next().text()).hasSize(1000);
			assertThat(awaitBlocked()).isLessThan(BOUND);
		}
	}

	@Test
	@Tag("timing")
	void largeEventComesWholeInLinearTime() throws Exception {
		long small = Long.MAX_VALUE;
		long large = Long.MAX_VALUE;
		// The least of a few, for machines that have other things to do.
		for (int i = 0; i < 5; i++) {
			small = Math.min(small, time(256));
			large = Math.min(large, time(1024));
		}
		assertThat((double) large / small).as("time of 1 MiB in units of the time of 256 KiB").isLessThan(12);
	}

	@ParameterizedTest
	@EnumSource
	void largerEventThanAllowed(Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer(Fault.LINE_WITHOUT_END::serve)) {
			CompletionsClient client = connector.client(server).maxEventSize(1024 * 1024).build();
			assertThat(CallStyle.STREAM.call(client).error()).isInstanceOf(UnreadableResponseException.class)
				.hasMessageContaining("1048576");
		}
	}

	private void flood(RawHttpServer.Connection connection) throws IOException {
		connection.startStream();
		connection.writeForever(EVENT, this.written);
	}

	// Blocked is a server that has written nothing for half a second.
	private long awaitBlocked() {
		AtomicLong last = new AtomicLong(-1);
		AtomicLong since = new AtomicLong();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			long now = this.written.get();
			if (now != last.getAndSet(now)) {
				since.set(System.nanoTime());
			}
			return now > 0 && System.nanoTime() - since.get() > Duration.ofMillis(500).toNanos();
		});
		return this.written.get();
	}

	private static long time(int kibibytes) throws IOException {
		String text = "0123456789abcdef".repeat(64 * kibibytes);
		try (RawHttpServer server = new RawHttpServer(
				(connection) -> connection.startStream().writeInPieces(Fault.event(text) + "data: [DONE]\n\n", 64))) {
			CompletionsClient client = Connector.REACTOR_NETTY.client(server).build();
			long start = System.nanoTime();
			assertThat(CallStyle.STREAM.call(client).texts()).containsExactly(text);
			return System.nanoTime() - start;
		}
	}

}
