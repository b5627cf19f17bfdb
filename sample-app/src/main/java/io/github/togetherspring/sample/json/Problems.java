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

import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.error.ApiException;
import io.github.togetherspring.error.ClientStoppedException;
import io.github.togetherspring.error.MissingApiKeyException;
import io.github.togetherspring.error.TogetherException;
import io.github.togetherspring.error.TogetherTimeoutException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * Turns failures into problems (RFC 9457).
 */
public final class Problems {

	private static final Log logger = LogFactory.getLog(Problems.class);

	private Problems() {
	}

	/**
	 * Returns the problem for a failure.
	 * @param error the failure
	 * @return the problem, with what is known about the failure
	 */
	public static ProblemDetail of(Throwable error) {
		if (error instanceof TogetherException failure) {
			return ofFailure(failure);
		}
		if (error instanceof InvalidCompletionRequestException invalid) {
			ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, invalid);
			problem.setProperty("error_param", invalid.parameter());
			return problem;
		}
		if (error instanceof InvalidJsonException) {
			return problem(HttpStatus.BAD_REQUEST, error);
		}
		logger.error("Unexpected failure", error);
		return ProblemDetail.forStatus(HttpStatus.INTERNAL_SERVER_ERROR);
	}

	private static ProblemDetail ofFailure(TogetherException failure) {
		ProblemDetail problem = problem(status(failure), failure);
		set(problem, "upstream_status", failure.status());
		set(problem, "error_message", (failure.response() != null) ? failure.response().message() : null);
		set(problem, "error_type", failure.errorType());
		set(problem, "error_code", failure.errorCode());
		set(problem, "error_param", failure.errorParam());
		set(problem, "request_id", failure.requestId());
		set(problem, "retry_after", seconds(failure.retryAfter()));
		return problem;
	}

	private static HttpStatusCode status(TogetherException failure) {
		if (failure instanceof ApiException answered) {
			HttpStatusCode status = HttpStatusCode.valueOf(answered.status());
			return status.isError() ? status : HttpStatus.BAD_GATEWAY;
		}
		if (failure instanceof TogetherTimeoutException) {
			return HttpStatus.GATEWAY_TIMEOUT;
		}
		return (failure instanceof MissingApiKeyException || failure instanceof ClientStoppedException)
				? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.BAD_GATEWAY;
	}

	private static ProblemDetail problem(HttpStatusCode status, Throwable error) {
		ProblemDetail problem = ProblemDetail.forStatus(status);
		problem.setDetail(error.getMessage());
		problem.setProperty("exception", error.getClass().getSimpleName());
		return problem;
	}

	private static void set(ProblemDetail problem, String member, @Nullable Object value) {
		if (value != null) {
			problem.setProperty(member, value);
		}
	}

	private static @Nullable Number seconds(@Nullable Duration duration) {
		if (duration == null) {
			return null;
		}
		long millis = duration.toMillis();
		if (millis % 1000 == 0) {
			return millis / 1000;
		}
		return millis / 1000.0;
	}

}
