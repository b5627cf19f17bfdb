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

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

import io.github.togetherspring.internal.simulator.model.LanguageModel;
import io.github.togetherspring.internal.simulator.model.ScoredToken;
import io.github.togetherspring.simulator.script.SimulatedChoice;

/**
 * A scripted choice.
 */
final class ScriptedChoice extends Choice {

	private final Iterator<ScoredToken> tokens;

	private final String finishReason;

	ScriptedChoice(SimulatedChoice choice, LanguageModel model, BigInteger seed) {
		super(seed);
		this.tokens = tokens(choice, model).iterator();
		this.finishReason = choice.finishReason();
	}

	private static List<ScoredToken> tokens(SimulatedChoice choice, LanguageModel model) {
		List<String> texts = choice.tokens();
		if (texts == null) {
			return model.encode(choice.text()).stream().map((id) -> token(id, model.text(id), 0)).toList();
		}
		return IntStream.range(0, texts.size()).mapToObj((index) -> {
			List<Integer> ids = model.encode(texts.get(index));
			return token(ids.isEmpty() ? 0 : ids.get(0), texts.get(index), choice.logprob(index));
		}).toList();
	}

	private static ScoredToken token(int id, String text, double logprob) {
		ScoredToken itself = new ScoredToken(id, text, logprob, List.of());
		return new ScoredToken(id, text, logprob, List.of(itself));
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
