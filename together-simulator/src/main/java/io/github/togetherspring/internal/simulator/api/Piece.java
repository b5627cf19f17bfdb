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

import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.internal.simulator.model.ScoredToken;
import org.jspecify.annotations.Nullable;

/**
 * A part of a choice that is sent at once: a token, the finish reason, or both.
 *
 * @param text the text
 * @param token the token, of which the text may only be a part, or {@code null}
 * @param finishReason the finish reason, or {@code null} if the choice continues
 */
record Piece(String text, @Nullable ScoredToken token, @Nullable String finishReason) {

	static Piece of(ScoredToken token, String text) {
		return new Piece(text, token, null);
	}

	/**
	 * Add a finish reason to the last pieces of a choice: {@code length} to the last
	 * token itself, any other reason after it.
	 * @param pieces the last pieces of the choice
	 * @param finishReason the finish reason
	 * @return the pieces with the finish reason
	 */
	static List<Piece> finished(List<Piece> pieces, String finishReason) {
		List<Piece> finished = new ArrayList<>(pieces);
		if (finishReason.equals("length") && !pieces.isEmpty()) {
			Piece last = finished.remove(finished.size() - 1);
			finished.add(new Piece(last.text(), last.token(), finishReason));
		}
		else {
			finished.add(new Piece("", null, finishReason));
		}
		return finished;
	}

}
