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

import java.util.List;

/**
 * A token and the probability with which it was drawn.
 *
 * @param id its id
 * @param text its text
 * @param logProbability the natural logarithm of the probability
 * @param best the most likely tokens in its place, most likely first
 */
public record ScoredToken(int id, String text, double logProbability, List<ScoredToken> best) {

	/**
	 * Copy the most likely tokens.
	 */
	public ScoredToken {
		best = List.copyOf(best);
	}

	boolean isEnd() {
		return this.id == Vocabulary.END;
	}

	/**
	 * Return the text as it appears in lists of tokens.
	 * @return the text, or a name for the end of a text
	 */
	public String label() {
		return isEnd() ? Vocabulary.END_TEXT : this.text;
	}

}
