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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;

/**
 * The names that {@link TogetherProperties} has properties for, as the binder itself asks
 * for them.
 */
final class KnownProperties {

	// Has nothing but does not say so, or the binder would not ask for nested names.
	private static final ConfigurationPropertySource NOTHING = (name) -> null;

	private final Map<ConfigurationPropertyName, Class<?>> types = new LinkedHashMap<>();

	KnownProperties(String prefix) {
		new Binder(List.of(NOTHING)).bind(prefix, Bindable.of(TogetherProperties.class), new NameCollector());
	}

	/**
	 * Return the names, without those of groups.
	 * @return the names
	 */
	Set<ConfigurationPropertyName> names() {
		return this.types.keySet();
	}

	/**
	 * Return whether there is a property for a name.
	 * @param name the name, also that of a map's or a list's element or of a group
	 * @return whether it is known
	 */
	boolean isKnown(ConfigurationPropertyName name) {
		return this.types.entrySet()
			.stream()
			.anyMatch((known) -> known.getKey().equals(name) || name.isAncestorOf(known.getKey())
					|| (known.getKey().isAncestorOf(name) && hasElements(known.getValue())));
	}

	private static boolean hasElements(Class<?> type) {
		return Map.class.isAssignableFrom(type) || Iterable.class.isAssignableFrom(type);
	}

	/**
	 * Notes the names that it is asked for, and goes into groups only.
	 */
	private final class NameCollector implements BindHandler {

		@Override
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			Class<?> type = target.getType().toClass();
			if (type.isRecord()) {
				return target;
			}
			KnownProperties.this.types.put(name, type);
			return null;
		}

	}

}
