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

package io.github.togetherspring.webclient;

import io.github.togetherspring.completions.JsonObject;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON texts of one stream with one parser: making a parser for each of them
 * would cost more than half of what a chunk costs in all. For one thread at a time.
 */
final class JsonStreamReader {

	private final JsonCodec codec;

	private final JsonMapper mapper;

	private final JsonTree tree = new JsonTree();

	private @Nullable JsonParser parser;

	JsonStreamReader(JsonCodec codec, JsonMapper mapper) {
		this.codec = codec;
		this.mapper = mapper;
	}

	/**
	 * Reads a JSON object.
	 * @param bytes where the JSON text begins, in UTF-8
	 * @param length how many bytes it has
	 * @return the object
	 * @throws JsonCodec.BrokenJsonException if the text is not one JSON object
	 */
	JsonObject readObject(byte[] bytes, int length) {
		JsonParser current = this.parser;
		if (current == null) {
			current = this.mapper.createNonBlockingByteArrayParser();
			this.parser = current;
		}
		JsonObject object = tryToRead(current, bytes, length);
		if (object == null) {
			// Who knows where that parser stands; another one says what is wrong.
			this.parser = null;
			object = this.codec.readObject(bytes, length);
		}
		return object;
	}

	private @Nullable JsonObject tryToRead(JsonParser parser, byte[] bytes, int length) {
		try {
			((ByteArrayFeeder) parser.nonBlockingInputFeeder()).feedInput(bytes, 0, length);
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			JsonObject object = this.tree.readObject(parser);
			return (parser.nextToken() == JsonToken.NOT_AVAILABLE) ? object : null;
		}
		catch (JacksonException | JsonCodec.BrokenJsonException | ArithmeticException | NumberFormatException ex) {
			return null;
		}
	}

}
