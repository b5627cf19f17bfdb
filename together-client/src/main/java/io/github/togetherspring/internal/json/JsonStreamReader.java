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

import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON texts of one stream. Not thread-safe.
 */
public final class JsonStreamReader {

	private final JsonCodec codec;

	private final ParserPool parsers;

	private JsonTree tree = new JsonTree();

	public JsonStreamReader(JsonCodec codec, ParserPool parsers) {
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
		RepeatedParser parser = this.parsers.take();
		@Nullable JsonObject object = parser.read(bytes, from, length, this.tree);
		if (object == null) {
			// The parser's position is unknown. Another parser reads the text again and
			// reports the error.
			this.tree = new JsonTree();
			return this.codec.readObject(bytes, from, length);
		}
		this.parsers.giveBack(parser);
		return object;
	}

}
