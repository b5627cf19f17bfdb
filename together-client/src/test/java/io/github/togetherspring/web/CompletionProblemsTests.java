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

package io.github.togetherspring.web;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.BudgetUnit;
import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.QuotaExceededException;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.completions.UnreadableResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.ProblemDetail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link CompletionProblems}.
 */
class CompletionProblemsTests {

	private final CompletionProblems problems = new CompletionProblems(false);

	private final CompletionProblems detailed = new CompletionProblems(true);

	@ParameterizedTest
	@CsvSource({ "400, 400, true", "401, 502, false", "402, 502, false", "403, 502, false", "404, 404, true",
			"407, 502, false", "408, 504, false", "409, 409, false", "413, 413, true", "421, 502, false",
			"422, 422, true", "425, 502, false", "426, 502, false", "429, 429, false", "500, 500, false",
			"502, 502, false", "503, 503, false", "504, 504, false", "524, 524, false" })
	void statusOfTheServerIsToldUnlessItIsAboutTheApplication(int upstream, int status, boolean detail) {
		TogetherResponseException failure = failure(upstream);
		ProblemDetail problem = this.problems.of(failure);
		assertThat(problem.getStatus()).isEqualTo(status);
		assertThat(problem.getDetail()).isEqualTo(detail ? "some message" : null);
		assertThat(problem.getProperties()).containsEntry("upstream_status", upstream);
		assertThat(this.detailed.of(failure).getStatus()).isEqualTo(upstream);
		assertThat(this.detailed.of(failure).getDetail()).isEqualTo(failure.getMessage());
	}

	@Test
	void whatIsKnownIsTold() {
		assertThat(this.problems.of(failure(429)).getProperties())
			.isEqualTo(Map.of("upstream_status", 429, "error_type", "some_type", "error_code", "some_code",
					"error_param", "some_param", "request_id", "some-id", "retry_after", 1.5));
		assertThat(this.problems.of(new ConnectionException(Reason.REFUSED, "host refused", null)).getProperties())
			.isNull();
	}

	@Test
	void exceptionAndMessageOfTheServerAreDetails() {
		assertThat(this.detailed.of(failure(429)).getProperties()).containsEntry("exception", "TooManyRequests")
			.containsEntry("error_message", "some message");
		assertThat(this.detailed.of(new ConnectionException(Reason.REFUSED, "host refused", null)).getProperties())
			.isEqualTo(Map.of("exception", "ConnectionException"));
	}

	@ParameterizedTest
	@MethodSource
	void failureWithoutAnErrorOfTheServerHasAStatus(RuntimeException failure, int status) {
		ProblemDetail problem = this.problems.of(failure);
		assertThat(problem.getStatus()).isEqualTo(status);
		assertThat(problem.getDetail()).isNull();
		ProblemDetail more = this.detailed.of(failure);
		assertThat(more.getStatus()).isEqualTo(status);
		assertThat(more.getDetail()).isEqualTo(failure.getMessage());
	}

	static Stream<Arguments> failureWithoutAnErrorOfTheServerHasAStatus() {
		FailedResponse ok = FailedResponse.builder(200).build();
		return Stream.of(
				argumentSet("connection", new ConnectionException(Reason.REFUSED, "10.0.0.1 refused", null), 502),
				argumentSet("truncated", new StreamTruncatedException("cut", ok, null), 502),
				argumentSet("unreadable", new UnreadableResponseException("no JSON", ok, null), 502),
				argumentSet("connect time-out", timeout(Phase.CONNECT), 504),
				argumentSet("response time-out", timeout(Phase.RESPONSE), 504),
				argumentSet("idle time-out", timeout(Phase.STREAM_IDLE), 504),
				argumentSet("total time-out", timeout(Phase.TOTAL), 504),
				argumentSet("no key", new MissingApiKeyException(), 503),
				argumentSet("budget",
						new BudgetExceededException("client 'x'", BudgetUnit.TOKENS, BigDecimal.ONE, BigDecimal.TEN,
								null),
						503),
				argumentSet("no price", new MissingPriceException("m"), 503),
				argumentSet("quota", new QuotaExceededException(2, 1), 400),
				argumentSet("shutdown", new ClientStoppedException("stopped"), 503),
				argumentSet("interrupted", new CallInterruptedException(new InterruptedException()), 503));
	}

	@Test
	void requestThatIsRefusedBeforeSendingIsBad() {
		ProblemDetail problem = this.problems.of(new InvalidCompletionRequestException("n", "must be 1 or more"));
		assertThat(problem.getStatus()).isEqualTo(400);
		assertThat(problem.getDetail()).contains("must be 1 or more");
		assertThat(problem.getProperties()).isEqualTo(Map.of("error_param", "n"));
	}

	@ParameterizedTest
	@CsvSource({ "-PT1H, 0, 0", "PT1H, 3000, 3600" })
	void spentBudgetSaysWhenItIsRenewed(Duration delay, double from, double to) {
		BudgetExceededException failure = new BudgetExceededException("client 'x'", BudgetUnit.TOKENS, BigDecimal.ONE,
				BigDecimal.TEN, Instant.now().plus(delay));
		assertThat(this.problems.of(failure).getProperties()).hasEntrySatisfying("retry_after",
				(seconds) -> assertThat(((Number) seconds).doubleValue()).isBetween(from, to));
	}

	@Test
	void otherErrorKeepsItsMessageToItself() {
		ProblemDetail problem = this.detailed.of(new IllegalStateException("internals"));
		assertThat(problem.getStatus()).isEqualTo(500);
		assertThat(problem.getDetail()).isNull();
	}

	private static TogetherResponseException failure(int status) {
		return TogetherResponseException.of(FailedResponse.builder(status)
			.body("body")
			.message("some message")
			.type("some_type")
			.code("some_code")
			.param("some_param")
			.requestId("some-id")
			.retryAfter(Duration.ofMillis(1500))
			.build());
	}

	private static TogetherTimeoutException timeout(Phase phase) {
		return new TogetherTimeoutException(phase, Duration.ofMillis(70), null);
	}

}
