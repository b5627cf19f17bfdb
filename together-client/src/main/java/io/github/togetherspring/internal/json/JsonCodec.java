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

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the API's JSON with a separate mapper, so that no setting of the
 * application changes the wire format.
 */
public final class JsonCodec {

	private static final char REPLACEMENT = '\uFFFD';

	private static final String BEYOND_LIMITS = "beyond the limits of the JSON parser";

	// NaN and the infinities, which log probabilities can be, are not valid JSON, but
	// many libraries write them.
	private final JsonMapper mapper = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

	private final ObjectReader values = this.mapper.readerFor(Object.class)
		.with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

	private final EventJsonReader.Parsers parsers = new EventJsonReader.Parsers(this.mapper);

	public byte[] write(Map<String, @Nullable Object> json) {
		return this.mapper.writeValueAsBytes(json);
	}

	/**
	 * Read a JSON object.
	 * @param bytes the JSON text in UTF-8. Invalid bytes, as in a character that was
	 * split between two tokens, are replaced
	 * @return the object
	 * @throws BrokenJsonException if the text is not one JSON object
	 */
	public JsonObject readObject(byte[] bytes) {
		return readObject(bytes, 0, bytes.length);
	}

	public JsonObject readObject(byte[] bytes, int from, int length) {
		try {
			return read(() -> this.mapper.createParser(bytes, from, length));
		}
		catch (BrokenJsonException ex) {
			String text = new String(bytes, from, length, StandardCharsets.UTF_8);
			if (text.indexOf(REPLACEMENT) < 0) {
				throw ex;
			}
			// Not as a string: Jackson takes the last byte of a character for a
			// hexadecimal
			// digit there.
			byte[] repaired = text.getBytes(StandardCharsets.UTF_8);
			return read(() -> this.mapper.createParser(repaired));
		}
	}

	/**
	 * Read a JSON object with a parser that was used before.
	 * @param bytes the JSON text in UTF-8
	 * @param length the number of bytes
	 * @return the object, or {@code null} if {@link #readObject(byte[])} has to say what
	 * is wrong with the text
	 */
	public @Nullable JsonObject readObject(InputStream bytes, int length) {
		EventJsonReader.Parser parser = this.parsers.take();
		JsonObject object = parser.read(bytes, length, new JsonTree());
		if (object != null) {
			this.parsers.giveBack(parser);
		}
		return object;
	}

	private static JsonObject read(Supplier<JsonParser> source) {
		try (JsonParser parser = source.get()) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new BrokenJsonException("not a JSON object");
			}
			JsonObject object = new JsonTree().readObject(parser);
			if (parser.nextToken() != null) {
				throw new BrokenJsonException("more than one JSON object");
			}
			return object;
		}
		catch (JacksonException ex) {
			// Its message quotes the text, which may be confidential.
			throw new BrokenJsonException(problem(ex));
		}
		catch (ArithmeticException | NumberFormatException ex) {
			throw new BrokenJsonException(BEYOND_LIMITS);
		}
	}

	/**
	 * Read a JSON value of any kind.
	 * @param bytes the JSON text in UTF-8
	 * @return the value: a map, a list, a string, a number, a boolean or {@code null}
	 * @throws BrokenJsonException if the text is not one JSON value
	 */
	public @Nullable Object readValue(byte[] bytes) {
		try {
			return this.values.readValue(bytes);
		}
		catch (JacksonException ex) {
			throw new BrokenJsonException(problem(ex));
		}
		catch (ArithmeticException | NumberFormatException ex) {
			throw new BrokenJsonException(BEYOND_LIMITS);
		}
	}

	/**
	 * Return a reader for the JSON texts of one stream.
	 * @return a reader, not thread-safe
	 */
	public EventJsonReader eventReader() {
		return new EventJsonReader(this, this.parsers);
	}

	// Without a location, a limit of the parser was exceeded: nesting, or the length of a
	// number.
	private static String problem(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		return (location != null) ? "broken JSON in line " + location.getLineNr() + ", column " + location.getColumnNr()
				: BEYOND_LIMITS;
	}

	/**
	 * The bytes are not valid JSON.
	 */
	public static class BrokenJsonException extends RuntimeException {

		BrokenJsonException(String message) {
			super(message);
		}

	}

}
