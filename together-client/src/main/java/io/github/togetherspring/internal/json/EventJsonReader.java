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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON texts of one stream. A new Jackson parser per text would account for
 * more than half of the cost of a chunk, so that parsers are reused: a sequence of texts
 * is one input to a parser, which never reads beyond the text that has arrived. Because a
 * text is complete before it is read, all streams share the parsers. Not thread-safe.
 * <p>
 * {@code JacksonAssumptionsTests} has a test for everything that this class assumes about
 * Jackson.
 */
public final class EventJsonReader {

	private final JsonCodec codec;

	private final Parsers parsers;

	private JsonTree tree = new JsonTree();

	EventJsonReader(JsonCodec codec, Parsers parsers) {
		this.codec = codec;
		this.parsers = parsers;
	}

	/**
	 * Read a JSON object.
	 * @param bytes the buffer with the JSON text, in UTF-8
	 * @param from the offset of the text
	 * @param length the length of the text
	 * @return the object
	 * @throws JsonCodec.BrokenJsonException if the text is not one JSON object
	 */
	public JsonObject readObject(byte[] bytes, int from, int length) {
		Parser parser = this.parsers.take();
		JsonObject object = parser.read(bytes, from, length, this.tree);
		if (object == null) {
			// The state of that parser is unknown. A new parser reports the error.
			this.tree = new JsonTree();
			return this.codec.readObject(bytes, from, length);
		}
		this.parsers.giveBack(parser);
		return object;
	}

	/**
	 * Keeps one parser per thread, shared by all streams and single responses: with one
	 * per stream, the parsers of a thousand slow streams would not fit into the processor
	 * cache. Threads that share a slot occasionally have to create a parser.
	 */
	static final class Parsers {

		private static final int PLACES = 64;

		// The number of references in a cache line, to avoid false sharing between
		// threads.
		private static final int DISTANCE = 16;

		private final AtomicReferenceArray<@Nullable Parser> parsers = new AtomicReferenceArray<>(PLACES * DISTANCE);

		private final JsonMapper mapper;

		Parsers(JsonMapper mapper) {
			this.mapper = mapper;
		}

		Parser take() {
			Parser parser = this.parsers.getAndSet(place(), null);
			return (parser != null) ? parser : new Parser(this.mapper);
		}

		void giveBack(Parser parser) {
			if (parser.isWorn()) {
				parser.close();
			}
			else {
				this.parsers.setRelease(place(), parser);
			}
		}

		private static int place() {
			return (int) (Thread.currentThread().getId() % PLACES) * DISTANCE;
		}

	}

	/**
	 * Reads a sequence of JSON texts with a single Jackson parser. Must be discarded
	 * after a failure.
	 */
	static final class Parser {

		private static final int MAX_TEXTS = 1_000;

		private static final int MAX_LENGTH = 16 * 1024;

		private final Text text = new Text();

		private final Rest rest = new Rest();

		private final JsonParser parser;

		private int texts;

		private int longest;

		Parser(JsonMapper mapper) {
			this.parser = mapper.createParser(this.text);
		}

		// Returns null if the text is not one JSON object.
		@Nullable JsonObject read(byte[] bytes, int from, int length, JsonTree tree) {
			this.text.set(bytes, from, length);
			return read(length, tree);
		}

		// Returns null if the text is not one JSON object.
		@Nullable JsonObject read(InputStream bytes, int length, JsonTree tree) {
			this.text.set(bytes);
			return read(length, tree);
		}

		private @Nullable JsonObject read(int length, JsonTree tree) {
			this.texts++;
			this.longest = Math.max(this.longest, length);
			try {
				if (this.parser.nextToken() != JsonToken.START_OBJECT) {
					return null;
				}
				JsonObject object = tree.readObject(this.parser);
				return isReadToItsEnd() ? object : null;
			}
			catch (JacksonException | JsonCodec.BrokenJsonException | ArithmeticException | NumberFormatException
					| IOException ex) {
				return null;
			}
			finally {
				this.text.forget();
			}
		}

		// It has collected names that may not occur again, such as tokens with log
		// probabilities, or has grown with a long text.
		private boolean isWorn() {
			return this.texts >= MAX_TEXTS || this.longest > MAX_LENGTH;
		}

		private void close() {
			this.parser.close();
		}

		// Except for white space, which may be left in the parser's buffer or not have
		// been read yet.
		private boolean isReadToItsEnd() throws IOException {
			this.rest.blank = true;
			this.parser.releaseBuffered(this.rest);
			this.text.writeRest(this.rest);
			return this.rest.blank;
		}

	}

	/**
	 * The parser's input: the current text, and nothing more until the next one is set.
	 */
	private static final class Text extends InputStream {

		private static final byte[] NONE = new byte[0];

		private byte[] bytes = NONE;

		private int position;

		private int end;

		private @Nullable InputStream source;

		void set(byte[] bytes, int from, int length) {
			this.bytes = bytes;
			this.position = from;
			this.end = from + length;
		}

		void set(InputStream source) {
			this.source = source;
		}

		void forget() {
			set(NONE, 0, 0);
			this.source = null;
		}

		@Override
		public int read() throws IOException {
			if (this.source != null) {
				return this.source.read();
			}
			return (this.position < this.end) ? this.bytes[this.position++] & 0xFF : -1;
		}

		@Override
		public int read(byte[] buffer, int offset, int size) throws IOException {
			if (this.source != null) {
				return this.source.read(buffer, offset, size);
			}
			int count = Math.min(size, this.end - this.position);
			if (count <= 0) {
				return (size != 0) ? -1 : 0;
			}
			System.arraycopy(this.bytes, this.position, buffer, offset, count);
			this.position += count;
			return count;
		}

		void writeRest(Rest rest) throws IOException {
			for (int next = read(); next != -1; next = read()) {
				rest.write(next);
			}
		}

	}

	/**
	 * The rest of a text after an object has been read.
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
