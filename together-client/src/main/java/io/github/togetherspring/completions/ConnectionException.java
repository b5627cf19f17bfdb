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

import org.jspecify.annotations.Nullable;

/**
 * The server could not be reached, or the connection ended before the response was whole.
 * If the response had begun, its status and headers can be read from here; the server may
 * have generated a text then, and the call is not tried again.
 */
public class ConnectionException extends TogetherRequestException {

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param cause the error of the HTTP client
	 */
	public ConnectionException(String message, @Nullable Throwable cause) {
		this(message, null, cause);
	}

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param response the response that had begun, or {@code null} if there was none
	 * @param cause the error of the HTTP client
	 */
	public ConnectionException(String message, @Nullable FailedResponse response, @Nullable Throwable cause) {
		super(message, response, cause);
	}

}
