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

package io.github.togetherspring.simulator.script;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A choice of a scripted completion. Immutable: each method returns a copy.
 *
 * @see SimulatedResponse#choices
 */
public final class SimulatedChoice {

	private final String text;

	private final @Nullable List<String> tokens;

	private final String finishReason;

	private final @Nullable List<Double> logprobs;

	private SimulatedChoice(String text, @Nullable List<String> tokens, String finishReason,
			@Nullable List<Double> logprobs) {
		this.text = text;
		this.tokens = tokens;
		this.finishReason = finishReason;
		this.logprobs = logprobs;
	}

	/**
	 * Create a choice from its text, which the simulator divides into tokens where
	 * necessary.
	 * @param text the text
	 * @return the choice
	 */
	public static SimulatedChoice text(String text) {
		return new SimulatedChoice(text, null, "stop", null);
	}

	/**
	 * Create a choice from its tokens, one for each event of a stream.
	 * @param tokens the text of each token
	 * @return the choice
	 */
	public static SimulatedChoice tokens(String... tokens) {
		return new SimulatedChoice(String.join("", tokens), List.of(tokens), "stop", null);
	}

	/**
	 * Set the finish reason, by default {@code stop}.
	 * @param finishReason the finish reason
	 * @return the changed choice
	 */
	public SimulatedChoice withFinishReason(String finishReason) {
		return new SimulatedChoice(this.text, this.tokens, finishReason, this.logprobs);
	}

	/**
	 * Set the log probabilities of the tokens. They are only sent if the request asks for
	 * log probabilities.
	 * @param logprobs one for each token
	 * @return the changed choice
	 * @throws IllegalStateException if the choice was not created from tokens
	 * @throws IllegalArgumentException if their number differs from that of the tokens
	 */
	public SimulatedChoice withLogprobs(double... logprobs) {
		if (this.tokens == null) {
			throw new IllegalStateException("Only tokens(...) can have log probabilities");
		}
		if (logprobs.length != this.tokens.size()) {
			throw new IllegalArgumentException(
					"There are " + this.tokens.size() + " tokens, but " + logprobs.length + " log probabilities");
		}
		return new SimulatedChoice(this.text, this.tokens, this.finishReason, Arrays.stream(logprobs).boxed().toList());
	}

	/**
	 * Return the whole text.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Return the texts of the tokens.
	 * @return the tokens, or {@code null} if only the text was given
	 */
	public @Nullable List<String> tokens() {
		return this.tokens;
	}

	/**
	 * Return the log probability of a token.
	 * @param index the index of the token
	 * @return the log probability, by default 0
	 */
	public double logprob(int index) {
		return (this.logprobs != null) ? this.logprobs.get(index) : 0;
	}

	/**
	 * Return the finish reason.
	 * @return the finish reason
	 */
	public String finishReason() {
		return this.finishReason;
	}

}
