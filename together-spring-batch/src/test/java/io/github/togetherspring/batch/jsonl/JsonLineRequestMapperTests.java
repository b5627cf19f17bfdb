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

package io.github.togetherspring.batch.jsonl;

import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.jackson.CompletionsJacksonModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link JsonLineRequestMapper}.
 */
class JsonLineRequestMapperTests {

	private static final JsonMapper json = JsonMapper.builder().addModule(new CompletionsJacksonModule()).build();

	private final JsonLineRequestMapper mapper = new JsonLineRequestMapper();

	@ParameterizedTest
	@MethodSource("requests")
	void convertsLines(String line, String request) {
		assertThat(json.writeValueAsString(map(line))).isEqualTo(request);
	}

	static Stream<Arguments> requests() {
		String request = "{\"model\":\"m\",\"prompt\":\"p\"}";
		return Stream.of(argumentSet("request", request, request), argumentSet("spaces", " " + request + " ", request),
				argumentSet("batch file", "{\"custom_id\":\"a\",\"body\":" + request + "}", request),
				argumentSet("batch file of OpenAI",
						"{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/completions\",\"body\":" + request
								+ "}",
						request),
				argumentSet("whole URL",
						"{\"url\":\"https://api.together.xyz/v1/completions\",\"body\":" + request + "}", request),
				argumentSet("body before the id", "{\"body\":" + request + ",\"custom_id\":\"a\"}", request),
				argumentSet("only a body", "{\"body\":" + request + "}", request),
				argumentSet("request with an id", "{\"custom_id\":\"a\",\"model\":\"m\",\"prompt\":\"p\"}", request),
				argumentSet("no prompt", "{}", "{}"),
				argumentSet("stream", "{\"prompt\":\"p\",\"stream\":true}", "{\"prompt\":\"p\"}"),
				argumentSet("stream in a body", "{\"body\":{\"prompt\":\"p\",\"stream\":true}}", "{\"prompt\":\"p\"}"),
				argumentSet("unknown fields",
						"{\"prompt\":\"p\",\"guided_json\":{\"a\":[1.50,null,18446744073709551615]}}",
						"{\"prompt\":\"p\",\"guided_json\":{\"a\":[1.50,null,18446744073709551615]}}"),
				argumentSet("several prompts", "{\"prompt\":[\"a\",\"b\"]}", "{\"prompt\":[\"a\",\"b\"]}"),
				argumentSet("tokens", "{\"prompt\":[1,2]}", "{\"prompt\":[1,2]}"),
				argumentSet("several prompts of tokens", "{\"prompt\":[[1],[2,3]]}", "{\"prompt\":[[1],[2,3]]}"),
				argumentSet("seed beyond a long", "{\"seed\":18446744073709551615}",
						"{\"seed\":18446744073709551615}"));
	}

	@ParameterizedTest
	@MethodSource("invalidLines")
	void explainsWhatIsWrong(String line, String message) {
		assertThatExceptionOfType(InvalidJsonLineException.class).isThrownBy(() -> map(line)).withMessage(message);
	}

	static Stream<Arguments> invalidLines() {
		return Stream.of(argumentSet("empty", "", "The line is blank"),
				argumentSet("blank", " \t ", "The line is blank"),
				argumentSet("text", "secret", "The line is broken JSON in column 1"),
				argumentSet("half a line", "{\"prompt\":\"secret", "The line is broken JSON"),
				argumentSet("control character", "{\"prompt\":\"\u0000\"}", "The line is broken JSON in column 12"),
				argumentSet("two objects", "{} {}", "The line must be a JSON object"),
				argumentSet("array", "[\"secret\"]", "The line must be a JSON object"),
				argumentSet("string", "\"secret\"", "The line must be a JSON object"),
				argumentSet("null", "null", "The line must be a JSON object"),
				argumentSet("too many digits", "{\"seed\":" + "9".repeat(2000) + "}",
						"The line has a value beyond the limits of the JSON parser"),
				argumentSet("too deep", "{\"a\":" + "[".repeat(2000),
						"The line has a value beyond the limits of the JSON parser"),
				argumentSet("body is a text", "{\"body\":\"secret\"}", "'body' must be a JSON object"),
				argumentSet("body is null", "{\"body\":null}", "'body' must be a JSON object"),
				argumentSet("parameter next to the body", "{\"body\":{},\"temperature\":1}",
						"'temperature' must be inside 'body'"),
				argumentSet("chat", "{\"url\":\"/v1/chat/completions\",\"body\":{}}", "'url' must be /v1/completions"),
				argumentSet("embeddings", "{\"url\":\"/v1/embeddings\",\"body\":{}}", "'url' must be /v1/completions"),
				argumentSet("method", "{\"method\":\"GET\",\"body\":{}}", "'method' must be POST"),
				argumentSet("id is a number", "{\"custom_id\":1,\"body\":{}}", "'custom_id' must be a string"),
				argumentSet("id of a request is a number", "{\"custom_id\":1}", "'custom_id' must be a string"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"prompt":"secret","n":0}            | n           | 'n' must be at least 1: 0
			{"body":{"prompt":"secret","n":0}}   | n           | 'n' must be at least 1: 0
			{"prompt":{"secret":1}}              | prompt      |
			{"temperature":"hot"}                | temperature |
			""")
	void namesAnInvalidParameterAndNotThePrompt(String line, String parameter, String message) {
		assertThatExceptionOfType(InvalidCompletionRequestException.class).isThrownBy(() -> map(line))
			.satisfies((ex) -> assertThat(ex.parameter()).isEqualTo(parameter))
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith("'" + parameter + "'")
				.contains((message != null) ? message : "")
				.doesNotContain("secret"));
	}

	@Test
	void unusableLineHasItsProblem() {
		assertThatExceptionOfType(InvalidJsonLineException.class)
			.isThrownBy(() -> this.mapper.map(JsonLine.invalid(3, "The line is not valid UTF-8")))
			.withMessage("The line is not valid UTF-8");
	}

	@Test
	void lineWithAPreviousResultIsPassedThrough() {
		assertThat(this.mapper.map(JsonLine.of(0, "{\"prompt\":\"p\"}").withPreviousResult("{}"))).isNull();
		assertThat(this.mapper.map(JsonLine.of(0, "{\"prompt\":\"p\"}").withPreviousResult(null))).isNotNull();
	}

	private CompletionRequest map(String line) {
		return this.mapper.map(JsonLine.of(0, line));
	}

}
