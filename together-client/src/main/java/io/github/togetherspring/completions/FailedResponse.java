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

import org.jspecify.annotations.Nullable;

/**
 * What a server answered in place of a completion.
 *
 * @param status the HTTP status
 * @param headers the HTTP headers
 * @param body the beginning of the body, possibly empty
 * @param message the error's message, or {@code null} if the body has none
 * @param type the error's type, such as {@code invalid_request_error}
 * @param code the error's code, such as {@code invalid_api_key}
 * @param param the parameter that the error is about
 * @param requestId the id to quote to the service's support
 * @param retryAfter how long the server asks to wait before another try
 * @param request the method and the URL that were asked, without a query, or {@code null}
 * if they are not known
 */
public record FailedResponse(int status, ResponseHeaders headers, String body, @Nullable String message,
		@Nullable String type, @Nullable String code, @Nullable String param, @Nullable String requestId,
		@Nullable Duration retryAfter, @Nullable String request) implements Serializable {

	/**
	 * Create a response to a request that is not known.
	 * @param status the HTTP status
	 * @param headers the HTTP headers
	 * @param body the beginning of the body, possibly empty
	 * @param message the error's message, or {@code null} if the body has none
	 * @param type the error's type
	 * @param code the error's code
	 * @param param the parameter that the error is about
	 * @param requestId the id to quote to the service's support
	 * @param retryAfter how long the server asks to wait before another try
	 */
	public FailedResponse(int status, ResponseHeaders headers, String body, @Nullable String message,
			@Nullable String type, @Nullable String code, @Nullable String param, @Nullable String requestId,
			@Nullable Duration retryAfter) {
		this(status, headers, body, message, type, code, param, requestId, retryAfter, null);
	}

	/**
	 * Returns the status and the error's type, not the body.
	 */
	@Override
	public String toString() {
		return "FailedResponse[status=" + this.status + ", type=" + this.type + ", code=" + this.code + ", requestId="
				+ this.requestId + "]";
	}

}
