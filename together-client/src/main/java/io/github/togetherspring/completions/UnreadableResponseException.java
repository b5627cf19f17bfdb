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
 * The server answered with a good status and something that is not a completion: HTML,
 * broken JSON, too large a body. The message ends with the method and the URL that were
 * asked.
 */
public class UnreadableResponseException extends TogetherResponseException {

	/**
	 * Creates an exception.
	 * @param message what is wrong with the answer
	 * @param response the answer
	 * @param cause the error of the parser, or {@code null}
	 */
	public UnreadableResponseException(String message, FailedResponse response, @Nullable Throwable cause) {
		super(message + ResponseOrigin.of(response), response, cause);
	}

}
