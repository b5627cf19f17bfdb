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

package io.github.togetherspring.simulator;

import java.util.List;

import io.github.togetherspring.simulator.model.SamplingOptions;
import io.github.togetherspring.simulator.model.Tokenizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a request for a completion, and rejects what the service would reject. Members
 * that it doesn't know are passed over.
 */
final class CompletionCallReader {

	private static final int MAX_TEMPERATURE = 2;

	private static final String STREAMING_MODELS = "-stream-only";

	private final PromptReader prompts;

	CompletionCallReader(Tokenizer tokenizer) {
		this.prompts = new PromptReader(tokenizer);
	}

	CompletionCall read(String body, ModelList models) {
		Members members = new Members(object(body));
		CompletionCall call = call(members);
		if (call.n() > 1 && call.sampling().temperature() != null && call.sampling().temperature() == 0) {
			throw RequestRejected.invalid("more than one choice needs a temperature above 0", "n");
		}
		if (!models.offers(call.model())) {
			throw RequestRejected.modelNotAvailable(call.model());
		}
		if (call.model().endsWith(STREAMING_MODELS) && !call.stream()) {
			throw RequestRejected.streamingRequired();
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
			// Told to the caller below.
		}
		throw RequestRejected.unreadable();
	}

	private CompletionCall call(Members members) {
		String model = Members.text("model", members.required("model"));
		if (model.isBlank()) {
			throw RequestRejected.missing("model");
		}
		return new CompletionCall(model, this.prompts.read(members.required("prompt")),
				orElse(members.integer("max_tokens", 0, Integer.MAX_VALUE), CompletionCall.DEFAULT_MAX_TOKENS),
				stop(members), orElse(members.integer("n", 1, 128), 1), members.integer("seed"),
				members.integer("logprobs", 0, 20), members.flag("echo"), members.flag("stream"), sampling(members));
	}

	private static List<String> stop(Members members) {
		return members.texts("stop").stream().filter((text) -> !text.isEmpty()).toList();
	}

	private static SamplingOptions sampling(Members members) {
		return new SamplingOptions(members.number("temperature", 0, MAX_TEMPERATURE),
				members.integer("top_k", 1, Integer.MAX_VALUE), members.number("top_p", 0, 1),
				members.number("min_p", 0, 1), members.number("repetition_penalty", Double.MIN_VALUE, Double.MAX_VALUE),
				members.number("presence_penalty", -2, 2), members.number("frequency_penalty", -2, 2),
				members.numbersById("logit_bias", -100, 100));
	}

	private static int orElse(@Nullable Integer value, int fallback) {
		return (value != null) ? value : fallback;
	}

}
