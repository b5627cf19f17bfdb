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
import io.github.togetherspring.internal.simulator.model.SamplingOptions;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a request for a completion, and rejects what the service would reject. Unknown
 * parameters are ignored.
 */
final class CompletionCallReader {

	private static final int MAX_TEMPERATURE = 2;

	private static final String STREAMING_MODELS = "-stream-only";

	private final PromptReader prompts;

	CompletionCallReader(LanguageModel model) {
		this.prompts = new PromptReader(model);
	}

	CompletionCall read(String body, ModelList models) {
		ParameterReader parameters = new ParameterReader(object(body));
		CompletionCall call = call(parameters);
		if (call.n() > 1 && call.sampling().temperature() != null && call.sampling().temperature() == 0) {
			throw RejectedRequestException.invalid("more than one choice needs a temperature above 0", "n");
		}
		if (!models.offers(call.model())) {
			throw RejectedRequestException.modelNotAvailable(call.model());
		}
		if (call.model().endsWith(STREAMING_MODELS) && !call.stream()) {
			throw RejectedRequestException.streamingRequired();
		}
		return call;
	}

	private static JsonNode object(String body) {
		try {
			JsonNode node = WireJson.read(body);
			if (node.isObject()) {
				return node;
			}
		}
		catch (JacksonException ex) {
			// Rejected below.
		}
		throw RejectedRequestException.unreadable();
	}

	private CompletionCall call(ParameterReader parameters) {
		String model = ParameterReader.text("model", parameters.required("model"));
		if (model.isBlank()) {
			throw RejectedRequestException.missing("model");
		}
		return new CompletionCall(model, this.prompts.read(parameters.required("prompt")),
				orElse(parameters.integer("max_tokens", 0, Integer.MAX_VALUE), CompletionCall.DEFAULT_MAX_TOKENS),
				stop(parameters), orElse(parameters.integer("n", 1, 128), 1), parameters.integer("seed"),
				parameters.integer("logprobs", 0, 20), parameters.flag("echo"), parameters.flag("stream"),
				sampling(parameters));
	}

	private static List<String> stop(ParameterReader parameters) {
		return parameters.texts("stop").stream().filter((text) -> !text.isEmpty()).toList();
	}

	private static SamplingOptions sampling(ParameterReader parameters) {
		return new SamplingOptions(parameters.number("temperature", 0, MAX_TEMPERATURE),
				parameters.integer("top_k", 1, Integer.MAX_VALUE), parameters.number("top_p", 0, 1),
				parameters.number("min_p", 0, 1),
				parameters.number("repetition_penalty", Double.MIN_VALUE, Double.MAX_VALUE),
				parameters.number("presence_penalty", -2, 2), parameters.number("frequency_penalty", -2, 2),
				parameters.numbersById("logit_bias", -100, 100));
	}

	private static int orElse(@Nullable Integer value, int fallback) {
		return (value != null) ? value : fallback;
	}

}
