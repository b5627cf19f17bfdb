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

package io.github.togetherspring.simulator.script;

import org.jspecify.annotations.Nullable;

/**
 * Quotation and comparison of texts for messages.
 */
final class Texts {

	private static final int LONGEST = 300;

	// Enough to find the more similar of two prompts; the effort is quadratic.
	private static final int COMPARED = 200;

	private Texts() {
	}

	static String quote(@Nullable Object value) {
		if (value instanceof CharSequence text) {
			return '"' + shorten(JsonValues.write(text.toString()).replaceAll("^\"|\"$", "")) + '"';
		}
		return (value != null) ? shorten(JsonValues.write(value)) : "none";
	}

	static String shorten(String text) {
		return (text.length() <= LONGEST) ? text : text.substring(0, LONGEST) + "…";
	}

	/**
	 * Return the share of a text that differs from another text.
	 * @param text the text
	 * @param other the other text
	 * @return a number from 0, for equal texts, to 1
	 */
	static double distance(String text, @Nullable String other) {
		if (other == null) {
			return 1;
		}
		if (text.equals(other)) {
			return 0;
		}
		String from = text.substring(0, Math.min(text.length(), COMPARED));
		String to = other.substring(0, Math.min(other.length(), COMPARED));
		// Texts that only differ after the compared part are close, but not equal.
		return Math.max(edits(from, to), 1) / (double) Math.max(1, Math.max(from.length(), to.length()));
	}

	private static int edits(String from, String to) {
		int[] row = new int[to.length() + 1];
		for (int j = 0; j < row.length; j++) {
			row[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j < row.length; j++) {
				int changed = diagonal + ((from.charAt(i - 1) != to.charAt(j - 1)) ? 1 : 0);
				diagonal = row[j];
				row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
			}
		}
		return row[to.length()];
	}

}
