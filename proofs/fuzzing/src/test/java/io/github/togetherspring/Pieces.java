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

package io.github.togetherspring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Ways to cut bytes into the pieces in which a connection may deliver them.
 */
public final class Pieces {

	private Pieces() {
	}

	/**
	 * Cut bytes in several ways. The same bytes are always cut alike, so that a failure
	 * can be repeated.
	 * @param bytes the bytes
	 * @return the pieces: all bytes at once, one by one, and two random ways
	 */
	public static List<List<byte[]>> of(byte[] bytes) {
		Random random = new Random(Arrays.hashCode(bytes));
		return List.of(List.of(bytes), cut(bytes, 1, random), cut(bytes, 5, random), cut(bytes, 40, random));
	}

	private static List<byte[]> cut(byte[] bytes, int maxLength, Random random) {
		List<byte[]> pieces = new ArrayList<>();
		for (int from = 0; from < bytes.length;) {
			int to = Math.min(bytes.length, from + 1 + random.nextInt(maxLength));
			pieces.add(Arrays.copyOfRange(bytes, from, to));
			from = to;
		}
		return pieces;
	}

}
