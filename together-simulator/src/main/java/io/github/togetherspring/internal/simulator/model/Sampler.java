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

import java.util.SplittableRandom;

/**
 * Samples tokens. Applies the temperature, then top-k, top-p and min-p.
 */
final class Sampler {

	private final SamplingOptions options;

	private final SplittableRandom random;

	Sampler(SamplingOptions options, long seed) {
		this.options = options;
		this.random = new SplittableRandom(seed);
	}

	/**
	 * Return the probabilities with which tokens are drawn or, for temperature 0, those
	 * at temperature 1.
	 * @param logits the logits of all tokens
	 * @return the distribution
	 */
	Distribution distribution(double[] logits) {
		if (this.options.isGreedy()) {
			return Distribution.ofLogits(logits, 1);
		}
		Distribution distribution = Distribution.ofLogits(logits, this.options.temperatureOrDefault());
		if (this.options.topK() != null) {
			distribution = distribution.topK(this.options.topK());
		}
		if (this.options.topP() != null && this.options.topP() < 1) {
			distribution = distribution.topP(this.options.topP());
		}
		if (this.options.minP() != null && this.options.minP() > 0) {
			distribution = distribution.minP(this.options.minP());
		}
		return distribution;
	}

	int draw(Distribution distribution) {
		return this.options.isGreedy() ? distribution.mostLikely() : distribution.at(this.random.nextDouble());
	}

}
