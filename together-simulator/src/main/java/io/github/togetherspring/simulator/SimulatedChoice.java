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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.togetherspring.simulator.model.ScoredToken;
import io.github.togetherspring.simulator.model.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * One choice of a scripted answer. Immutable: each method returns a copy.
 *
 * @see SimulatedResponse#choices
 */
public final class SimulatedChoice {

	private final List<String> texts;

	private final boolean tokens;

	private final String finishReason;

	private final @Nullable List<Double> logprobs;

	private SimulatedChoice(List<String> texts, boolean tokens, String finishReason, @Nullable List<Double> logprobs) {
		this.texts = List.copyOf(texts);
		this.tokens = tokens;
		this.finishReason = finishReason;
		this.logprobs = logprobs;
	}

	/**
	 * A choice with the given text, which is cut into tokens where that matters.
	 * @param text the text
	 * @return the choice
	 */
	public static SimulatedChoice text(String text) {
		return new SimulatedChoice(List.of(text), false, "stop", null);
	}

	/**
	 * A choice with the given tokens, one for each event of a stream.
	 * @param tokens the text of each token
	 * @return the choice
	 */
	public static SimulatedChoice tokens(String... tokens) {
		return new SimulatedChoice(Arrays.asList(tokens), true, "stop", null);
	}

	/**
	 * Give the choice another finish reason than {@code stop}.
	 * @param finishReason the finish reason
	 * @return the changed choice
	 */
	public SimulatedChoice withFinishReason(String finishReason) {
		return new SimulatedChoice(this.texts, this.tokens, finishReason, this.logprobs);
	}

	/**
	 * Give the tokens their log probabilities, which are told to requests that ask for
	 * them.
	 * @param logprobs one for each token
	 * @return the changed choice
	 * @throws IllegalStateException when the choice isn't given by its tokens
	 * @throws IllegalArgumentException when there are more or fewer than tokens
	 */
	public SimulatedChoice withLogprobs(double... logprobs) {
		if (!this.tokens) {
			throw new IllegalStateException("Only tokens(...) have log probabilities of their own");
		}
		if (logprobs.length != this.texts.size()) {
			throw new IllegalArgumentException(
					"There are " + this.texts.size() + " tokens, but " + logprobs.length + " log probabilities");
		}
		return new SimulatedChoice(this.texts, true, this.finishReason, Arrays.stream(logprobs).boxed().toList());
	}

	String finishReason() {
		return this.finishReason;
	}

	List<ScoredToken> toTokens(Tokenizer tokenizer) {
		List<ScoredToken> scored = new ArrayList<>();
		if (this.tokens) {
			for (int i = 0; i < this.texts.size(); i++) {
				String text = this.texts.get(i);
				List<Integer> ids = tokenizer.encode(text);
				scored.add(token(ids.isEmpty() ? 0 : ids.get(0), text,
						(this.logprobs != null) ? this.logprobs.get(i) : 0));
			}
		}
		else {
			this.texts.forEach(
					(text) -> tokenizer.encode(text).forEach((id) -> scored.add(token(id, tokenizer.text(id), 0))));
		}
		return scored;
	}

	private static ScoredToken token(int id, String text, double logprob) {
		ScoredToken itself = new ScoredToken(id, text, logprob, List.of());
		return new ScoredToken(id, text, logprob, List.of(itself));
	}

}
