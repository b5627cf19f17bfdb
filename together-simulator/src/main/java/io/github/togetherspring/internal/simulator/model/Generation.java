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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Generation of one text, token by token, until the model ends it.
 */
final class Generation implements Iterator<ScoredToken> {

	/** Number of tokens from which the end becomes more likely. */
	private static final int LONG_TEXT = 80;

	/** Number of further tokens after which the end is almost certain. */
	private static final double FADE_OUT = 120;

	/** Reduction of the logit of a token that would repeat a sequence of three. */
	private static final double REPETITION = 4;

	private static final Set<String> SENTENCE_ENDS = Set.of(".", "!", "?", "\n", "\n\n", "\n\n\n");

	private final LanguageModel model;

	private final List<Integer> tokens;

	private final int promptLength;

	private final Map<List<Integer>, List<Integer>> generated = new HashMap<>();

	private final Penalties penalties;

	private final Sampler sampler;

	private final int best;

	private @Nullable ScoredToken next;

	Generation(LanguageModel model, List<Integer> prompt, SamplingOptions options, long seed, int best) {
		this.model = model;
		this.tokens = new ArrayList<>(prompt.size() + 64);
		this.tokens.add(Vocabulary.END);
		this.tokens.addAll(prompt);
		this.promptLength = this.tokens.size();
		this.penalties = new Penalties(options, prompt);
		this.sampler = new Sampler(options, seed);
		this.best = best;
	}

	@Override
	public boolean hasNext() {
		if (this.next == null) {
			this.next = draw();
		}
		return !this.next.isEnd();
	}

	@Override
	public ScoredToken next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		ScoredToken drawn = Objects.requireNonNull(this.next);
		this.next = null;
		return drawn;
	}

	ScoredToken draw() {
		double[] logits = this.model.logProbabilities(this.tokens);
		List<Integer> before = List
			.copyOf(this.tokens.subList(Math.max(0, this.tokens.size() - 2), this.tokens.size()));
		this.generated.getOrDefault(before, List.of()).forEach((generated) -> logits[generated] -= REPETITION);
		endLongText(logits);
		this.penalties.apply(logits);
		Distribution distribution = this.sampler.distribution(logits);
		int id = this.sampler.draw(distribution);
		this.penalties.use(id);
		this.tokens.add(id);
		this.generated.computeIfAbsent(before, (key) -> new ArrayList<>()).add(id);
		return this.model.scored(id, distribution, this.best);
	}

	// Raises the probability of the end after each sentence of a long text, so that no
	// text repeats itself forever.
	private void endLongText(double[] logits) {
		int length = this.tokens.size() - this.promptLength;
		if (length <= LONG_TEXT || !SENTENCE_ENDS.contains(this.model.text(this.tokens.get(this.tokens.size() - 1)))) {
			return;
		}
		double end = Math.min(0.95, (length - LONG_TEXT) / FADE_OUT);
		double goOn = Math.log(1 - end);
		for (int id = 0; id < logits.length; id++) {
			logits[id] += goOn;
		}
		logits[Vocabulary.END] = Math.log(Math.exp(logits[Vocabulary.END]) + end);
	}

}
