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

package io.github.togetherspring.jackson;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads an object by its tokens, not by the settings of the mapper.
 *
 * @param <T> the type of the object
 */
final class LosslessDeserializer<T> extends StdDeserializer<T> {

	private final Function<Map<String, ?>, T> reader;

	LosslessDeserializer(Class<T> type, Function<Map<String, ?>, T> reader) {
		super(type);
		this.reader = reader;
	}

	@Override
	@SuppressWarnings("unchecked")
	public T deserialize(JsonParser parser, DeserializationContext context) {
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			return (T) context.handleUnexpectedToken(getValueType(context), parser);
		}
		return this.reader.apply(readLimited(parser));
	}

	// Jackson does not translate these for a number beyond the limits of its parser.
	private static Map<String, @Nullable Object> readLimited(JsonParser parser) {
		try {
			return readObject(parser);
		}
		catch (NumberFormatException | ArithmeticException ex) {
			throw new StreamReadException(parser, "A number is beyond the limits of the JSON parser");
		}
	}

	private static Map<String, @Nullable Object> readObject(JsonParser parser) {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			object.put(name, readValue(parser, parser.nextToken()));
		}
		return object;
	}

	private static List<@Nullable Object> readArray(JsonParser parser) {
		List<@Nullable Object> array = new ArrayList<>();
		for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			array.add(readValue(parser, token));
		}
		return array;
	}

	private static @Nullable Object readValue(JsonParser parser, JsonToken token) {
		return switch (token) {
			case START_OBJECT -> readObject(parser);
			case START_ARRAY -> readArray(parser);
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT -> parser.getNumberValue();
			case VALUE_NUMBER_FLOAT -> readDecimal(parser);
			case VALUE_TRUE -> Boolean.TRUE;
			case VALUE_FALSE -> Boolean.FALSE;
			default -> null;
		};
	}

	// As the client reads them: a BigDecimal has no negative zero, and JSON no NaN.
	private static Object readDecimal(JsonParser parser) {
		if (parser.isNaN()) {
			return parser.getString();
		}
		BigDecimal decimal = parser.getDecimalValue();
		return (decimal.signum() == 0 && parser.getString().startsWith("-")) ? Double.valueOf(-0.0) : decimal;
	}

}
