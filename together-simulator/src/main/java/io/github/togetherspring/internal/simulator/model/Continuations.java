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

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tokens that follow one context in the training texts, with their frequencies.
 */
final class Continuations {

	private final Map<Integer, Integer> counts = new LinkedHashMap<>();

	private int total;

	void count(int id) {
		this.counts.merge(id, 1, Integer::sum);
		this.total++;
	}

	void forEach(Visitor visitor) {
		this.counts.forEach((id, count) -> visitor.visit(id, (double) count / this.total));
	}

	/**
	 * Visitor of the tokens and their relative frequencies.
	 */
	interface Visitor {

		void visit(int id, double probability);

	}

}
