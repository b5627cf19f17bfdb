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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A call failed. Every kind of failure has what the server said about it, if anything. No
 * message contains an API key, nor a prompt, unless the server quoted it in its own
 * message.
 */
public abstract class TogetherException extends RuntimeException {

	private final @Nullable FailedResponse response;

	TogetherException(String message, @Nullable FailedResponse response, @Nullable Throwable cause) {
		super(message, cause);
		this.response = response;
	}

	/**
	 * Return the response of the server.
	 * @return the response, or {@code null} if there was none
	 */
	public @Nullable FailedResponse response() {
		return this.response;
	}

	/**
	 * Return the HTTP status of the response.
	 * @return the status, or {@code null} if there was no response
	 */
	public @Nullable Integer status() {
		return (this.response != null) ? Integer.valueOf(this.response.status()) : null;
	}

	/**
	 * Return the type of the error, such as {@code invalid_request_error}.
	 * @return the type, or {@code null} if the server gave none
	 */
	public @Nullable String errorType() {
		return (this.response != null) ? this.response.type() : null;
	}

	/**
	 * Return the code of the error, such as {@code invalid_api_key}.
	 * @return the code, or {@code null} if the server gave none
	 */
	public @Nullable String errorCode() {
		return (this.response != null) ? this.response.code() : null;
	}

	/**
	 * Return the parameter that the error is about.
	 * @return the name of the parameter, or {@code null} if the server gave none
	 */
	public @Nullable String errorParam() {
		return (this.response != null) ? this.response.param() : null;
	}

	/**
	 * Return the id of the request, to quote to the service's support.
	 * @return the id, or {@code null} if the server gave none
	 */
	public @Nullable String requestId() {
		return (this.response != null) ? this.response.requestId() : null;
	}

	/**
	 * Return how long to wait before another call, as the server asks or until a budget
	 * is renewed.
	 * @return the delay, or {@code null} if it is not known
	 */
	public @Nullable Duration retryAfter() {
		return (this.response != null) ? this.response.retryAfter() : null;
	}

	/**
	 * Return the HTTP headers of the response.
	 * @return the headers, none if there was no response
	 */
	public ResponseHeaders headers() {
		return (this.response != null) ? this.response.headers() : ResponseHeaders.NONE;
	}

	/**
	 * Return the beginning of the response body. It may quote the prompt.
	 * @return the body, or {@code null} if there was no response
	 */
	public @Nullable String body() {
		return (this.response != null) ? this.response.body() : null;
	}

}
