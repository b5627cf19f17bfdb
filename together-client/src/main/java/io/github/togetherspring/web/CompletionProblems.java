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

import java.time.Duration;
import java.util.Set;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.QuotaExceededException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.UnreadableResponseException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * Translates failures of calls into problem details (RFC 9457) for the callers of an
 * application. Thread-safe.
 * <p>
 * The status is the server's where it responded with an error, 502 for a broken
 * connection or an unreadable response, 504 for a time-out, 503 if this application has
 * no key or is shutting down, and 400 for a request that is rejected before it is sent.
 * The members {@code upstream_status}, {@code error_type}, {@code error_code},
 * {@code error_param}, {@code request_id} and {@code retry_after} (in seconds) are
 * present if they are known.
 * <p>
 * Unless details are shown, callers do not see what concerns the application only.
 * Statuses about its credentials and its connection to the server (401, 402, 403, 407,
 * 421, 425, 426) become 502 and 408 becomes 504: a browser would take them for its own,
 * and send a request again after some of them. Only failures that are about the request
 * have a {@code detail}, which is the server's message. If details are shown, all
 * failures have one, which is the exception's message, and the members {@code exception},
 * the simple name of the exception, and {@code error_message}, the server's message.
 */
public final class CompletionProblems {

	private static final Set<Integer> NOT_ABOUT_THE_CALLER = Set.of(401, 402, 403, 407, 421, 425, 426);

	private static final int REQUEST_TIMEOUT = 408;

	private final boolean showDetails;

	/**
	 * Create a mapping.
	 * @param showDetails whether to show callers what concerns the application only
	 */
	public CompletionProblems(boolean showDetails) {
		this.showDetails = showDetails;
	}

	/**
	 * Return the problem for a failure.
	 * @param error the failure of a call, or another error, for which it is a problem
	 * with status 500 and nothing else
	 * @return a new problem
	 */
	public ProblemDetail of(Throwable error) {
		if (error instanceof TogetherException failure) {
			return ofFailure(failure);
		}
		if (error instanceof InvalidCompletionRequestException invalid) {
			ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, invalid, invalid.getMessage());
			problem.setProperty("error_param", invalid.parameter());
			return problem;
		}
		return ProblemDetail.forStatus(HttpStatus.INTERNAL_SERVER_ERROR);
	}

	private ProblemDetail ofFailure(TogetherException failure) {
		String said = (failure.response() != null) ? failure.response().message() : null;
		ProblemDetail problem = problem(status(failure), failure, isAboutTheRequest(failure) ? said : null);
		if (this.showDetails) {
			set(problem, "error_message", said);
		}
		set(problem, "upstream_status", failure.status());
		set(problem, "error_type", failure.errorType());
		set(problem, "error_code", failure.errorCode());
		set(problem, "error_param", failure.errorParam());
		set(problem, "request_id", failure.requestId());
		set(problem, "retry_after", seconds(failure.retryAfter()));
		return problem;
	}

	// The exception's message may name the server.
	private ProblemDetail problem(HttpStatusCode status, Throwable error, @Nullable String aboutTheRequest) {
		ProblemDetail problem = ProblemDetail.forStatus(status);
		problem.setDetail(this.showDetails ? error.getMessage() : aboutTheRequest);
		if (this.showDetails) {
			problem.setProperty("exception", error.getClass().getSimpleName());
		}
		return problem;
	}

	private HttpStatusCode status(TogetherException failure) {
		if (failure instanceof UnreadableResponseException) {
			return HttpStatus.BAD_GATEWAY;
		}
		if (failure instanceof TogetherResponseException rejection) {
			return status(rejection);
		}
		if (failure instanceof TogetherTimeoutException) {
			return HttpStatus.GATEWAY_TIMEOUT;
		}
		if (failure instanceof QuotaExceededException) {
			return HttpStatus.BAD_REQUEST;
		}
		return (failure instanceof MissingApiKeyException || failure instanceof ClientStoppedException
				|| failure instanceof BudgetExceededException || failure instanceof MissingPriceException
				|| failure instanceof CallInterruptedException) ? HttpStatus.SERVICE_UNAVAILABLE
						: HttpStatus.BAD_GATEWAY;
	}

	private HttpStatusCode status(TogetherResponseException failure) {
		int status = failure.status();
		if (!this.showDetails && status == REQUEST_TIMEOUT) {
			return HttpStatus.GATEWAY_TIMEOUT;
		}
		if (!this.showDetails && NOT_ABOUT_THE_CALLER.contains(status)) {
			return isAboutTheRequest(failure) ? HttpStatus.BAD_REQUEST : HttpStatus.BAD_GATEWAY;
		}
		HttpStatusCode code = HttpStatusCode.valueOf(status);
		return code.isError() ? code : HttpStatus.BAD_GATEWAY;
	}

	// A prompt that is too long may have the status 403.
	private static boolean isAboutTheRequest(TogetherException failure) {
		return failure instanceof TogetherResponseException.NotFound
				|| (failure instanceof TogetherResponseException.BadRequest refused
						&& (refused.status() == HttpStatus.FORBIDDEN.value()
								|| !NOT_ABOUT_THE_CALLER.contains(refused.status())));
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
