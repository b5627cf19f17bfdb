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
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The tokens of the model and their ids. Characters that are not in the training texts
 * have ids above {@link #CHARACTERS}.
 */
final class Vocabulary {

	static final int END = 0;

	static final String END_TEXT = "<|end|>";

	static final int CHARACTERS = 100_000;

	private final Map<String, Integer> ids = new HashMap<>();

	private final List<String> texts = new ArrayList<>();

	Vocabulary(Iterable<String> pieces) {
		this.texts.add("");
		for (String piece : pieces) {
			if (this.ids.putIfAbsent(piece, this.texts.size()) == null) {
				this.texts.add(piece);
			}
		}
	}

	int size() {
		return this.texts.size();
	}

	@Nullable Integer id(String piece) {
		return this.ids.get(piece);
	}

	int characterId(int codePoint) {
		Integer known = this.ids.get(Character.toString(codePoint));
		return (known != null) ? known : CHARACTERS + codePoint;
	}

	boolean knows(int id) {
		int codePoint = id - CHARACTERS;
		boolean character = Character.isValidCodePoint(codePoint)
				&& Character.getType(codePoint) != Character.SURROGATE;
		return character || (id >= 0 && id < this.texts.size());
	}

	String text(int id) {
		return (id < CHARACTERS) ? this.texts.get(id) : Character.toString(id - CHARACTERS);
	}

}
