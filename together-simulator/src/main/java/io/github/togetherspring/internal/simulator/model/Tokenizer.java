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
import java.util.List;

/**
 * Converts texts to tokens. The texts of the tokens, joined, are the original text.
 */
final class Tokenizer {

	private final Vocabulary vocabulary;

	Tokenizer(Vocabulary vocabulary) {
		this.vocabulary = vocabulary;
	}

	List<Integer> encode(String text) {
		List<Integer> ids = new ArrayList<>();
		for (String piece : Pieces.of(text)) {
			encodePiece(piece, ids);
		}
		return List.copyOf(ids);
	}

	private void encodePiece(String piece, List<Integer> ids) {
		Integer known = this.vocabulary.id(piece);
		if (known != null) {
			ids.add(known);
		}
		else if (piece.startsWith(" ") && piece.length() > 1) {
			encodePiece(" ", ids);
			encodePiece(piece.substring(1), ids);
		}
		else {
			piece.codePoints().map(this.vocabulary::characterId).forEach(ids::add);
		}
	}

}
