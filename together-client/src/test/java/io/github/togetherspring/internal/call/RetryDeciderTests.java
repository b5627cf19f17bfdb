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

package io.github.togetherspring.internal.call;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.StreamErrorException;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.internal.exchange.TransportErrorTranslator;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link RetryDecider}, without jitter.
 */
class RetryDeciderTests {

	private static final Set<Integer> RETRIED_STATUSES = Set.of(408, 409, 429, 502, 503, 504, 520, 521, 522, 523, 524,
			529);

	private static final FailedResponse OK = FailedResponse.builder(200).build();

	@ParameterizedTest
	@MethodSource
	void errorsWithoutAnErrorStatus(Throwable error, boolean byDefault, boolean onTimeout) {
		assertThat(isRetried(RetrySettings.defaults(), error)).isEqualTo(byDefault);
		assertThat(isRetried(RetrySettings.builder().retryOnTimeout(true).build(), error)).isEqualTo(onTimeout);
	}

	static Stream<Arguments> errorsWithoutAnErrorStatus() {
		return Stream.of(
				argumentSet("broken connection", new ConnectionException(Reason.RESET, "reset", null), true, true),
				argumentSet("no free connection", sent(new PoolAcquireTimeoutException(Duration.ofSeconds(45))), false,
						false),
				argumentSet("connection that broke behind the head",
						new ConnectionException(Reason.RESET, "reset", OK, null), false, false),
				argumentSet("response that is not HTTP", sent(new ProtocolException("status line")), false, false),
				argumentSet("head beyond the limit", sent(new TooLongHttpHeaderException("8192")), false, false),
				argumentSet("head that can't be parsed", sent(new BadMessageException("header")), false, false),
				argumentSet("cut-off stream", new StreamTruncatedException("cut", OK, null), false, false),
				argumentSet("error in a stream", new StreamErrorException(OK), false, false),
				argumentSet("unreadable answer", new UnreadableResponseException("html", OK, null), false, false),
				argumentSet("connect time-out", timeout(Phase.CONNECT), true, true),
				argumentSet("response time-out", timeout(Phase.RESPONSE), false, true),
				argumentSet("stream idle time-out", timeout(Phase.STREAM_IDLE), false, false),
				argumentSet("total time-out", timeout(Phase.TOTAL), false, false),
				argumentSet("no key", new MissingApiKeyException(), false, false),
				argumentSet("interrupted", new CallInterruptedException(new InterruptedException()), false, false),
				argumentSet("invalid request", new InvalidCompletionRequestException("n", "is bad"), false, false),
				argumentSet("unknown error", new IOException("disk full"), false, false),
				argumentSet("programming error", new IllegalStateException("bug"), false, false));
	}

	@Test
	void statusesOfTheDefaultPolicy() {
		List<Integer> retried = IntStream.range(400, 600)
			.filter((status) -> isRetried(RetrySettings.defaults(), error(status)))
			.boxed()
			.toList();
		assertThat(retried).containsExactlyInAnyOrderElementsOf(RETRIED_STATUSES);
	}

	@Test
	void statusesOfAPolicy() {
		RetrySettings policy = RetrySettings.builder().retryOnStatus(Set.of(500)).build();
		assertThat(isRetried(policy, error(500))).isTrue();
		assertThat(isRetried(policy, error(503))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "400, true, true", "500, true, true", "503, false, false", "429, false, false", "503, maybe, true",
			"400, maybe, false", "503, TRUE, true", "400, '', false" })
	void serverMayAdvise(int status, String advice, boolean retried) {
		TogetherResponseException error = error(status, Map.of("x-should-retry", List.of(advice)), null, null, null);
		assertThat(isRetried(RetrySettings.defaults(), error)).isEqualTo(retried);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "429, credit_limit, -, false", "429, -, credit_limit, false", "429, insufficient_quota, -, false",
					"429, -, insufficient_quota, false", "429, dynamic_request_limited, -, true",
					"429, dynamic_token_limited, -, true", "429, -, -, true", "402, credit_limit, -, false",
					"503, credit_limit, -, true" })
	void creditDoesNotComeBackByWaiting(int status, @Nullable String type, @Nullable String code, boolean retried) {
		TogetherResponseException error = error(status, Map.of(), type, code, null);
		assertThat(isRetried(RetrySettings.defaults(), error)).isEqualTo(retried);
	}

	@ParameterizedTest
	@CsvSource({ "503, 1, 500", "503, 2, 1000", "503, 3, 2000", "503, 4, 4000", "503, 5, 8000", "503, 6, 8000",
			"503, 100, 8000", "503, 2000, 8000", "429, 1, 1000", "429, 2, 2000", "429, 4, 8000", "429, 5, 8000" })
	void delayDoublesUpToItsCap(int status, int attempts, long millis) {
		assertThat(decider(RetrySettings.defaults(), 1).delay(error(status), attempts, Integer.MAX_VALUE))
			.isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void jitterIsFull() {
		assertThat(decider(RetrySettings.defaults(), 0).delay(error(503), 1, 3)).isEqualTo(Duration.ZERO);
		assertThat(decider(RetrySettings.defaults(), 0.5).delay(error(503), 1, 3)).isEqualTo(Duration.ofMillis(250));
	}

	@ParameterizedTest
	@CsvSource({ "0, 500", "499, 500", "500, 500", "1500, 1500", "10000, 10000", "30000, 30000" })
	void waitsForAsLongAsTheServerAsksButNotLessThanTheBackoff(long asked, long millis) {
		assertThat(decider(RetrySettings.defaults(), 1).delay(asking(503, Duration.ofMillis(asked)), 1, 3))
			.isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void failsAtOnceIfTheServerAsksForTooMuch() {
		TogetherResponseException error = asking(429, Duration.ofMillis(30_001));
		assertThat(decider(RetrySettings.defaults(), 1).delay(error, 1, 3)).isNull();
		RetrySettings patient = RetrySettings.builder().maxServerDelay(Duration.ofMinutes(1)).build();
		assertThat(decider(patient, 1).delay(error, 1, 3)).isEqualTo(Duration.ofMillis(30_001));
	}

	@Test
	void absurdWaitIsTold() {
		TogetherResponseException error = asking(429, Duration.ofSeconds(198_300));
		assertThat(decider(RetrySettings.defaults(), 1).delay(error, 1, 3)).isNull();
		assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(198_300));
		assertThat(error).hasMessageContaining("retry after PT55H5M");
	}

	@Test
	void attemptsAreCounted() {
		RetryDecider decider = decider(RetrySettings.defaults(), 1);
		assertThat(decider.delay(error(503), 2, 3)).isNotNull();
		assertThat(decider.delay(error(503), 3, 3)).isNull();
		assertThat(decider.delay(error(503), 1, 1)).isNull();
	}

	@Test
	void retriesAfterARateLimitCostLess() {
		RetryDecider decider = decider(RetrySettings.defaults(), 1);
		assertThat(decider.cost(error(429))).isEqualTo(5);
		assertThat(decider.cost(error(503))).isEqualTo(14);
		assertThat(decider.cost(new ConnectionException(Reason.RESET, "reset", null))).isEqualTo(14);
	}

	private static boolean isRetried(RetrySettings policy, Throwable error) {
		return decider(policy, 1).delay(error, 1, 2) != null;
	}

	private static RetryDecider decider(RetrySettings policy, double random) {
		return new RetryDecider(policy, () -> random);
	}

	private static Throwable sent(Exception cause) {
		return TransportErrorTranslator.beforeResponse(new WebClientRequestException(cause, HttpMethod.POST,
				URI.create("http://localhost/v1/completions"), new HttpHeaders()));
	}

	private static TogetherTimeoutException timeout(Phase phase) {
		return new TogetherTimeoutException(phase, null, null);
	}

	static TogetherResponseException error(int status) {
		return asking(status, null);
	}

	static TogetherResponseException asking(int status, @Nullable Duration retryAfter) {
		return error(status, Map.of(), null, null, retryAfter);
	}

	private static TogetherResponseException error(int status, Map<String, List<String>> headers, @Nullable String type,
			@Nullable String code, @Nullable Duration retryAfter) {
		return TogetherResponseException.of(FailedResponse.builder(status)
			.headers(ResponseHeaders.of(headers))
			.type(type)
			.code(code)
			.retryAfter(retryAfter)
			.build());
	}

	/**
	 * As Jetty's, which can't be compiled against without warnings.
	 */
	private static final class BadMessageException extends RuntimeException {

		BadMessageException(String message) {
			super(message);
		}

	}

}
