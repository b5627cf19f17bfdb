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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that subscribers that block when their call times out do not delay the time-outs
 * of other calls of the client. A stream that stalls is different: WebClient delivers its
 * error on the event loop, like its chunks.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class BlockedSubscribersTests {

	private static final Duration TIMEOUT = Duration.ofMillis(300);

	// More than there are threads of Reactor's parallel scheduler.
	private static final int CALLS = 2 * Runtime.getRuntime().availableProcessors() + 1;

	@ParameterizedTest
	@EnumSource(names = { "RESPONSE", "TOTAL" })
	void eachCallTimesOutAlthoughAllOthersBlock(Phase phase) throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch timedOut = new CountDownLatch(CALLS);
		Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
		try (RawHttpServer server = new RawHttpServer(RawHttpServer.Connection::awaitClosedByClient)) {
			CompletionsClient client = client(server, phase);
			for (int i = 0; i < CALLS; i++) {
				client.stream(CallStyle.request()).subscribe((chunk) -> {
				}, (error) -> {
					errors.add(error);
					timedOut.countDown();
					RawHttpServer.await(release);
				});
			}
			RawHttpServer.await(timedOut);
		}
		finally {
			release.countDown();
		}
		assertThat(errors).hasSize(CALLS)
			.allSatisfy((error) -> assertThat(error).isInstanceOfSatisfying(TogetherTimeoutException.class,
					(timeout) -> assertThat(timeout.phase()).isEqualTo(phase)));
	}

	private static CompletionsClient client(RawHttpServer server, Phase phase) {
		CompletionsClient.Builder builder = Connector.REACTOR_NETTY.client(server).retrySettings(RetrySettings.none());
		return ((phase == Phase.TOTAL) ? builder.totalTimeout(TIMEOUT) : builder.responseTimeout(TIMEOUT)).build();
	}

}
