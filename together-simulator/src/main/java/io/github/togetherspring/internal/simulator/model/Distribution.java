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
import java.util.Comparator;
import java.util.List;

/**
 * Probabilities of all tokens, with a sum of one.
 */
final class Distribution {

	/**
	 * Tokens below this share of the probability of the most likely one are only sorted
	 * if needed.
	 */
	private static final double UNLIKELY = 1e-3;

	private final double[] probabilities;

	private Distribution(double[] probabilities) {
		this.probabilities = probabilities;
	}

	static Distribution ofLogits(double[] logits, double temperature) {
		double max = Double.NEGATIVE_INFINITY;
		for (double logit : logits) {
			max = Math.max(max, logit);
		}
		double[] weights = new double[logits.length];
		if (max == Double.NEGATIVE_INFINITY) {
			// All tokens have been removed by biases.
			weights[Vocabulary.END] = 1;
			return new Distribution(weights);
		}
		for (int id = 0; id < weights.length; id++) {
			weights[id] = Math.exp((logits[id] - max) / temperature);
		}
		return normalized(weights);
	}

	private static Distribution normalized(double[] weights) {
		double sum = 0;
		for (double weight : weights) {
			sum += weight;
		}
		for (int id = 0; id < weights.length; id++) {
			weights[id] /= sum;
		}
		return new Distribution(weights);
	}

	Distribution topK(int count) {
		return keep(best(count, 1));
	}

	Distribution topP(double share) {
		return keep(best(this.probabilities.length, share));
	}

	Distribution minP(double share) {
		double limit = share * this.probabilities[mostLikely()];
		return keep(atLeast(limit));
	}

	private Distribution keep(List<Integer> ids) {
		double[] weights = new double[this.probabilities.length];
		ids.forEach((id) -> weights[id] = this.probabilities[id]);
		return normalized(weights);
	}

	/**
	 * Return the most likely tokens, best first.
	 * @param count the maximum number of tokens
	 * @param share the total probability that is sufficient
	 * @return the ids of the tokens, at least one
	 */
	List<Integer> best(int count, double share) {
		List<Integer> sorted = sorted(UNLIKELY * this.probabilities[mostLikely()]);
		if (sorted.size() < count && sorted.stream().mapToDouble(this::probability).sum() < share) {
			sorted = sorted(Double.MIN_VALUE);
		}
		List<Integer> best = new ArrayList<>();
		double sum = 0;
		for (int id : sorted) {
			if (best.size() >= count || sum >= share && !best.isEmpty()) {
				break;
			}
			best.add(id);
			sum += this.probabilities[id];
		}
		return best;
	}

	private List<Integer> sorted(double limit) {
		List<Integer> ids = atLeast(limit);
		ids.sort(Comparator.comparingDouble(this::probability).reversed());
		return ids;
	}

	private List<Integer> atLeast(double limit) {
		List<Integer> ids = new ArrayList<>();
		for (int id = 0; id < this.probabilities.length; id++) {
			if (this.probabilities[id] >= limit) {
				ids.add(id);
			}
		}
		return ids;
	}

	int mostLikely() {
		int best = 0;
		for (int id = 1; id < this.probabilities.length; id++) {
			if (this.probabilities[id] > this.probabilities[best]) {
				best = id;
			}
		}
		return best;
	}

	/**
	 * Return the token at a point of the cumulative distribution.
	 * @param point a number from 0 to 1
	 * @return the id of the token
	 */
	int at(double point) {
		double sum = 0;
		for (int id = 0; id < this.probabilities.length; id++) {
			sum += this.probabilities[id];
			if (point < sum) {
				return id;
			}
		}
		return mostLikely();
	}

	double probability(int id) {
		return this.probabilities[id];
	}

	double logProbability(int id) {
		return Math.log(this.probabilities[id]);
	}

}
