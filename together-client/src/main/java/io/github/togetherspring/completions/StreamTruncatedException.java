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
 * A stream ended before the response was complete. The chunks before are part of a
 * response, not a shorter one.
 */
public class StreamTruncatedException extends TogetherStreamException {

	/**
	 * Create an exception.
	 * @param message where the stream ended
	 * @param response the response that started the stream
	 * @param cause the error of the HTTP client, or {@code null} if the stream ended
	 * without one
	 */
	public StreamTruncatedException(String message, FailedResponse response, @Nullable Throwable cause) {
		super(message, response, cause);
	}

}
