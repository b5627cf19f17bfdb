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

package io.github.togetherspring.webclient;

import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.CompletionChunk;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for cancelling a {@link WebClientCompletionsClient}'s stream at the moment when
 * the head of its answer arrives.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CancellationRaceTests {

	private static final int ROUNDS = 600;

	@ParameterizedTest
	@EnumSource
	void cancellingWhileTheHeadArrivesClosesTheConnection(Connector connector) throws Exception {
		BlockingQueue<Boolean> written = new LinkedBlockingQueue<>();
		CountDownLatch closed = new CountDownLatch(ROUNDS);
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
				long until = System.nanoTime() + random.nextInt(1_500_000);
				while (System.nanoTime() < until) {
					Thread.onSpinWait();
				}
				call.dispose();
			}
			assertThat(closed.await(5, TimeUnit.SECONDS)).as(() -> closed.getCount() + " connections stayed open")
				.isTrue();
		}
	}

}
