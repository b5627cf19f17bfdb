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

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A response that is not a completion: what the server sent instead, as far as it could
 * be read. Immutable.
 */
public final class FailedResponse implements Serializable {

	private final int status;

	private final ResponseHeaders headers;

	private final String body;

	private final @Nullable String message;

	private final @Nullable String type;

	private final @Nullable String code;

	private final @Nullable String param;

	private final @Nullable String requestId;

	private final @Nullable Duration retryAfter;

	private final @Nullable String request;

	private FailedResponse(Builder builder) {
		this.status = builder.status;
		this.headers = builder.headers;
		this.body = builder.body;
		this.message = builder.message;
		this.type = builder.type;
		this.code = builder.code;
		this.param = builder.param;
		this.requestId = builder.requestId;
		this.retryAfter = builder.retryAfter;
		this.request = builder.request;
	}

	/**
	 * Return a builder.
	 * @param status the HTTP status
	 * @return a builder with nothing else set
	 */
	public static Builder builder(int status) {
		return new Builder(status);
	}

	/**
	 * Return the HTTP status.
	 * @return the status
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Return the HTTP headers.
	 * @return the headers, possibly none
	 */
	public ResponseHeaders headers() {
		return this.headers;
	}

	/**
	 * Return the beginning of the body, up to 64 KiB. It may quote the prompt.
	 * @return the text, possibly empty
	 */
	public String body() {
		return this.body;
	}

	/**
	 * Return the error message of the server.
	 * @return the message, or {@code null} if none was found in the body
	 */
	public @Nullable String message() {
		return this.message;
	}

	/**
	 * Return the type of the error.
	 * @return the type, such as {@code invalid_request_error}, or {@code null} if the
	 * server sent none
	 */
	public @Nullable String type() {
		return this.type;
	}

	/**
	 * Return the code of the error.
	 * @return the code, such as {@code invalid_api_key}, or {@code null} if the server
	 * sent none
	 */
	public @Nullable String code() {
		return this.code;
	}

	/**
	 * Return the parameter that the error is about.
	 * @return the name of the parameter, or {@code null} if the server sent none
	 */
	public @Nullable String param() {
		return this.param;
	}

	/**
	 * Return the id of the request, to quote to the service's support.
	 * @return the id, or {@code null} if the server sent none
	 */
	public @Nullable String requestId() {
		return this.requestId;
	}

	/**
	 * Return how long the server asks to wait before another attempt.
	 * @return the delay, or {@code null} if the server does not ask for one
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	/**
	 * Return the method and the URL of the request, without a query.
	 * @return the request, such as {@code POST https://api.together.ai/v1/completions},
	 * or {@code null} if it is not known
	 */
	public @Nullable String request() {
		return this.request;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof FailedResponse response && this.status == response.status
				&& this.headers.equals(response.headers) && this.body.equals(response.body)
				&& Objects.equals(this.message, response.message) && Objects.equals(this.type, response.type)
				&& Objects.equals(this.code, response.code) && Objects.equals(this.param, response.param)
				&& Objects.equals(this.requestId, response.requestId)
				&& Objects.equals(this.retryAfter, response.retryAfter)
				&& Objects.equals(this.request, response.request));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.status, this.body, this.message, this.requestId);
	}

	/**
	 * Return the status, type and code of the error and the request id, without the body.
	 */
	@Override
	public String toString() {
		return "FailedResponse[status=" + this.status + ", type=" + this.type + ", code=" + this.code + ", requestId="
				+ this.requestId + "]";
	}

	/**
	 * Builder for a {@link FailedResponse}, such as for a test of how an application
	 * handles it.
	 */
	public static final class Builder {

		private final int status;

		private ResponseHeaders headers = ResponseHeaders.NONE;

		private String body = "";

		private @Nullable String message;

		private @Nullable String type;

		private @Nullable String code;

		private @Nullable String param;

		private @Nullable String requestId;

		private @Nullable Duration retryAfter;

		private @Nullable String request;

		private Builder(int status) {
			this.status = status;
		}

		/**
		 * Set the HTTP headers. There are none by default.
		 * @param headers the headers
		 * @return this builder
		 */
		public Builder headers(ResponseHeaders headers) {
			this.headers = headers;
			return this;
		}

		/**
		 * Set the beginning of the body. It is empty by default.
		 * @param body the text
		 * @return this builder
		 */
		public Builder body(String body) {
			this.body = body;
			return this;
		}

		/**
		 * Set the error message of the server.
		 * @param message the message, or {@code null} for none
		 * @return this builder
		 */
		public Builder message(@Nullable String message) {
			this.message = message;
			return this;
		}

		/**
		 * Set the type of the error.
		 * @param type the type, or {@code null} for none
		 * @return this builder
		 */
		public Builder type(@Nullable String type) {
			this.type = type;
			return this;
		}

		/**
		 * Set the code of the error.
		 * @param code the code, or {@code null} for none
		 * @return this builder
		 */
		public Builder code(@Nullable String code) {
			this.code = code;
			return this;
		}

		/**
		 * Set the parameter that the error is about.
		 * @param param the name of the parameter, or {@code null} for none
		 * @return this builder
		 */
		public Builder param(@Nullable String param) {
			this.param = param;
			return this;
		}

		/**
		 * Set the id of the request.
		 * @param requestId the id, or {@code null} for none
		 * @return this builder
		 */
		public Builder requestId(@Nullable String requestId) {
			this.requestId = requestId;
			return this;
		}

		/**
		 * Set how long the server asks to wait before another attempt.
		 * @param retryAfter the delay, or {@code null} for none
		 * @return this builder
		 */
		public Builder retryAfter(@Nullable Duration retryAfter) {
			this.retryAfter = retryAfter;
			return this;
		}

		/**
		 * Set the method and the URL of the request, without a query.
		 * @param request the request, or {@code null} if it is not known
		 * @return this builder
		 */
		public Builder request(@Nullable String request) {
			this.request = request;
			return this;
		}

		/**
		 * Return the response.
		 * @return a response with everything set so far
		 */
		public FailedResponse build() {
			return new FailedResponse(this);
		}

	}

}
