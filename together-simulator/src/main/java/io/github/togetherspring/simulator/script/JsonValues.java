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

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Comparison and formatting of JSON values, as text, numbers, lists and maps.
 */
final class JsonValues {

	private static final JsonMapper MAPPER = new JsonMapper();

	private JsonValues() {
	}

	static String write(Object value) {
		return MAPPER.writeValueAsString(value);
	}

	/**
	 * Read an object.
	 * @param text the text
	 * @return the members, empty if the text is not a JSON object
	 */
	@SuppressWarnings("unchecked")
	static Map<String, @Nullable Object> readObject(String text) {
		try {
			if (!text.isBlank() && MAPPER.readValue(text, Object.class) instanceof Map<?, ?> members) {
				return Collections.unmodifiableMap((Map<String, @Nullable Object>) members);
			}
		}
		catch (JacksonException ex) {
			// The response reports it.
		}
		return Map.of();
	}

	/**
	 * Return whether two values are equal in JSON, where {@code 1} and {@code 1.0} are
	 * the same number.
	 * @param one a value
	 * @param other another value
	 * @return whether they are equal
	 */
	static boolean same(@Nullable Object one, @Nullable Object other) {
		return Objects.equals(normalize(one), normalize(other));
	}

	private static @Nullable Object normalize(@Nullable Object value) {
		if (value instanceof Number number) {
			return new BigDecimal(number.toString()).stripTrailingZeros();
		}
		if (value instanceof Collection<?> values) {
			List<@Nullable Object> normalized = new ArrayList<>();
			values.forEach((element) -> normalized.add(normalize(element)));
			return normalized;
		}
		if (value instanceof Map<?, ?> members) {
			Map<String, @Nullable Object> normalized = new LinkedHashMap<>();
			members.forEach((name, member) -> normalized.put(String.valueOf(name), normalize(member)));
			return normalized;
		}
		return value;
	}

}
