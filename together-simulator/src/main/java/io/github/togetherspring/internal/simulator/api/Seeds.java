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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

/**
 * Seeds of choices. A request with the seed of a choice generates the same text again.
 */
final class Seeds {

	/** The service sends unsigned 64-bit numbers, rounded by conversion to double. */
	private static final double LIMIT = 1.8e19;

	private static final MathContext DIGITS = new MathContext(15);

	private Seeds() {
	}

	/**
	 * Return the seed of a choice.
	 * @param requested the seed of the request, which is that of the first choice
	 * @param index the index of the choice
	 * @return the seed
	 */
	static BigInteger of(@Nullable BigInteger requested, int index) {
		if (requested == null) {
			return draw(new SplittableRandom());
		}
		if (index == 0) {
			return requested;
		}
		long first = new SplittableRandom(requested.longValue()).nextLong();
		return draw(new SplittableRandom(first + index));
	}

	// Calculated in a way that is the same in all versions of Java, and limited to digits
	// that survive a conversion to double.
	private static BigInteger draw(SplittableRandom random) {
		return new BigDecimal(1 + random.nextDouble() * (LIMIT - 1), DIGITS).toBigInteger();
	}

}
