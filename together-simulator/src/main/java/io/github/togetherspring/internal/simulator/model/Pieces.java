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

package io.github.togetherspring.internal.simulator.model;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Splits a text into words, numbers, punctuation and white space. A space belongs to what
 * follows it.
 */
final class Pieces {

	private static final Pattern PIECE = Pattern
		.compile(" ?\\p{L}+(?:'\\p{L}+)?| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]|\\n+|[^\\S\\n]+(?=[^\\S\\n]\\S)|[^\\S\\n]+");

	private Pieces() {
	}

	static List<String> of(String text) {
		return PIECE.matcher(text).results().map(MatchResult::group).toList();
	}

}
