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

import java.io.InputStream;
import java.io.OutputStream;

import io.github.togetherspring.completions.JsonObject;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON texts of one stream with one parser, to which they are one text after
 * the other: making a parser for each of them would cost more than half of what a chunk
 * costs in all. For one thread at a time.
 */
final class JsonStreamReader {

	private final JsonCodec codec;

	private final JsonMapper mapper;

	private JsonTree tree = new JsonTree();

	private final Text text = new Text();

	private final Rest rest = new Rest();

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
		JsonObject object = tryToRead(bytes, length);
		if (object == null) {
			// Who knows where that parser stands; another one says what is wrong.
			this.parser = null;
			this.tree = new JsonTree();
			object = this.codec.readObject(bytes, length);
		}
		return object;
	}

	private @Nullable JsonObject tryToRead(byte[] bytes, int length) {
		this.text.set(bytes, length);
		try {
			JsonParser current = this.parser;
			if (current == null) {
				current = this.mapper.createParser(this.text);
				this.parser = current;
			}
			if (current.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			JsonObject object = this.tree.readObject(current);
			return isReadToItsEnd(current) ? object : null;
		}
		catch (JacksonException | JsonCodec.BrokenJsonException | ArithmeticException | NumberFormatException ex) {
			return null;
		}
	}

	// But for space, which may be left in the parser's buffer or not have come so far.
	private boolean isReadToItsEnd(JsonParser parser) {
		this.rest.blank = true;
		parser.releaseBuffered(this.rest);
		this.text.writeRest(this.rest);
		return this.rest.blank;
	}

	/**
	 * What the parser reads: the text that is set, and no more until another one is set.
	 */
	private static final class Text extends InputStream {

		private byte[] bytes = new byte[0];

		private int position;

		private int length;

		void set(byte[] bytes, int length) {
			this.bytes = bytes;
			this.position = 0;
			this.length = length;
		}

		@Override
		public int read() {
			return (this.position < this.length) ? this.bytes[this.position++] & 0xFF : -1;
		}

		@Override
		public int read(byte[] buffer, int offset, int size) {
			int count = Math.min(size, this.length - this.position);
			if (count <= 0) {
				return (size != 0) ? -1 : 0;
			}
			System.arraycopy(this.bytes, this.position, buffer, offset, count);
			this.position += count;
			return count;
		}

		void writeRest(Rest rest) {
			rest.write(this.bytes, this.position, this.length - this.position);
			this.position = this.length;
		}

	}

	/**
	 * What is left of a text when an object has been read.
	 */
	private static final class Rest extends OutputStream {

		private boolean blank;

		@Override
		public void write(int character) {
			this.blank &= character == ' ' || character == '\t' || character == '\n' || character == '\r';
		}

		@Override
		public void write(byte[] buffer, int offset, int size) {
			for (int i = offset; i < offset + size; i++) {
				write(buffer[i]);
			}
		}

	}

}
