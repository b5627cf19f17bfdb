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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the code in docs/testing.md is that of the tests beside this one.
 */
class TestingDocumentationTests {

	private static final Pattern CODE = Pattern.compile("<!-- snippet: (\\S+) -->\\s*```java\\n(.*?)```",
			Pattern.DOTALL);

	private static final Pattern TAG = Pattern.compile("// tag::(\\S+)\\[]\\n(.*?)// end::", Pattern.DOTALL);

	private static final Path SOURCES = Path.of("src/test/java/io/github/togetherspring/docs");

	@Test
	void codeIsTheCodeThatIsTested() throws IOException {
		String page = Files.readString(Path.of("../docs/testing.md"));
		Map<String, String> tested = new TreeMap<>();
		try (Stream<Path> files = Files.list(SOURCES)) {
			for (Path file : files.filter((path) -> !path.endsWith("TestingDocumentationTests.java")).toList()) {
				tested.putAll(snippets(TAG, Files.readString(file)));
			}
		}
		Map<String, String> shown = snippets(CODE, page);
		assertThat(shown).isNotEmpty().isEqualTo(tested);
		assertThat(Pattern.compile("```java").matcher(page).results().count()).isEqualTo(shown.size());
	}

	private static Map<String, String> snippets(Pattern pattern, String text) {
		Map<String, String> snippets = new TreeMap<>();
		for (MatchResult match : pattern.matcher(text).results().toList()) {
			snippets.put(match.group(1), match.group(2).replaceAll("\\s+", ""));
		}
		return snippets;
	}

}
