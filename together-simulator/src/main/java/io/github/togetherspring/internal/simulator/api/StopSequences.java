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

package io.github.togetherspring.internal.simulator.api;

import java.util.List;

/**
 * Stop sequences.
 *
 * @param texts the sequences
 */
record StopSequences(List<String> texts) {

	/**
	 * Return the position of the first stop sequence.
	 * @param text the text to search
	 * @return the index, or -1 if there is none
	 */
	int find(String text) {
		return this.texts.stream().mapToInt(text::indexOf).filter((index) -> index >= 0).min().orElse(-1);
	}

	/**
	 * Return the length of the part of a text in which no stop sequence can have begun,
	 * so that it can be sent.
	 * @param text the text to search
	 * @return the length of the part
	 */
	int safeLength(String text) {
		for (int start = 0; start < text.length(); start++) {
			String rest = text.substring(start);
			if (this.texts.stream().anyMatch((stop) -> stop.startsWith(rest))) {
				return start;
			}
		}
		return text.length();
	}

}
