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

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A value that is a view of the JSON object it was read from. Whatever the server sent
 * stays in that object, known to this library or not, and is written out again as it came
 * in.
 */
public abstract class WireObject {

	private final JsonObject json;

	WireObject(JsonObject json) {
		this.json = json;
	}

	/**
	 * Returns the JSON object behind this value: every field, also those that have no
	 * accessor here, in their order.
	 * @return the whole JSON object
	 */
	@JsonValue
	public JsonObject json() {
		return this.json;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other
				|| (other != null && getClass() == other.getClass() && this.json.equals(((WireObject) other).json));
	}

	@Override
	public int hashCode() {
		return this.json.hashCode();
	}

}
