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

import java.util.ArrayList;
import java.util.List;

/**
 * Turns texts into tokens and back. Nothing is lost: the texts of the tokens, one after
 * the other, are the text.
 */
public final class Tokenizer {

	private final Vocabulary vocabulary;

	Tokenizer(Vocabulary vocabulary) {
		this.vocabulary = vocabulary;
	}

	/**
	 * Return the tokens of a text.
	 * @param text any text
	 * @return the ids of its tokens
	 */
	public List<Integer> encode(String text) {
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

	/**
	 * Return the text of tokens.
	 * @param ids the ids of the tokens
	 * @return their text
	 */
	public String decode(List<Integer> ids) {
		StringBuilder text = new StringBuilder();
		ids.forEach((id) -> text.append(this.vocabulary.text(id)));
		return text.toString();
	}

	/**
	 * Return the text of one token.
	 * @param id the id of the token
	 * @return its text, which is empty for the end of a text
	 */
	public String text(int id) {
		return this.vocabulary.text(id);
	}

	/**
	 * Return whether a number is the id of a token.
	 * @param id any number
	 * @return {@code true} for the id of a token
	 */
	public boolean knows(int id) {
		return this.vocabulary.knows(id);
	}

	/**
	 * Return how many tokens the model can choose from. Their ids are the numbers below.
	 * @return the size of the vocabulary
	 */
	public int size() {
		return this.vocabulary.size();
	}

}
