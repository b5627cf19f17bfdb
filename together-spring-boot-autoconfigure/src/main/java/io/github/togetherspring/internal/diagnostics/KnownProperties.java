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

package io.github.togetherspring.internal.diagnostics;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.StringUtils;

/**
 * The names of the properties that a class has, including those of its nested classes.
 */
final class KnownProperties {

	private final Map<ConfigurationPropertyName, Class<?>> types = new LinkedHashMap<>();

	/**
	 * Collect the names.
	 * @param types the classes with a getter for each property, in which nested classes
	 * are groups of properties
	 */
	KnownProperties(List<Class<?>> types) {
		for (Class<?> type : types) {
			ConfigurationProperties properties = MergedAnnotations.from(type)
				.get(ConfigurationProperties.class)
				.synthesize();
			collect(ConfigurationPropertyName.of(properties.prefix()), type);
		}
	}

	private void collect(ConfigurationPropertyName prefix, Class<?> type) {
		for (Method method : type.getDeclaredMethods()) {
			String property = property(method);
			if (!property.isEmpty()) {
				ConfigurationPropertyName name = prefix.append(DataObjectPropertyName.toDashedForm(property));
				Class<?> valueType = method.getReturnType();
				if (valueType.getNestHost() == type.getNestHost() && !valueType.isEnum()) {
					collect(name, valueType);
				}
				else {
					this.types.put(name, valueType);
				}
			}
		}
	}

	private static String property(Method method) {
		boolean readable = Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0;
		for (String prefix : new String[] { "get", "is" }) {
			if (readable && method.getName().startsWith(prefix)) {
				return StringUtils.uncapitalize(method.getName().substring(prefix.length()));
			}
		}
		return "";
	}

	/**
	 * Return the names, without those of groups.
	 * @return the names
	 */
	Set<ConfigurationPropertyName> names() {
		return this.types.keySet();
	}

	/**
	 * Return whether a name is that of a property, of a group, or of an element of a map
	 * or list.
	 * @param name the name
	 * @return whether it is known
	 */
	boolean isKnown(ConfigurationPropertyName name) {
		if (this.types.containsKey(name)) {
			return true;
		}
		for (Map.Entry<ConfigurationPropertyName, Class<?>> known : this.types.entrySet()) {
			if (name.isAncestorOf(known.getKey())
					|| (known.getKey().isAncestorOf(name) && hasElements(known.getValue()))) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasElements(Class<?> type) {
		return Map.class.isAssignableFrom(type) || Iterable.class.isAssignableFrom(type);
	}

}
