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

package io.github.togetherspring.sample.browser;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.CompletionsClient;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the code on the page is code: compiled or run by a shell, it sends what the
 * page has sent.
 */
class SnippetTests extends WriteSupport {

	private static final String PROMPT = "A \"quoted\" 'text'\n\twith C:\\path, \\u0041, $HOME, `date`, %s, é, 😀\u2028and\nan end\n";

	private static final String CLASS = """
			import io.github.togetherspring.completions.*;
			import java.math.*;
			import java.util.*;
			import tools.jackson.databind.json.JsonMapper;

			public class Snippet {

				public static void run(CompletionsClient completions) {
					%s
				}

			}
			""";

	@Autowired
	CompletionsClient completions;

	@ParameterizedTest
	@CsvSource({ "true, 1", "true, 2", "false, 1", "false, 2" })
	void javaCodeSendsTheSame(boolean streams, int choices, @TempDir Path directory) throws Exception {
		Map<String, Object> sent = send(streams, choices);
		JavaCode.compile("Snippet", CLASS.formatted(code("the Java code")), directory);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() },
				getClass().getClassLoader())) {
			loader.loadClass("Snippet").getMethod("run", CompletionsClient.class).invoke(null, this.completions);
		}
		assertThat(this.simulator.takeRequest(TIMEOUT).json()).isEqualTo(sent);
	}

	@ParameterizedTest
	@CsvSource({ "true, 1", "false, 2" })
	void curlCommandSendsTheSame(boolean streams, int choices) throws Exception {
		Map<String, Object> sent = send(streams, choices);
		button("curl").click();
		String command = code("the curl command");
		Process process = new ProcessBuilder("bash", "-c", command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.simulator.takeRequest(TIMEOUT).json()).isEqualTo(sent);
	}

	private Map<String, Object> send(boolean streams, int choices) {
		openWrite();
		expandParameters();
		paste("Prompt", PROMPT);
		set("Max tokens", "3");
		set("Temperature", "0.5");
		set("Top p", "0.25");
		set("Choices (n)", String.valueOf(choices));
		set("Seed", "18446744073709551615");
		set("Stop texts", "\\n\\n\nEND");
		set("Logit bias", "105: -2.5");
		paste("Extra fields", """
				{"text": "a\\"b", "large": 5000000000, "list": [1, true], "map": {"x": {"y": 0.5}},
				"nothing": null, "nothings": [null]}""");
		if (!streams) {
			field("Stream").click();
		}
		runToTheEnd();
		return this.simulator.takeRequest(TIMEOUT).json();
	}

	private String code(String label) {
		return find("[aria-label='" + label + "']").getDomProperty("textContent");
	}

}
