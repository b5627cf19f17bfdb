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

package io.github.togetherspring.autoconfigure.web;

import java.util.Set;

import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.web.CompletionProblems;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * Creates responses with problem details for failures of calls, and logs a line for each
 * failure that the caller has not caused.
 */
final class ProblemResponses {

	private static final Log logger = LogFactory.getLog(ProblemResponses.class);

	private static final Set<Integer> WITH_RETRY_AFTER = Set.of(429, 503);

	private static final int MAX_ID_LENGTH = 100;

	private final CompletionProblems problems;

	ProblemResponses(CompletionProblems problems) {
		this.problems = problems;
	}

	ResponseEntity<ProblemDetail> of(RuntimeException error) {
		ProblemDetail problem = this.problems.of(error);
		ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.getStatus())
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (error instanceof TogetherException failure) {
			logger.warn(describe(failure) + ", sent as status " + problem.getStatus());
			if (failure.retryAfter() != null && WITH_RETRY_AFTER.contains(problem.getStatus())) {
				long seconds = failure.retryAfter().plusMillis(999).toSeconds();
				response.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
			}
		}
		return response.body(problem);
	}

	// The message of the server may quote a prompt.
	private static String describe(TogetherException failure) {
		String call = "Completion failed with " + failure.getClass().getSimpleName();
		if (failure.response() == null) {
			return call + ": " + failure.getMessage();
		}
		String id = failure.requestId();
		return call + ": upstream status " + failure.status() + ((id != null) ? ", request id " + printable(id) : "");
	}

	private static String printable(String id) {
		String clean = id.replaceAll("[^\\x21-\\x7e]", "?");
		return (clean.length() > MAX_ID_LENGTH) ? clean.substring(0, MAX_ID_LENGTH) : clean;
	}

}
