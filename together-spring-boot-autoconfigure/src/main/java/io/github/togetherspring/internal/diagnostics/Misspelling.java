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

package io.github.togetherspring.internal.diagnostics;

/**
 * Compares names by the number of characters that are missing, superfluous, wrong or
 * swapped with their neighbour.
 */
final class Misspelling {

	private static final int LENGTH_PER_MISTAKE = 4;

	private static final int MAX_MISTAKES = 2;

	private Misspelling() {
	}

	/**
	 * Return whether one name may be meant where another is written.
	 * @param written the name that is written
	 * @param meant the name that may be meant
	 * @return whether they differ so little
	 */
	static boolean isLikely(String written, String meant) {
		int length = Math.max(written.length(), meant.length());
		return distance(written, meant) <= Math.min(MAX_MISTAKES, length / LENGTH_PER_MISTAKE);
	}

	/**
	 * Return the number of mistakes that make one name of another.
	 * @param written the name that is written
	 * @param meant the name that may be meant
	 * @return the number, zero if they are the same
	 */
	static int distance(String written, String meant) {
		int[][] distance = new int[written.length() + 1][meant.length() + 1];
		for (int i = 0; i <= written.length(); i++) {
			for (int j = 0; j <= meant.length(); j++) {
				distance[i][j] = (i == 0 || j == 0) ? i + j : distance(distance, written, i, meant, j);
			}
		}
		return distance[written.length()][meant.length()];
	}

	private static int distance(int[][] distance, String written, int i, String meant, int j) {
		int wrong = (written.charAt(i - 1) != meant.charAt(j - 1)) ? 1 : 0;
		int least = Math.min(distance[i - 1][j - 1] + wrong, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
		boolean exchanged = i > 1 && j > 1 && written.charAt(i - 1) == meant.charAt(j - 2)
				&& written.charAt(i - 2) == meant.charAt(j - 1);
		return exchanged ? Math.min(least, 1 + distance[i - 2][j - 2]) : least;
	}

}
