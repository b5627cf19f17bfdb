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

package io.github.togetherspring.autoconfigure;

import io.github.togetherspring.internal.diagnostics.InvalidTogetherPropertyException;
import org.jspecify.annotations.Nullable;

/**
 * Adapts {@link TogetherProperties} to {@link TogetherConnectionDetails}.
 */
class PropertiesTogetherConnectionDetails implements TogetherConnectionDetails {

	private final TogetherProperties properties;

	PropertiesTogetherConnectionDetails(TogetherProperties properties) {
		this.properties = properties;
	}

	@Override
	public String getBaseUrl() {
		String baseUrl = value("together.base-url", this.properties.getBaseUrl());
		return (baseUrl != null) ? baseUrl : TogetherProperties.DEFAULT_BASE_URL;
	}

	@Override
	public @Nullable String getApiKey() {
		return value("together.api-key", this.properties.getApiKey());
	}

	/**
	 * Return the value of a property, unless it is blank: Compose files and shells easily
	 * set a variable to nothing.
	 * @param property the full name of the property
	 * @param value the value that was bound
	 * @return the value, or {@code null} if there is none
	 * @throws InvalidTogetherPropertyException if it contains a placeholder, which the
	 * binder keeps if it cannot be resolved
	 */
	static @Nullable String value(String property, @Nullable String value) {
		if (value == null || value.isBlank()) {
			return null;
		}
		if (value.contains("${")) {
			throw new InvalidTogetherPropertyException(property, "It contains a placeholder that cannot be resolved");
		}
		return value;
	}

}
