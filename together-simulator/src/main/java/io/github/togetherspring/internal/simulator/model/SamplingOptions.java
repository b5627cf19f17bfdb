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

package io.github.togetherspring.internal.simulator.model;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Options for sampling a token. An option that is {@code null} has no effect, except that
 * the temperature is {@value #DEFAULT_TEMPERATURE} by default.
 *
 * @param temperature the temperature; 0 always selects the most likely token
 * @param topK the number of most likely tokens that are sampled from
 * @param topP the total probability of the most likely tokens that are sampled from
 * @param minP the minimum probability of a token, relative to that of the most likely one
 * @param repetitionPenalty the divisor for logits of tokens in the prompt and the
 * generated text
 * @param presencePenalty subtracted from the logits of tokens in the generated text
 * @param frequencyPenalty subtracted from the logit of a token for each of its
 * occurrences in the generated text
 * @param logitBias added to the logits of tokens, by id; -100 removes a token
 */
public record SamplingOptions(@Nullable Double temperature, @Nullable Integer topK, @Nullable Double topP,
		@Nullable Double minP, @Nullable Double repetitionPenalty, @Nullable Double presencePenalty,
		@Nullable Double frequencyPenalty, Map<Integer, Double> logitBias) {

	/**
	 * The default temperature.
	 */
	public static final double DEFAULT_TEMPERATURE = 0.7;

	/**
	 * Options of which none is set.
	 */
	public static final SamplingOptions DEFAULT = new SamplingOptions(null, null, null, null, null, null, null,
			Map.of());

	/**
	 * Copy the biases.
	 */
	public SamplingOptions {
		logitBias = Map.copyOf(logitBias);
	}

	boolean isGreedy() {
		return this.temperature != null && this.temperature == 0;
	}

	double temperatureOrDefault() {
		return (this.temperature != null) ? this.temperature : DEFAULT_TEMPERATURE;
	}

}
