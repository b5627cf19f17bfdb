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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Predicts a token from the three tokens before it, smoothed by the predictions from
 * fewer tokens. Immutable after training.
 */
final class NgramModel {

	private static final int ORDER = 4;

	/** Weight of a known context, by its length. */
	private static final double[] TRUST = { 0, 0.98, 0.9, 0.8 };

	private static final int TOKEN_BITS = 21;

	private static final double RARE = 1e-9;

	private final List<Map<Long, Continuations>> contexts = new ArrayList<>();

	private final double[] unigrams;

	private final double[] logUnigrams;

	NgramModel(int vocabularySize, List<List<Integer>> texts) {
		for (int length = 0; length < ORDER; length++) {
			this.contexts.add(new HashMap<>());
		}
		texts.forEach(this::learn);
		this.unigrams = unigrams(vocabularySize);
		this.logUnigrams = Arrays.stream(this.unigrams).map(Math::log).toArray();
	}

	private void learn(List<Integer> text) {
		List<Integer> padded = new ArrayList<>();
		padded.add(Vocabulary.END);
		padded.addAll(text);
		padded.add(Vocabulary.END);
		for (int position = 1; position < padded.size(); position++) {
			for (int length = 0; length < ORDER && length <= position; length++) {
				this.contexts.get(length)
					.computeIfAbsent(key(padded.subList(0, position), length), (key) -> new Continuations())
					.count(padded.get(position));
			}
		}
	}

	private double[] unigrams(int vocabularySize) {
		double[] probabilities = new double[vocabularySize];
		Continuations all = this.contexts.get(0).get(0L);
		if (all != null) {
			all.forEach((id, probability) -> probabilities[id] = probability);
		}
		// Without a context, the end is unlikely.
		probabilities[Vocabulary.END] = RARE;
		double sum = Arrays.stream(probabilities).sum();
		return Arrays.stream(probabilities).map((probability) -> probability / sum).toArray();
	}

	/**
	 * Return the logarithms of the probabilities of all tokens.
	 * @param before the tokens so far
	 * @return the log-probability of each token, by id
	 */
	double[] logProbabilities(List<Integer> before) {
		Map<Integer, Double> seen = new HashMap<>();
		double left = 1;
		for (int length = ORDER - 1; length > 0; length--) {
			Continuations continuations = continuations(before, length);
			if (continuations != null) {
				double weight = left * TRUST[length];
				continuations.forEach((id, probability) -> seen.merge(id, weight * probability, Double::sum));
				left -= weight;
			}
		}
		double[] result = this.logUnigrams.clone();
		double logLeft = Math.log(left);
		for (int id = 0; id < result.length; id++) {
			result[id] += logLeft;
		}
		for (Map.Entry<Integer, Double> entry : seen.entrySet()) {
			int id = entry.getKey();
			result[id] = Math.log(entry.getValue() + left * this.unigrams[id]);
		}
		return result;
	}

	private @Nullable Continuations continuations(List<Integer> before, int length) {
		return (before.size() < length) ? null : this.contexts.get(length).get(key(before, length));
	}

	private static long key(List<Integer> before, int length) {
		long key = 0;
		for (Integer id : before.subList(before.size() - length, before.size())) {
			key = (key << TOKEN_BITS) | id;
		}
		return key;
	}

}
