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

package io.github.togetherspring.internal.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Builds JSON objects from the tokens of a parser. Texts that occur repeatedly in a
 * stream, such as the model's name, are kept once, and objects are expected to have as
 * many members as the previous one at the same depth. Must be discarded after a failure.
 */
final class JsonTree {

	private static final int MAX_EXPECTED = 16;

	private final @Nullable String[] recent = new @Nullable String[4];

	private final int[] sizes = { 8, 6, 3, 3 };

	private int depth;

	// Whether the first of several members with the same name is used, instead of the
	// last.
	private boolean firstCounts;

	/**
	 * Read an object whose first token has been read.
	 * @param parser the parser
	 * @return the object
	 * @throws JsonCodec.BrokenJsonException if the text ends before the object does
	 */
	JsonObject readObject(JsonParser parser) {
		int place = Math.min(this.depth++, this.sizes.length - 1);
		JsonObject.Builder object = JsonObject.builder(this.sizes[place]);
		int size = 0;
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			JsonToken token = parser.nextToken();
			Object value = (token != JsonToken.VALUE_STRING) ? readMember(parser, name, token) : readText(parser, name);
			if (this.firstCounts) {
				object.putIfAbsent(name, value);
			}
			else {
				object.put(name, value);
			}
			size++;
		}
		checkAvailable(parser.currentToken());
		this.sizes[place] = Math.min(size, MAX_EXPECTED);
		this.depth--;
		return object.build();
	}

	// Different tokens may have the same spelling. The most likely one comes first.
	private @Nullable Object readMember(JsonParser parser, String name, @Nullable JsonToken token) {
		if (this.firstCounts || !"top_logprobs".equals(name)) {
			return readValue(parser, token);
		}
		this.firstCounts = true;
		Object value = readValue(parser, token);
		this.firstCounts = false;
		return value;
	}

	private List<@Nullable Object> readArray(JsonParser parser) {
		JsonToken token = parser.nextToken();
		if (token == JsonToken.END_ARRAY) {
			return Collections.emptyList();
		}
		Object first = readValue(parser, token);
		token = parser.nextToken();
		if (token == JsonToken.END_ARRAY) {
			return Collections.singletonList(first);
		}
		List<@Nullable Object> array = new ArrayList<>();
		array.add(first);
		for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			array.add(readValue(parser, token));
		}
		return array;
	}

	private @Nullable Object readValue(JsonParser parser, @Nullable JsonToken token) {
		if (token == null) {
			throw endsTooEarly();
		}
		return switch (token) {
			case START_OBJECT -> readObject(parser);
			case START_ARRAY -> readArray(parser);
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT -> parser.getNumberValue();
			case VALUE_NUMBER_FLOAT -> decimal(parser);
			case VALUE_TRUE -> Boolean.TRUE;
			case VALUE_FALSE -> Boolean.FALSE;
			default -> null;
		};
	}

	private String readText(JsonParser parser, String name) {
		int place = switch (name) {
			case "id" -> 0;
			case "object" -> 1;
			case "model" -> 2;
			// Together AI writes each piece of text under both names.
			case "text", "content" -> 3;
			default -> -1;
		};
		if (place < 0) {
			return parser.getString();
		}
		String recent = this.recent[place];
		String text = known(parser, recent);
		// A redundant write would still cost the garbage collector work.
		if (text != recent) {
			this.recent[place] = text;
		}
		return text;
	}

	private static String known(JsonParser parser, @Nullable String known) {
		int length = parser.getStringLength();
		if (known == null || known.length() != length) {
			return parser.getString();
		}
		char[] characters = parser.getStringCharacters();
		int offset = parser.getStringOffset();
		for (int i = 0; i < length; i++) {
			if (characters[offset + i] != known.charAt(i)) {
				return parser.getString();
			}
		}
		return known;
	}

	// BigDecimal has no negative zero, which log probabilities can be. JSON has neither
	// NaN nor the infinities, so they become the strings that are written for them.
	private static Object decimal(JsonParser parser) {
		if (parser.isNaN()) {
			return String.valueOf(parser.getDoubleValue());
		}
		BigDecimal decimal = parser.getDecimalValue();
		if (decimal.signum() == 0 && parser.getString().startsWith("-")) {
			return -0.0;
		}
		return JsonObject.shortest(decimal);
	}

	private static void checkAvailable(@Nullable JsonToken token) {
		if (token == null) {
			throw endsTooEarly();
		}
	}

	private static JsonCodec.BrokenJsonException endsTooEarly() {
		return new JsonCodec.BrokenJsonException("JSON that ends too early");
	}

}
