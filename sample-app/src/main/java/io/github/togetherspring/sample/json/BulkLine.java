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

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ProblemDetail;

/**
 * The result of one request of many: a response or a problem.
 *
 * @param index the position of the request in the input, from 0
 * @param response the response, or {@code null}
 * @param error the problem, or {@code null}
 */
public record BulkLine(long index, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CompletionResponse response,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ProblemDetail error) {

	/**
	 * Create the line of a request that was sent.
	 * @param index the position of the request in the input
	 * @param result its result
	 * @return the line
	 */
	public static BulkLine of(long index, BulkResult result) {
		RuntimeException error = result.error();
		return new BulkLine(index, result.response(), (error != null) ? Problems.of(error) : null);
	}

	/**
	 * Create the line of a request that was rejected and not sent.
	 * @param index the position of the request in the input
	 * @param reason why it was rejected
	 * @return the line
	 */
	public static BulkLine refused(long index, RuntimeException reason) {
		return new BulkLine(index, null, Problems.of(reason));
	}

}
