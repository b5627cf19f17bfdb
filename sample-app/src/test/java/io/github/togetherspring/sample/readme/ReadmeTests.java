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

package io.github.togetherspring.sample.readme;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.error.TogetherException;
import io.github.togetherspring.sample.readme.ReadmeSnippets.TryLaterException;
import io.github.togetherspring.test.SimulatedResponse;
import io.github.togetherspring.test.TogetherSimulator;
import io.github.togetherspring.webclient.WebClientCompletionsClientBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that README.md says what is true: its code compiles, runs and is what it shows,
 * and its tables are complete.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReadmeTests {

	private static final TogetherSimulator simulator = TogetherSimulator.start();

	private static final Pattern CODE = Pattern.compile("<!-- snippet: (\\S+) -->\\s*```java\\n(.*?)```",
			Pattern.DOTALL);

	private static final Pattern TAG = Pattern.compile("// tag::(\\S+)\\[]\\n(.*?)// end::", Pattern.DOTALL);

	private final CompletionsClient client = new WebClientCompletionsClientBuilder(WebClient.builder())
		.baseUrl(simulator.baseUrl())
		.apiKey("test-key")
		.defaults((request) -> request.model("m").seed(1))
		.build();

	private final ReadmeSnippets snippets = new ReadmeSnippets(this.client);

	@BeforeEach
	void reset() {
		simulator.reset();
	}

	@AfterAll
	static void close() {
		simulator.close();
	}

	@Test
	void codeIsTheCodeThatIsTested() throws IOException {
		String source = Files
			.readString(Path.of("src/test/java", ReadmeSnippets.class.getName().replace('.', '/') + ".java"));
		Map<String, String> shown = snippets(CODE, readme());
		assertThat(shown).isNotEmpty().isEqualTo(snippets(TAG, source));
	}

	@Test
	void everyCodeBlockIsTested() throws IOException {
		long blocks = Pattern.compile("```java").matcher(readme()).results().count();
		assertThat(blocks).isEqualTo(snippets(CODE, readme()).size());
	}

	@Test
	void propertiesInTheTableExist() throws IOException {
		List<String> listed = Pattern.compile("^\\| `(together\\.[a-z.-]+?)(\\.\\*)?` \\|", Pattern.MULTILINE)
			.matcher(readme())
			.results()
			.map((row) -> row.group(1))
			.toList();
		List<String> properties = properties();
		assertThat(listed).hasSizeGreaterThan(5)
			.allSatisfy(
					(name) -> assertThat(properties).anyMatch((property) -> (property + ".").startsWith(name + ".")));
	}

	@Test
	void blockingPrintsThreeCompletions(CapturedOutput output) {
		this.snippets.blocking();
		assertThat(output).contains("Completion 1: ", "Completion 2: ", "Completion 3: ");
	}

	@Test
	void asyncGivesAText() {
		assertThat(this.snippets.async()).succeedsWithin(Duration.ofSeconds(20)).asString().isNotEmpty();
	}

	@Test
	void streamingGivesTheTextInPieces(CapturedOutput output) {
		assertThat(this.snippets.story("Once upon a time").collectList().block()).hasSizeGreaterThan(1);
		simulator.enqueue(SimulatedResponse.tokens(" return", " True"));
		this.snippets.openStream();
		assertThat(output).contains(" return True");
	}

	@Test
	void bulkPrintsEachResultInOrder(CapturedOutput output) {
		this.snippets.bulk(List.of("The sky is", "Solar power"));
		assertThat(output).containsSubsequence("0: ", "1: ");
	}

	@Test
	void errorsAreToldApart() {
		CompletionRequest request = CompletionRequest.builder().prompt("p").build();
		simulator.enqueue(SimulatedResponse.error(401, "invalid_request_error", "no"),
				SimulatedResponse.error(400, "invalid_request_error", "no"),
				SimulatedResponse.error(429, "rate_limit", "slow down").withHeader("retry-after", "100"));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.snippets.errors(request));
		assertThatExceptionOfType(TogetherException.class).isThrownBy(() -> this.snippets.errors(request));
		assertThatExceptionOfType(TryLaterException.class).isThrownBy(() -> this.snippets.errors(request))
			.withMessageContaining("PT1M40S");
		assertThat(this.snippets.errors(request)).isNotEmpty();
	}

	@Test
	void storytellerTells() {
		assertThat(this.snippets.new Storyteller(this.client).tell("Once upon a time")).isNotEmpty();
	}

	private static List<String> properties() throws IOException {
		List<String> names = new ArrayList<>();
		for (URL url : Collections
			.list(ReadmeTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream metadata = url.openStream()) {
				JsonMapper.shared()
					.readTree(metadata)
					.get("properties")
					.forEach((property) -> names.add(property.get("name").asString()));
			}
		}
		return names.stream().filter((name) -> name.startsWith("together.")).toList();
	}

	private static String readme() throws IOException {
		return Files.readString(Path.of("../README.md"));
	}

	private static Map<String, String> snippets(Pattern pattern, String text) {
		Map<String, String> snippets = new TreeMap<>();
		Matcher matcher = pattern.matcher(text);
		for (MatchResult match : matcher.results().toList()) {
			snippets.put(match.group(1), match.group(2).replaceAll("\\s+", ""));
		}
		return snippets;
	}

}
