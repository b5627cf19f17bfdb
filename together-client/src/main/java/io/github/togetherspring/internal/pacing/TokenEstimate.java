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

package io.github.togetherspring.internal.pacing;

import java.util.List;

import io.github.togetherspring.completions.CompletionRequest;
import org.jspecify.annotations.Nullable;

/**
 * Estimate of the tokens that a request may use, until the response reports the usage.
 *
 * @param prompt the number of tokens of the prompt, at four bytes each
 * @param completion the maximum number of tokens to generate, for all choices
 */
public record TokenEstimate(long prompt, long completion) {

	private static final int BYTES_PER_TOKEN = 4;

	// What several clients of the API send. The service does not document its default.
	private static final int DEFAULT_MAX_TOKENS = 512;

	/**
	 * Estimate the tokens of a request.
	 * @param request the request, with the client's defaults
	 * @param choices the number of choices that it asks for
	 * @return the estimate
	 */
	public static TokenEstimate of(CompletionRequest request, int choices) {
		Integer maxTokens = request.maxTokens();
		long perChoice = (maxTokens != null) ? maxTokens : DEFAULT_MAX_TOKENS;
		return new TokenEstimate(tokens(request.json().get("prompt")), perChoice * choices);
	}

	private static long tokens(@Nullable Object prompt) {
		if (prompt instanceof CharSequence text) {
			return (bytes(text) + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
		}
		if (prompt instanceof List<?> list) {
			return list.stream().mapToLong(TokenEstimate::tokens).sum();
		}
		// A prompt may be a list of token ids.
		return (prompt instanceof Number) ? 1 : 0;
	}

	// In UTF-8, where each half of a surrogate pair counts for two of four bytes.
	private static long bytes(CharSequence text) {
		long bytes = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			bytes += (c < 0x80) ? 1 : (c < 0x800 || Character.isSurrogate(c)) ? 2 : 3;
		}
		return bytes;
	}

	/**
	 * Return the number of tokens of prompt and choices together.
	 * @return the number of tokens
	 */
	long total() {
		return this.prompt + this.completion;
	}

}
