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
 * The response has a successful status, but is not a completion: it is HTML, invalid
 * JSON, or too large. The message ends with the method and the URL of the request.
 */
public class UnreadableResponseException extends TogetherResponseException {

	/**
	 * Create an exception.
	 * @param message what is wrong with the response
	 * @param response the response
	 * @param cause the error of the parser, or {@code null}
	 */
	public UnreadableResponseException(String message, FailedResponse response, @Nullable Throwable cause) {
		super(message + ResponseOrigin.url(response), response, cause);
	}

}
