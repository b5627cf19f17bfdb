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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One answer of the model in the making, token by token.
 */
public final class Generation {

	private static final int PATIENCE = 80;

	private static final double FATIGUE = 120;

	/** How much less likely it is to say the same three tokens once more. */
	private static final double MONOTONY = 4;

	private static final Set<String> SENTENCE_ENDS = Set.of(".", "!", "?", "\n", "\n\n", "\n\n\n");

	private final LanguageModel model;

	private final List<Integer> tokens;

	private final int promptLength;

	private final Map<List<Integer>, List<Integer>> said = new HashMap<>();

	private final Penalties penalties;

	private final Sampler sampler;

	Generation(LanguageModel model, List<Integer> prompt, SamplingOptions options, long seed) {
		this.model = model;
		this.tokens = new ArrayList<>(prompt.size() + 64);
		this.tokens.add(Vocabulary.END);
		this.tokens.addAll(prompt);
		this.promptLength = this.tokens.size();
		this.penalties = new Penalties(options, prompt);
		this.sampler = new Sampler(options, seed);
	}

	/**
	 * Draw the next token.
	 * @param best how many of the most likely tokens to tell
	 * @return the token, which is the {@link ScoredToken#isEnd() end} when the model has
	 * no more to say
	 */
	public ScoredToken next(int best) {
		double[] logits = this.model.logProbabilities(this.tokens);
		List<Integer> before = List
			.copyOf(this.tokens.subList(Math.max(0, this.tokens.size() - 2), this.tokens.size()));
		this.said.getOrDefault(before, List.of()).forEach((said) -> logits[said] -= MONOTONY);
		tire(logits);
		this.penalties.apply(logits);
		Distribution distribution = this.sampler.distribution(logits);
		int id = this.sampler.draw(distribution);
		this.penalties.use(id);
		this.tokens.add(id);
		this.said.computeIfAbsent(before, (key) -> new ArrayList<>()).add(id);
		return this.model.scored(id, distribution, best);
	}

	// After each sentence of an answer that is long already the end becomes more likely,
	// so that no answer goes round in circles for ever.
	private void tire(double[] logits) {
		int generated = this.tokens.size() - this.promptLength;
		if (generated <= PATIENCE
				|| !SENTENCE_ENDS.contains(this.model.text(this.tokens.get(this.tokens.size() - 1)))) {
			return;
		}
		double end = Math.min(0.95, (generated - PATIENCE) / FATIGUE);
		double goOn = Math.log(1 - end);
		for (int id = 0; id < logits.length; id++) {
			logits[id] += goOn;
		}
		logits[Vocabulary.END] = Math.log(Math.exp(logits[Vocabulary.END]) + end);
	}

}
