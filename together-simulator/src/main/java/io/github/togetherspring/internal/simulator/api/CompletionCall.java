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
import java.util.List;

import io.github.togetherspring.internal.simulator.model.SamplingOptions;
import org.jspecify.annotations.Nullable;

/**
 * A valid request for a completion.
 *
 * @param model the name of the model
 * @param prompts the prompts
 * @param maxTokens the maximum number of tokens of a choice
 * @param stop the stop sequences
 * @param n the number of choices for each prompt
 * @param seed the seed, or {@code null} for a random one
 * @param logprobs the number of alternatives to each token, or {@code null} for no log
 * probabilities
 * @param echo whether the response repeats the prompts
 * @param stream whether the response is streamed
 * @param sampling the sampling options
 */
record CompletionCall(String model, List<Prompt> prompts, int maxTokens, List<String> stop, int n,
		@Nullable BigInteger seed, @Nullable Integer logprobs, boolean echo, boolean stream, SamplingOptions sampling) {

	static final int DEFAULT_MAX_TOKENS = 512;

	int choices() {
		return this.prompts.size() * this.n;
	}

	int promptTokens() {
		return this.prompts.stream().mapToInt((prompt) -> prompt.tokens().size()).sum();
	}

	int best() {
		return (this.logprobs != null) ? this.logprobs : 0;
	}

}
