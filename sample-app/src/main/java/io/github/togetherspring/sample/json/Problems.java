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

import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.web.CompletionProblems;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Translates failures into problems (RFC 9457).
 */
public final class Problems {

	private static final Log logger = LogFactory.getLog(Problems.class);

	private static final CompletionProblems failures = new CompletionProblems(true);

	private Problems() {
	}

	/**
	 * Return the problem for a failure.
	 * @param error the failure
	 * @return the problem, with what is known about the failure
	 */
	public static ProblemDetail of(Throwable error) {
		if (error instanceof InvalidJsonException) {
			ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, error.getMessage());
			problem.setProperty("exception", error.getClass().getSimpleName());
			return problem;
		}
		if (!(error instanceof TogetherException || error instanceof InvalidCompletionRequestException)) {
			logger.error("Unexpected failure", error);
		}
		return failures.of(error);
	}

}
