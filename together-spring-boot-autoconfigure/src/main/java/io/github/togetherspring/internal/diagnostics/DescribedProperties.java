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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * The properties that configuration metadata on the class path describes: those of this
 * library, and those of the application or other libraries with the same prefix.
 */
final class DescribedProperties {

	private static final String LOCATION = "META-INF/spring-configuration-metadata.json";

	private static final String PREFIX = "together.";

	// Describes all names below it, including misspelt ones.
	private static final String CLIENTS = "together.clients";

	private final Map<ConfigurationPropertyName, String> types = new HashMap<>();

	/**
	 * Read the metadata.
	 * @param classLoader the class loader to read it from, or {@code null} for that of
	 * the system
	 */
	DescribedProperties(@Nullable ClassLoader classLoader) {
		ClassLoader loader = (classLoader != null) ? classLoader : ClassLoader.getSystemClassLoader();
		try {
			for (URL metadata : Collections.list(loader.getResources(LOCATION))) {
				read(metadata);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read(URL metadata) throws IOException {
		try (InputStream content = metadata.openStream()) {
			String json = new String(content.readAllBytes(), StandardCharsets.UTF_8);
			// Spring Boot's own metadata is large.
			if (json.contains('"' + PREFIX)) {
				JsonMapper.shared().readTree(json).path("properties").forEach(this::add);
			}
		}
	}

	private void add(JsonNode property) {
		String name = property.path("name").asString("");
		if (name.startsWith(PREFIX) && !name.equals(CLIENTS)) {
			this.types.put(ConfigurationPropertyName.of(name), property.path("type").asString(""));
		}
	}

	/**
	 * Return whether a property is described, or the map that it belongs to.
	 * @param name the property's name
	 * @return whether it is described
	 */
	boolean include(ConfigurationPropertyName name) {
		return this.types.entrySet()
			.stream()
			.anyMatch((described) -> described.getKey().equals(name)
					|| (described.getValue().contains("Map") && described.getKey().isAncestorOf(name)));
	}

}
