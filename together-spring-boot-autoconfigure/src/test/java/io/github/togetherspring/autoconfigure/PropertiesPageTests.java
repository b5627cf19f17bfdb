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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/properties.md} is what the metadata says. With the system
 * property {@code docs.update} the page is written.
 */
class PropertiesPageTests {

	private static final Path PAGE = Path.of("../docs/properties.md");

	private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

	@Test
	void pageIsWhatTheMetadataSays() throws IOException {
		String page = page();
		if (Boolean.getBoolean("docs.update")) {
			Files.writeString(PAGE, page);
		}
		assertThat(PAGE).hasContent(page);
	}

	private static String page() throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add("# Properties");
		lines.add("");
		lines.add("<!-- Made of the configuration metadata by PropertiesPageTests: "
				+ "mvn -pl together-spring-boot-autoconfigure test -Dtest=PropertiesPageTests -Ddocs.update=true -->");
		lines.add("");
		lines.add("All properties, as an editor with support for Spring Boot shows them.");
		lines.add("What they are for and how they play together is in [Configuration](configuration.md).");
		lines.add("");
		lines.add("| property | type | default | what |");
		lines.add("|---|---|---|---|");
		for (JsonNode property : JsonMapper.shared().readTree(Files.readAllBytes(METADATA)).get("properties")) {
			lines.add("| `%s` | %s | %s | %s |".formatted(property.get("name").asString(),
					type(property.get("type").asString()), value(property.path("defaultValue")),
					property.get("description").asString().replace("|", "\\|")));
		}
		return String.join("\n", lines) + "\n";
	}

	private static String type(String name) {
		String simple = name.replaceAll("[a-z]+(\\.[a-z]+)*\\.", "").replace(',', ' ').replaceAll(" +", ", ");
		return simple.replaceAll("\\w+\\$", "").replace("<", "&lt;");
	}

	private static String value(JsonNode value) {
		if (value.isMissingNode()) {
			return "";
		}
		if (value.isArray()) {
			List<String> items = new ArrayList<>();
			value.forEach((item) -> items.add(item.asString()));
			return items.isEmpty() ? "" : "`" + String.join(",", items) + "`";
		}
		return "`" + value.asString().toLowerCase(Locale.ROOT).replace("mb", "MB") + "`";
	}

}
