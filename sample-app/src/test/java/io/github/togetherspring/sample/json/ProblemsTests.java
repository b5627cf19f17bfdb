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

package io.github.togetherspring.sample.json;

import java.time.Duration;
import java.util.stream.Stream;

import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.ProblemDetail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link Problems}, as far as no server takes part.
 */
class ProblemsTests {

	@ParameterizedTest
	@EnumSource
	void timeoutIsAGatewayTimeout(TogetherTimeoutException.Phase phase) {
		ProblemDetail problem = Problems.of(new TogetherTimeoutException(phase, Duration.ofMillis(70), null));
		assertThat(problem.getStatus()).isEqualTo(504);
		assertThat(problem.getDetail()).contains("70 ms");
		assertThat(problem.getProperties()).containsOnly(entry("exception", "TogetherTimeoutException"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureHasAStatusAndItsMessageAndTheExceptionsName(RuntimeException failure, int status) {
		ProblemDetail problem = Problems.of(failure);
		assertThat(problem.getStatus()).isEqualTo(status);
		assertThat(problem.getDetail()).isEqualTo(failure.getMessage());
		assertThat(problem.getProperties()).containsEntry("exception", failure.getClass().getSimpleName());
	}

	static Stream<Arguments> failures() {
		return Stream.of(argumentSet("connection", new ConnectionException(Reason.REFUSED, "refused", null), 502),
				argumentSet("no key", new MissingApiKeyException(), 503),
				argumentSet("shutdown", new ClientStoppedException("stopped"), 503),
				argumentSet("invalid request", new InvalidCompletionRequestException("n", "is odd"), 400),
				argumentSet("invalid body", new InvalidJsonException("broken"), 400));
	}

	@Test
	void unexpectedFailureKeepsItsMessageToItself() {
		ProblemDetail problem = Problems.of(new IllegalStateException("internals"));
		assertThat(problem.getStatus()).isEqualTo(500);
		assertThat(problem.getDetail()).isNull();
		assertThat(problem.getProperties()).isNull();
	}

}
