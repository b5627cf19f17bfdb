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

package io.github.togetherspring.observation;

import io.github.togetherspring.completions.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The types of counted tokens.
 */
enum TokenType {

	INPUT("input_tokens"),

	OUTPUT("output_tokens"),

	CACHE_READ("cache_read.input_tokens"),

	REASONING("reasoning.output_tokens");

	private final String key;

	TokenType(String key) {
		this.key = key;
	}

	String key() {
		return this.key;
	}

	// Null if the server sends no count: zero would be a value.
	@Nullable Integer count(Usage usage) {
		Integer count = read(usage);
		return (count != null && count >= 0) ? count : null;
	}

	private @Nullable Integer read(Usage usage) {
		return switch (this) {
			case INPUT -> (usage.json().get("prompt_tokens") instanceof Number) ? usage.promptTokens() : null;
			case OUTPUT -> (usage.json().get("completion_tokens") instanceof Number) ? usage.completionTokens() : null;
			case CACHE_READ -> usage.cachedTokens();
			case REASONING -> usage.reasoningTokens();
		};
	}

}
