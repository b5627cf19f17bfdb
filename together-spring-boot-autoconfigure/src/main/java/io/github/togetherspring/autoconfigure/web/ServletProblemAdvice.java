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

import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.TogetherException;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Handles failures of calls in controllers of Spring MVC.
 */
@ControllerAdvice
@Order(0)
class ServletProblemAdvice {

	private final ProblemResponses responses;

	ServletProblemAdvice(ProblemResponses responses) {
		this.responses = responses;
	}

	@ExceptionHandler({ TogetherException.class, InvalidCompletionRequestException.class })
	ResponseEntity<ProblemDetail> handle(RuntimeException error, HttpServletResponse response) {
		if (response.isCommitted()) {
			// The response has started, and a problem would become part of it.
			throw error;
		}
		return this.responses.of(error);
	}

}
