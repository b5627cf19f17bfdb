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
import java.util.List;

/**
 * A choice that is being generated.
 */
abstract class Choice {

	private final BigInteger seed;

	private int tokenCount;

	private boolean finished;

	Choice(BigInteger seed) {
		this.seed = seed;
	}

	/**
	 * Generate one token.
	 * @return the pieces that can be sent now, which may be none
	 */
	abstract List<Piece> next();

	void countToken() {
		this.tokenCount++;
	}

	List<Piece> finish(List<Piece> last, String finishReason) {
		this.finished = true;
		return Piece.finished(last, finishReason);
	}

	boolean isFinished() {
		return this.finished;
	}

	int tokenCount() {
		return this.tokenCount;
	}

	BigInteger seed() {
		return this.seed;
	}

}
