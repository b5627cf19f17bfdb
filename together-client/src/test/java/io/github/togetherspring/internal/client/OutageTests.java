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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DefaultCompletionsClient} and a server that is down, or asks to wait.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OutageTests {

	private static final int CALLS = 200;

	@Test
	void outageIsNotMultiplied() throws Exception {
		AtomicBoolean down = new AtomicBoolean(true);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (down.get()) {
				answer(connection, "503 Service Unavailable", "");
			}
			else {
				Fault.serveWell(connection);
			}
		})) {
			RetrySettings policy = RetrySettings.builder().baseDelay(Duration.ofMillis(50)).build();
			CompletionsClient client = Connector.REACTOR_NETTY.client(server).retrySettings(policy).build();
			List<Throwable> errors = Flux.range(0, CALLS)
				.flatMap((i) -> client.createAsync(CallStyle.request())
					.map((response) -> new Throwable("answered"))
					.onErrorResume((error) -> Mono.just(error)), CALLS)
				.collectList()
				.block();
			assertThat(errors).hasSize(CALLS).hasOnlyElementsOfType(TogetherResponseException.ServiceUnavailable.class);
			// A budget of 500 pays for 35 retries.
			assertThat(server.requests()).hasSizeLessThanOrEqualTo(CALLS + 500 / 14)
				.hasSizeLessThan((int) (CALLS * 1.7));
			down.set(false);
			assertThat(IntStream.range(0, 20).mapToObj((i) -> client.create(CallStyle.request()).text()))
				.containsOnly("ab");
		}
	}

	@ParameterizedTest
	@EnumSource
	void callFailsWhenTheServerAsksForAnAbsurdWait(CallStyle style) throws Exception {
		refuse(style);
	}

	@ParameterizedTest
	@EnumSource
	@Tag("timing")
	void callFailsAtOnceWhenTheServerAsksForAnAbsurdWait(CallStyle style) throws Exception {
		assertThat(refuse(style)).isLessThan(Duration.ofSeconds(2));
	}

	private static Duration refuse(CallStyle style) throws Exception {
		try (RawHttpServer server = new RawHttpServer(
				(connection) -> answer(connection, "429 Too Many Requests", "Retry-After: 198300\r\n"))) {
			long start = System.nanoTime();
			Throwable error = style.call(Connector.REACTOR_NETTY.client(server).build()).error();
			Duration duration = Duration.ofNanos(System.nanoTime() - start);
			assertThat(error)
				.isInstanceOfSatisfying(TogetherResponseException.TooManyRequests.class,
						(rateLimit) -> assertThat(rateLimit.retryAfter()).isEqualTo(Duration.ofSeconds(198_300)))
				.hasMessageContaining("retry after PT55H5M");
			assertThat(server.requests()).hasSize(1);
			return duration;
		}
	}

	@ParameterizedTest
	@EnumSource
	void callWaitsAsLongAsTheServerAsks(CallStyle style) throws Exception {
		assertThat(waitAsAsked(style)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@ParameterizedTest
	@EnumSource
	@Tag("timing")
	void callWaitsNoLongerThanTheServerAsks(CallStyle style) throws Exception {
		assertThat(waitAsAsked(style)).isLessThan(Duration.ofSeconds(5));
	}

	private static Duration waitAsAsked(CallStyle style) throws Exception {
		AtomicBoolean first = new AtomicBoolean(true);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (first.getAndSet(false)) {
				answer(connection, "429 Too Many Requests", "retry-after-ms: 300\r\nRetry-After: 198300\r\n");
			}
			else {
				Fault.serveWell(connection);
			}
		})) {
			RetrySettings policy = RetrySettings.builder().baseDelay(Duration.ZERO).build();
			CompletionsClient client = Connector.REACTOR_NETTY.client(server).retrySettings(policy).build();
			long start = System.nanoTime();
			assertThat(style.call(client).error()).isNull();
			return Duration.ofNanos(System.nanoTime() - start);
		}
	}

	private static void answer(RawHttpServer.Connection connection, String status, String headers) throws IOException {
		connection.write("HTTP/1.1 " + status + "\r\n" + headers + "Connection: close\r\nContent-Length: 0\r\n\r\n");
	}

}
