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

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.observation.CompletionsObservations;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata that goes with {@link TogetherProperties} and
 * {@link TogetherAutoConfiguration}.
 */
class ConfigurationMetadataTests {

	private static final Path META_INF = Path.of("target/classes/META-INF");

	@Test
	void everyPropertyHasATypeAndADescription() throws IOException {
		Map<String, JsonNode> described = properties();
		List<String> expected = new ArrayList<>();
		for (Class<?> type : List.of(TogetherProperties.class, TogetherBatchProperties.class)) {
			collect(type.getAnnotation(ConfigurationProperties.class).value(), type, expected);
		}
		assertThat(expected).hasSizeGreaterThan(20)
			.contains("together.api-key", "together.completions.max-tokens",
					"together.batch.failures.consecutive-limit");
		assertThat(described.keySet()).containsAll(expected);
		assertThat(described).allSatisfy((name, property) -> {
			assertThat(name).matches("(together|management\\.(health|info)\\.together(-worker)?)\\..*");
			assertThat(property.path("type").asString("")).isNotBlank();
			assertThat(property.path("description").asString("")).endsWith(".").doesNotContain("@", "{");
		});
	}

	@Test
	void defaultValuesAreInTheMetadata() throws IOException {
		assertThat(properties().get("together.base-url").get("defaultValue").asString())
			.isEqualTo("https://api.together.ai/v1");
		assertThat(properties().get("together.max-response-size").get("defaultValue").asString()).isEqualTo("64MB");
		assertThat(properties().get("together.max-event-size").get("defaultValue").asString()).isEqualTo("16MB");
		assertThat(properties().get("together.observations.provider-name").get("defaultValue").asString())
			.isEqualTo(CompletionsObservations.DEFAULT_PROVIDER_NAME);
		assertThat(properties().get("together.batch.concurrency").get("defaultValue").asInt())
			.isEqualTo(new TogetherBatchProperties().getConcurrency());
		assertThat(properties().get("together.batch.failures.consecutive-limit").get("defaultValue").asInt())
			.isEqualTo(new TogetherBatchProperties().getFailures().getConsecutiveLimit());
	}

	@Test
	void statusesThatAreTriedAgainAreThoseOfTheDefaultPolicy() throws IOException {
		Set<Integer> described = new TreeSet<>();
		properties().get("together.retry.statuses")
			.get("defaultValue")
			.forEach((status) -> described.add(status.asInt()));
		assertThat(described).isEqualTo(new TreeSet<>(RetrySettings.defaults().retryOnStatus()));
		Set<Integer> hinted = new TreeSet<>();
		hints().get("together.retry.statuses").get("values").forEach((hint) -> {
			int status = hint.get("value").asInt();
			hinted.add(status);
			assertThat(hint.get("description").asString())
				.contains(described.contains(status) ? "Retried by default." : "Not retried by default");
		});
		assertThat(hinted).containsAll(described).contains(500);
	}

	@Test
	void hintsAreForPropertiesAndAllowOtherValues() throws IOException {
		assertThat(hints()).containsOnlyKeys("together.base-url", "together.completions.model",
				"together.retry.statuses");
		assertThat(properties()).containsKeys(hints().keySet().toArray(String[]::new));
		assertThat(hints().values()).allSatisfy((hint) -> {
			assertThat(hint.get("values")).isNotEmpty();
			assertThat(hint.get("providers").get(0).get("name").asString()).isEqualTo("any");
		});
	}

	@Test
	void autoConfigurationMetadataIsGenerated() throws IOException {
		Properties metadata = new Properties();
		try (var in = Files.newInputStream(META_INF.resolve("spring-autoconfigure-metadata.properties"))) {
			metadata.load(in);
		}
		for (String name : imports()) {
			assertThat(metadata).containsKey(name);
		}
		assertThat(metadata.getProperty(TogetherAutoConfiguration.class.getName() + ".ConditionalOnClass"))
			.contains("org.springframework.web.reactive.function.client.WebClient");
	}

	@Test
	void importsAreAutoConfigurations() throws Exception {
		assertThat(imports()).contains(TogetherAutoConfiguration.class.getName()).doesNotHaveDuplicates();
		for (String name : imports()) {
			assertThat(Class.forName(name)).hasAnnotation(AutoConfiguration.class);
		}
	}

	@Test
	void factoriesNameExistingClasses() throws Exception {
		Properties factories = new Properties();
		try (var in = Files.newInputStream(META_INF.resolve("spring.factories"))) {
			factories.load(in);
		}
		assertThat(factories).isNotEmpty();
		for (String type : factories.stringPropertyNames()) {
			for (String name : factories.getProperty(type).split(",")) {
				assertThat(Class.forName(type)).isAssignableFrom(Class.forName(name.trim()));
			}
		}
	}

	private static Map<String, JsonNode> properties() throws IOException {
		return metadata("properties");
	}

	private static Map<String, JsonNode> hints() throws IOException {
		return metadata("hints");
	}

	private static Map<String, JsonNode> metadata(String part) throws IOException {
		Map<String, JsonNode> items = new TreeMap<>();
		JsonMapper.shared()
			.readTree(Files.readAllBytes(META_INF.resolve("spring-configuration-metadata.json")))
			.get(part)
			.forEach((item) -> items.put(item.get("name").asString(), item));
		return items;
	}

	private static List<String> imports() throws IOException {
		return Files.readAllLines(META_INF.resolve("spring/" + AutoConfiguration.class.getName() + ".imports"))
			.stream()
			.map(String::trim)
			.filter((line) -> !line.isEmpty() && !line.startsWith("#"))
			.toList();
	}

	private static void collect(String prefix, Class<?> type, List<String> names) {
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
			String name = prefix + "." + property.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
			if (property.getWriteMethod() != null) {
				names.add(name);
			}
			else if (property.getPropertyType().getNestHost() == type.getNestHost()) {
				collect(name, property.getPropertyType(), names);
			}
		}
	}

}
