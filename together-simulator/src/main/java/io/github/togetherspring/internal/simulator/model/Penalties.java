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

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies repetition, presence and frequency penalties and biases to the logits.
 */
final class Penalties {

	private static final double REMOVED = -100;

	/** Added to log probabilities to get values in the range of usual logits. */
	private static final double LEVEL = 10;

	private final SamplingOptions options;

	private final Set<Integer> seen;

	private final Map<Integer, Integer> generated = new HashMap<>();

	Penalties(SamplingOptions options, List<Integer> prompt) {
		this.options = options;
		this.seen = new HashSet<>(prompt);
	}

	void use(int id) {
		this.seen.add(id);
		this.generated.merge(id, 1, Integer::sum);
	}

	void apply(double[] logits) {
		applyRepetition(logits);
		applyPresenceAndFrequency(logits);
		this.options.logitBias().forEach((id, bias) -> {
			if (id >= 0 && id < logits.length) {
				logits[id] = (bias <= REMOVED) ? Double.NEGATIVE_INFINITY : logits[id] + bias;
			}
		});
	}

	private void applyRepetition(double[] logits) {
		Double penalty = this.options.repetitionPenalty();
		if (penalty == null) {
			return;
		}
		for (int id : this.seen) {
			if (id < logits.length) {
				double logit = logits[id] + LEVEL;
				logits[id] = ((logit > 0) ? logit / penalty : logit * penalty) - LEVEL;
			}
		}
	}

	private void applyPresenceAndFrequency(double[] logits) {
		Double presence = this.options.presencePenalty();
		Double frequency = this.options.frequencyPenalty();
		this.generated.forEach((id, count) -> {
			logits[id] -= (presence != null) ? presence : 0;
			logits[id] -= (frequency != null) ? frequency * count : 0;
		});
	}

}
