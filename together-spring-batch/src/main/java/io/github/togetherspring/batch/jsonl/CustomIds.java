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

package io.github.togetherspring.batch.jsonl;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds the {@code custom_id} of a line, even if the rest of the line is invalid.
 */
final class CustomIds {

	/**
	 * Name of the field.
	 */
	static final String FIELD = "custom_id";

	private static final JsonFactory factory = new JsonFactory();

	private CustomIds() {
	}

	/**
	 * Find the id.
	 * @param line the text of the line, or {@code null}
	 * @return the id, or {@code null} if none can be found
	 */
	static @Nullable String find(@Nullable String line) {
		if (line == null || !mayContainId(line)) {
			return null;
		}
		try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), line)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return null;
			}
			for (String name = parser.nextName(); name != null; name = parser.nextName()) {
				JsonToken value = parser.nextToken();
				if (FIELD.equals(name)) {
					return (value == JsonToken.VALUE_STRING) ? parser.getString() : null;
				}
				parser.skipChildren();
			}
			return null;
		}
		catch (JacksonException | ArithmeticException | NumberFormatException ex) {
			return null;
		}
	}

	// The name may be escaped.
	private static boolean mayContainId(String line) {
		return line.contains(FIELD) || line.contains("\\u");
	}

}
