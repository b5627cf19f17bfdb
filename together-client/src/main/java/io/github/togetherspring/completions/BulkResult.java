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

package io.github.togetherspring.completions;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The result of one request of {@link CompletionsClient#createAll}: a response or an
 * error. A request whose call was cancelled, or that was not sent, has no result.
 */
public final class BulkResult {

	private final long index;

	private final CompletionRequest request;

	private final @Nullable CompletionResponse response;

	private final @Nullable RuntimeException error;

	private BulkResult(long index, CompletionRequest request, @Nullable CompletionResponse response,
			@Nullable RuntimeException error) {
		this.index = index;
		this.request = request;
		this.response = response;
		this.error = error;
	}

	/**
	 * Create a result with a response.
	 * @param index the position of the request in the input, from 0
	 * @param request the request
	 * @param response the response
	 * @return the result
	 */
	public static BulkResult succeeded(long index, CompletionRequest request, CompletionResponse response) {
		return new BulkResult(index, request, Objects.requireNonNull(response), null);
	}

	/**
	 * Create a result with an error.
	 * @param index the position of the request in the input, from 0
	 * @param request the request
	 * @param error the error
	 * @return the result
	 */
	public static BulkResult failed(long index, CompletionRequest request, RuntimeException error) {
		return new BulkResult(index, request, null, Objects.requireNonNull(error));
	}

	/**
	 * Return the position of the request in the input.
	 * @return the position, from 0
	 */
	public long index() {
		return this.index;
	}

	/**
	 * Return the request.
	 * @return the request without the client's defaults
	 */
	public CompletionRequest request() {
		return this.request;
	}

	/**
	 * Return the response.
	 * @return the response, or {@code null} if the call failed
	 */
	public @Nullable CompletionResponse response() {
		return this.response;
	}

	/**
	 * Return why the call failed.
	 * @return the error that {@code create} would have thrown, or {@code null} if the
	 * call succeeded
	 */
	public @Nullable RuntimeException error() {
		return this.error;
	}

	/**
	 * Return the response, or throw the error.
	 * @return the response
	 */
	public CompletionResponse orElseThrow() {
		if (this.error != null) {
			throw this.error;
		}
		return Objects.requireNonNull(this.response);
	}

	@Override
	public String toString() {
		return "BulkResult[index=" + this.index + ", " + ((this.error != null) ? this.error : this.response) + "]";
	}

}
