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

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.togetherspring.internal.simulator.model.ScoredToken;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of responses, with their members in the order of the service.
 */
final class ResponseBodies {

	private ResponseBodies() {
	}

	record Completion(String id, String object, long created, String model, List<Prompt> prompt, List<Choice> choices,
			Usage usage) {

	}

	record Prompt(String text, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Logprobs logprobs) {

	}

	record Choice(String text, @Nullable String finishReason, @Nullable BigInteger seed, @Nullable Logprobs logprobs,
			int index) {

	}

	record Usage(int promptTokens, int completionTokens, int totalTokens, int cachedTokens) {

	}

	record Chunk(String id, String object, long created, List<ChunkChoice> choices, String model,
			@Nullable Usage usage) {

	}

	record ChunkChoice(int index, String text, @Nullable Logprobs logprobs, @Nullable String finishReason,
			@Nullable BigInteger seed, Delta delta) {

	}

	record Delta(@Nullable Integer tokenId, String role, String content) {

	}

	record Logprobs(List<String> tokens, List<@Nullable Double> tokenLogprobs, List<Integer> tokenIds,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Map<String, Double>> topLogprobs) {

		static Logprobs of(List<ScoredToken> tokens, int best) {
			List<@Nullable Double> logProbabilities = new ArrayList<>();
			tokens.forEach((token) -> logProbabilities.add(token.logProbability()));
			return new Logprobs(tokens.stream().map(ScoredToken::text).toList(), logProbabilities,
					tokens.stream().map(ScoredToken::id).toList(),
					(best > 0) ? tokens.stream().map(Logprobs::top).toList() : null);
		}

		private static Map<String, Double> top(ScoredToken token) {
			Map<String, Double> top = new LinkedHashMap<>();
			token.best().forEach((other) -> top.put(other.label(), other.logProbability()));
			return top;
		}

	}

	record Model(String id, String object, long created, String type, boolean running, String displayName,
			String organization, String link, String license, int contextLength, Config config, Pricing pricing) {

	}

	record Config(List<String> stop) {

	}

	record Pricing(int hourly, int input, int output, int base, int finetune) {

	}

}
