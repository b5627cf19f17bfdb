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

import java.util.List;

/**
 * A token with the logarithm of its probability.
 *
 * @param id its id
 * @param text its text
 * @param logProbability the logarithm of the probability with which it was drawn
 * @param best the most likely tokens at its place, best first, as many as were asked for
 */
public record ScoredToken(int id, String text, double logProbability, List<ScoredToken> best) {

	/**
	 * Keep the best tokens from being changed.
	 */
	public ScoredToken {
		best = List.copyOf(best);
	}

	/**
	 * Return whether this is the end of the text.
	 * @return {@code true} at the end
	 */
	public boolean isEnd() {
		return this.id == Vocabulary.END;
	}

	/**
	 * Return the text as it's shown where tokens are listed.
	 * @return the text, or a name for the end of the text
	 */
	public String label() {
		return isEnd() ? Vocabulary.END_TEXT : this.text;
	}

}
