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

package io.github.togetherspring.docs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the code and the configuration in README.md and in the pages of {@code docs}
 * are those of tests: of those next to this one, of those of README.md, of the recipes,
 * of Kotlin's and of Spring Cloud's. And that what the pages refer to exists.
 */
class DocumentationTests {

	private static final Path RECIPES = Path.of("../together-spring-boot-autoconfigure/src/test");

	private static final List<Path> SOURCES = List.of(Path.of("src/main/java/io/github/togetherspring/sample/api"),
			Path.of("src/test/java/com/example/demo"), Path.of("src/test/java/com/example/names"),
			Path.of("src/test/java/io/github/togetherspring/docs"),
			Path.of("../sample-batch/src/test/java/com/example/articles"),
			Path.of("src/test/java/io/github/togetherspring/sample/readme"),
			RECIPES.resolve("java/io/github/togetherspring/autoconfigure"),
			Path.of("../together-spring-batch/src/test/java/io/github/togetherspring/batch/jsonl"),
			Path.of("../compatibility/kotlin/src/test/kotlin/com/example/kotlin"),
			Path.of("../compatibility/reload/src/test/java/io/github/togetherspring/reload"));

	private static final Pattern CODE = Pattern.compile("<!-- snippet: (\\S+) -->\\s*```(?:java|kotlin)\\n(.*?)```",
			Pattern.DOTALL);

	private static final Pattern YAML = Pattern.compile("<!-- snippet: (\\S+) -->\\s*```yaml\\n(.*?)```",
			Pattern.DOTALL);

	private static final Pattern CONFIGURATION = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)`");

	private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

	private static final Pattern TAG = Pattern.compile("// tag::(\\S+)\\[]\\n(.*?)// end::", Pattern.DOTALL);

	@Test
	void codeIsTheCodeThatIsTested() throws IOException {
		Map<String, String> tested = new TreeMap<>();
		for (Path directory : SOURCES) {
			for (Path file : list(directory)) {
				if (!file.endsWith("DocumentationTests.java")) {
					tested.putAll(snippets(TAG, Files.readString(file)));
				}
			}
		}
		Map<String, String> shown = new TreeMap<>();
		for (Path page : pages()) {
			Map<String, String> inPage = snippets(CODE, Files.readString(page));
			assertThat(blocks(page, "java") + blocks(page, "kotlin")).as("%s", page).isEqualTo(inPage.size());
			shown.putAll(inPage);
		}
		assertThat(withoutSpace(shown)).isNotEmpty().isEqualTo(withoutSpace(tested));
	}

	@Test
	void configurationOfTheRecipesIsTheOneThatIsTested() throws IOException {
		Path page = Path.of("../docs/recipes.md");
		Map<String, String> shown = snippets(YAML, Files.readString(page));
		assertThat(blocks(page, "yaml")).isEqualTo(shown.size());
		shown.putAll(snippets(YAML, Files.readString(Path.of("../docs/configuration.md"))));
		Map<String, String> tested = new TreeMap<>();
		for (Path file : list(RECIPES.resolve("resources/recipes"))) {
			tested.put(file.getFileName().toString(), Files.readString(file));
		}
		tested.remove("empty.yml");
		assertThat(shown).isNotEmpty().isEqualTo(tested);
	}

	@Test
	void propertiesInConfigurationExist() throws IOException {
		Set<String> shown = new TreeSet<>();
		for (Path page : pages()) {
			for (MatchResult block : CONFIGURATION.matcher(Files.readString(page)).results().toList()) {
				shown.addAll(properties(block.group(1)));
			}
		}
		Set<String> existing = existingProperties();
		assertThat(shown).hasSizeGreaterThan(10)
			.allSatisfy((name) -> assertThat(existing).as(name)
				.anyMatch((property) -> name.equals(property) || name.startsWith(property + ".")
						|| name.startsWith(property + "[")));
	}

	@Test
	void testsThatPagesNameExist() throws IOException {
		Set<String> existing = new HashSet<>();
		try (Stream<Path> files = Files.walk(Path.of(".."))) {
			files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.matches(".*Tests\\.(java|kt)"))
				.forEach((name) -> existing.add(name.replaceFirst("\\.\\w+$", "")));
		}
		for (Path page : pages()) {
			List<String> named = TEST.matcher(Files.readString(page)).results().map((match) -> match.group(1)).toList();
			assertThat(existing).as("%s", page).containsAll(named);
		}
	}

	@Test
	void linksBetweenPagesLeadSomewhere() throws IOException {
		for (Path page : pages()) {
			for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
				Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
				assertThat(target).as("%s in %s", link.group(), page).exists();
				if (link.group(2) != null) {
					assertThat(anchors(target)).as("%s in %s", link.group(), page).contains(link.group(2));
				}
			}
		}
	}

	@Test
	void repositoryToCloneIsTheProjects() throws IOException {
		MatchResult url = Pattern.compile("<url>(\\S+)</url>")
			.matcher(Files.readString(Path.of("../pom.xml")))
			.results()
			.findFirst()
			.orElseThrow();
		assertThat(Files.readString(Path.of("../README.md"))).contains("git clone " + url.group(1) + ".git\n");
	}

	// Those of a named client as the ones that they stand for.
	private static Set<String> properties(String yaml) throws IOException {
		Set<String> names = new TreeSet<>();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("page",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
			for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
				if (name.startsWith("together.")) {
					names.add(
							name.replaceFirst("^together\\.clients\\.[^.]+", "together").replaceFirst("\\[\\d+]$", ""));
				}
			}
		}
		return names;
	}

	private static Set<String> existingProperties() throws IOException {
		Set<String> names = new HashSet<>();
		for (URL url : Collections.list(DocumentationTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream metadata = url.openStream()) {
				JsonMapper.shared()
					.readTree(metadata)
					.get("properties")
					.forEach((property) -> names.add(property.get("name").asString()));
			}
		}
		return names;
	}

	private static List<Path> pages() throws IOException {
		return Stream.concat(list(Path.of("../docs")).stream(),
				Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sample-app/README.md")
					.map(Path.of("..")::resolve))
			.filter((file) -> file.toString().endsWith(".md"))
			.toList();
	}

	// As GitHub makes them of headings.
	private static Set<String> anchors(Path page) throws IOException {
		return HEADING.matcher(Files.readString(page))
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	private static List<Path> list(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter(Files::isRegularFile).toList();
		}
	}

	private static int blocks(Path page, String language) throws IOException {
		return (int) Pattern.compile("```" + language + "\\n").matcher(Files.readString(page)).results().count();
	}

	private static Map<String, String> snippets(Pattern pattern, String text) {
		Map<String, String> snippets = new TreeMap<>();
		for (MatchResult match : pattern.matcher(text).results().toList()) {
			snippets.put(match.group(1), match.group(2));
		}
		return snippets;
	}

	private static Map<String, String> withoutSpace(Map<String, String> snippets) {
		Map<String, String> result = new TreeMap<>();
		snippets.forEach((name, code) -> result.put(name, code.replaceAll("\\s+", "")));
		return result;
	}

}
