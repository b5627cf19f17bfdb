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

package io.github.togetherspring.completions;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A value that is a view of the JSON object it was read from. Whatever the server sent
 * stays in that object, known to this library or not, and is written as it was read.
 */
abstract class JsonView {

	private final JsonObject fields;

	JsonView(JsonObject fields) {
		this.fields = fields;
	}

	/**
	 * Return all fields as they were sent, including those without an accessor. A value
	 * is {@code null}, a {@link String}, a {@link Boolean}, a {@link Number}, a
	 * {@link Map} or a {@link java.util.List}. An integer is the smallest of
	 * {@link Integer}, {@link Long} and {@link java.math.BigInteger} that holds it, any
	 * other number is a {@link java.math.BigDecimal}.
	 * @return the fields in their order, unmodifiable
	 */
	@JsonValue
	public Map<String, @Nullable Object> json() {
		return this.fields;
	}

	final JsonObject fields() {
		return this.fields;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other
				|| (other != null && getClass() == other.getClass() && this.fields.equals(((JsonView) other).fields));
	}

	@Override
	public int hashCode() {
		return this.fields.hashCode();
	}

}
