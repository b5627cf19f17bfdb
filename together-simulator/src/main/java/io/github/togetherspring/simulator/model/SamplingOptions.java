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

package io.github.togetherspring.simulator.model;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How the next token is chosen. An option that is {@code null} has no effect, except that
 * a temperature left open is {@value #DEFAULT_TEMPERATURE}.
 *
 * @param temperature how much the probabilities are evened out; 0 always takes the most
 * likely token
 * @param topK how many of the most likely tokens stay in the draw
 * @param topP which share of the probability stays in the draw
 * @param minP how likely a token must be, compared with the most likely, to stay in the
 * draw
 * @param repetitionPenalty by what the tokens of the prompt and of the answer are made
 * less likely
 * @param presencePenalty what is taken off a token that the answer has
 * @param frequencyPenalty what is taken off a token for each time the answer has it
 * @param logitBias what is added to tokens, by id; -100 removes a token
 */
public record SamplingOptions(@Nullable Double temperature, @Nullable Integer topK, @Nullable Double topP,
		@Nullable Double minP, @Nullable Double repetitionPenalty, @Nullable Double presencePenalty,
		@Nullable Double frequencyPenalty, Map<Integer, Double> logitBias) {

	/**
	 * The temperature where none is given.
	 */
	public static final double DEFAULT_TEMPERATURE = 0.7;

	/**
	 * Options that leave everything open.
	 */
	public static final SamplingOptions DEFAULT = new SamplingOptions(null, null, null, null, null, null, null,
			Map.of());

	/**
	 * Keep the bias from being changed.
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
