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

package io.github.togetherspring.webclient;

import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.error.ErrorResponse;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an answer before its body, and the key it was asked for with, which
 * must not show up in an error that quotes the answer.
 */
final class ResponseHead {

	// Shorter texts are no keys but words like "none", which a message may well have.
	private static final int MIN_KEY_LENGTH = 8;

	private final int status;

	private final ResponseHeaders headers;

	private final @Nullable String apiKey;

	ResponseHead(int status, ResponseHeaders headers, @Nullable String apiKey) {
		this.status = status;
		this.headers = headers;
		this.apiKey = apiKey;
	}

	int status() {
		return this.status;
	}

	ResponseHeaders headers() {
		return this.headers;
	}

	String redact(String text) {
		return (this.apiKey != null && this.apiKey.length() >= MIN_KEY_LENGTH) ? text.replace(this.apiKey, "***")
				: text;
	}

	ErrorResponse withoutDetails() {
		return new ErrorResponse(this.status, this.headers, "", null, null, null, null, this.headers.requestId(), null);
	}

}
