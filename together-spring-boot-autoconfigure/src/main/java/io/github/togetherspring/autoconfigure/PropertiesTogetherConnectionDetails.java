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

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Adapts the properties of one client to {@link TogetherConnectionDetails}. They are read
 * whenever they are asked for, so that a key that changes in the environment counts at
 * once.
 */
class PropertiesTogetherConnectionDetails implements TogetherConnectionDetails {

	private final Environment environment;

	private final String prefix;

	/**
	 * Creates connection details.
	 * @param environment where the properties are
	 * @param prefix what their names begin with
	 */
	PropertiesTogetherConnectionDetails(Environment environment, String prefix) {
		this.environment = environment;
		this.prefix = prefix;
	}

	boolean hasBaseUrl() {
		return property("base-url") != null;
	}

	boolean hasApiKey() {
		return property("api-key") != null;
	}

	@Override
	public String getBaseUrl() {
		String baseUrl = property("base-url");
		return (baseUrl != null) ? baseUrl : TogetherProperties.DEFAULT_BASE_URL;
	}

	@Override
	public @Nullable String getApiKey() {
		return property("api-key");
	}

	// Compose files and shells easily set a variable to nothing.
	private @Nullable String property(String property) {
		String name = this.prefix + "." + property;
		try {
			String value = this.environment.getProperty(name);
			return (value != null && !value.isBlank()) ? value : null;
		}
		catch (IllegalArgumentException ex) {
			// Not the message, which has the rest of the value.
			throw new InvalidTogetherPropertyException(name, "There is a placeholder in it that nothing fills");
		}
	}

}
