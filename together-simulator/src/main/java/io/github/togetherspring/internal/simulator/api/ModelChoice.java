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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

import io.github.togetherspring.internal.simulator.model.ScoredToken;

/**
 * A choice by the language model. Tokens that may be part of a stop sequence are held
 * back.
 */
final class ModelChoice extends Choice {

	private final Iterator<ScoredToken> generation;

	private final CompletionCall call;

	private final StopSequences stops;

	private final Deque<ScoredToken> held = new ArrayDeque<>();

	ModelChoice(Iterator<ScoredToken> generation, CompletionCall call, BigInteger seed) {
		super(seed);
		this.generation = generation;
		this.call = call;
		this.stops = new StopSequences(call.stop());
	}

	@Override
	List<Piece> next() {
		if (tokenCount() == this.call.maxTokens()) {
			return finishAt(0, "length");
		}
		if (!this.generation.hasNext()) {
			return finishAt(Integer.MAX_VALUE, "stop");
		}
		ScoredToken token = this.generation.next();
		countToken();
		this.held.add(token);
		String text = this.held.stream().map(ScoredToken::text).collect(Collectors.joining());
		int stop = this.stops.find(text);
		if (stop >= 0) {
			return finishAt(stop, "stop");
		}
		if (tokenCount() == this.call.maxTokens()) {
			return finishAt(text.length(), "length");
		}
		return releaseWhole(this.stops.safeLength(text));
	}

	private List<Piece> releaseWhole(int length) {
		List<Piece> pieces = new ArrayList<>();
		int left = length;
		while (!this.held.isEmpty() && this.held.element().text().length() <= left) {
			ScoredToken token = this.held.remove();
			left -= token.text().length();
			pieces.add(Piece.of(token, token.text()));
		}
		return pieces;
	}

	private List<Piece> finishAt(int length, String finishReason) {
		List<Piece> pieces = releaseWhole(length);
		int left = length - pieces.stream().mapToInt((piece) -> piece.text().length()).sum();
		if (!this.held.isEmpty() && left > 0) {
			ScoredToken cut = this.held.remove();
			pieces.add(Piece.of(cut, cut.text().substring(0, left)));
		}
		return finish(pieces, finishReason);
	}

}
