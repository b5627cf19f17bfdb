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
 * A call failed. What the server said about it, if it did, can be read from here for
 * every kind of failure. No message has a key or a prompt in it, except for what the
 * server wrote into its own.
 */
public abstract class TogetherException extends RuntimeException {

	private final @Nullable FailedResponse response;

	TogetherException(String message, @Nullable FailedResponse response, @Nullable Throwable cause) {
		super(message, cause);
		this.response = response;
	}

	/**
	 * Returns the server's answer.
	 * @return the answer, or {@code null} if there was none
	 */
	public @Nullable FailedResponse response() {
		return this.response;
	}

	/**
	 * Returns the HTTP status of the answer.
	 * @return the status, or {@code null} if there was no answer
	 */
	public @Nullable Integer status() {
		return (this.response != null) ? Integer.valueOf(this.response.status()) : null;
	}

	/**
	 * Returns the error's type, such as {@code invalid_request_error}.
	 * @return the type, or {@code null} if the server gave none
	 */
	public @Nullable String errorType() {
		return (this.response != null) ? this.response.type() : null;
	}

	/**
	 * Returns the error's code, such as {@code invalid_api_key}.
	 * @return the code, or {@code null} if the server gave none
	 */
	public @Nullable String errorCode() {
		return (this.response != null) ? this.response.code() : null;
	}

	/**
	 * Returns the parameter that the error is about.
	 * @return the parameter's name, or {@code null} if the server gave none
	 */
	public @Nullable String errorParam() {
		return (this.response != null) ? this.response.param() : null;
	}

	/**
	 * Returns the id to quote to the service's support.
	 * @return the id, or {@code null} if the server gave none
	 */
	public @Nullable String requestId() {
		return (this.response != null) ? this.response.requestId() : null;
	}

	/**
	 * Returns how long the server asks to wait before another try.
	 * @return the time, or {@code null} if the server does not say
	 */
	public @Nullable Duration retryAfter() {
		return (this.response != null) ? this.response.retryAfter() : null;
	}

	/**
	 * Returns the HTTP headers of the answer.
	 * @return the headers, none if there was no answer
	 */
	public ResponseHeaders headers() {
		return (this.response != null) ? this.response.headers() : ResponseHeaders.NONE;
	}

	/**
	 * Returns the beginning of the answer's body.
	 * @return the body, or {@code null} if there was no answer
	 */
	public @Nullable String body() {
		return (this.response != null) ? this.response.body() : null;
	}

}
