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

package io.github.togetherspring.internal.simulator.api;

import java.util.List;

import io.github.togetherspring.internal.simulator.model.LanguageModel;
import tools.jackson.databind.JsonNode;

/**
 * Reads the prompts of a request: a text or, as on compatible servers, a list of texts,
 * token ids, or lists of token ids.
 */
final class PromptReader {

	private static final String NAME = "prompt";

	private final LanguageModel model;

	PromptReader(LanguageModel model) {
		this.model = model;
	}

	List<Prompt> read(JsonNode value) {
		if (!value.isArray()) {
			return List.of(text(value));
		}
		if (value.isEmpty()) {
			throw RejectedRequestException.invalid("at least one prompt is required", NAME);
		}
		if (value.get(0).isNumber()) {
			return List.of(tokens(value));
		}
		return value.valueStream().map((prompt) -> prompt.isArray() ? tokens(prompt) : text(prompt)).toList();
	}

	private Prompt text(JsonNode value) {
		return Prompt.of(ParameterReader.text(NAME, value), this.model);
	}

	private Prompt tokens(JsonNode ids) {
		return Prompt.of(ids.valueStream().map(this::token).toList(), this.model);
	}

	private int token(JsonNode id) {
		if (!id.canConvertToInt() || !id.isIntegralNumber() || !this.model.knows(id.intValue())) {
			throw RejectedRequestException.invalid(id + " is not a token id", NAME);
		}
		return id.intValue();
	}

}
