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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Adapts the properties of one client to {@link TogetherConnectionDetails}. The key is
 * read anew when a property source was added or replaced, and else once a second, so that
 * one that changes in the environment counts; to read it for each call would be a twelfth
 * of what a call allocates.
 */
class PropertiesTogetherConnectionDetails implements TogetherConnectionDetails {

	private static final long MAX_AGE_NANOS = 1_000_000_000;

	private final Environment environment;

	private final String prefix;

	private volatile @Nullable KnownKey key;

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
		KnownKey known = this.key;
		if (known == null || !known.isCurrent(this.environment)) {
			known = KnownKey.of(property("api-key"), this.environment);
			this.key = known;
		}
		return known.value();
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

	/**
	 * The key as it was read.
	 *
	 * @param value the key, or {@code null} if there was none
	 * @param nanos when it was read
	 * @param sources where it was looked for
	 */
	private record KnownKey(@Nullable String value, long nanos, List<PropertySource<?>> sources) {

		static KnownKey of(@Nullable String value, Environment environment) {
			List<PropertySource<?>> sources = (environment instanceof ConfigurableEnvironment configurable)
					? configurable.getPropertySources().stream().toList() : List.of();
			return new KnownKey(value, System.nanoTime(), sources);
		}

		boolean isCurrent(Environment environment) {
			if (System.nanoTime() - this.nanos >= MAX_AGE_NANOS) {
				return false;
			}
			int index = 0;
			if (environment instanceof ConfigurableEnvironment configurable) {
				for (PropertySource<?> source : configurable.getPropertySources()) {
					// Not equals(), for which two of the same name are the same.
					if (index == this.sources.size() || this.sources.get(index) != source) {
						return false;
					}
					index++;
				}
			}
			return index == this.sources.size();
		}

	}

}
