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

package io.github.togetherspring.simulator;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import io.github.togetherspring.simulator.model.ScoredToken;

/**
 * A choice whose tokens are given.
 */
final class ScriptedChoice extends Choice {

	private final Iterator<ScoredToken> tokens;

	private final String finishReason;

	ScriptedChoice(List<ScoredToken> tokens, String finishReason, BigInteger seed) {
		super(seed);
		this.tokens = tokens.iterator();
		this.finishReason = finishReason;
	}

	@Override
	List<Piece> next() {
		List<Piece> pieces = new ArrayList<>();
		if (this.tokens.hasNext()) {
			countToken();
			ScoredToken token = this.tokens.next();
			pieces.add(Piece.of(token, token.text()));
		}
		if (this.tokens.hasNext()) {
			return pieces;
		}
		return finish(pieces, this.finishReason);
	}

}
