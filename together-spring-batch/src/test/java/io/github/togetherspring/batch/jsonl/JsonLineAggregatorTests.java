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

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.jackson.CompletionsJacksonModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link JsonLineAggregator}.
 */
class JsonLineAggregatorTests {

	private static final JsonMapper json = JsonMapper.builder().addModule(new CompletionsJacksonModule()).build();

	private final JsonLineAggregator aggregator = new JsonLineAggregator();

	@ParameterizedTest
	@MethodSource("responses")
	void responseIsWrittenAsItWasReceived(String line, String response, String expected) {
		assertThat(this.aggregator.aggregate(
				CompletedItem.completed(0, JsonLine.of(7, line), json.readValue(response, CompletionResponse.class))))
			.isEqualTo(expected);
	}

	static Stream<Arguments> responses() {
		String exact = "{\"choices\":[{\"text\":\"\\u2028<é/😀\\n\",\"seed\":18446744073709551615,\"x\":1.50}],\"usage\":null}"
			.replace("\\u2028", "\u2028");
		return Stream.of(
				argumentSet("request", "{\"prompt\":\"p\"}", exact, "{\"index\":7,\"response\":" + exact + "}"),
				argumentSet("id", "{\"custom_id\":\"é\\n1\",\"body\":{}}", "{}",
						"{\"index\":7,\"custom_id\":\"é\\n1\",\"response\":{}}"),
				argumentSet("escaped name of the id", "{\"custom\\u005fid\":\"a\"}", "{}",
						"{\"index\":7,\"custom_id\":\"a\",\"response\":{}}"),
				argumentSet("empty id", "{\"body\":{},\"custom_id\":\"\"}", "{}",
						"{\"index\":7,\"custom_id\":\"\",\"response\":{}}"),
				argumentSet("id elsewhere", "{\"body\":{\"custom_id\":\"a\"}}", "{}", "{\"index\":7,\"response\":{}}"),
				argumentSet("half of a surrogate pair", "{}", "{\"token\":\"\\ud83d\",\"text\":\"\\ude00😀x\"}",
						"{\"index\":7,\"response\":{\"token\":\"\\uD83D\",\"text\":\"\\uDE00😀x\"}}"));
	}

	@Test
	void lineIsTheSameInUtf8() {
		String line = this.aggregator.aggregate(CompletedItem.completed(0, JsonLine.of(0, "{}"),
				CompletionResponse.of(Map.of("text", "\uD83D😀\uDE00"))));
		String decoded = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
		assertThat(decoded).isEqualTo(line);
		assertThat(json.readTree(decoded).path("response").path("text").asString()).isEqualTo("\uD83D😀\uDE00");
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureIsWrittenAsAProblem(JsonLine line, Exception failure, String expected) {
		assertThat(this.aggregator.aggregate(CompletedItem.failed(3, line, failure))).isEqualTo(expected);
	}

	static Stream<Arguments> failures() {
		Exception broken = new InvalidJsonLineException("The line is broken JSON");
		String problem = "{\"detail\":\"The line is broken JSON\",\"status\":400,\"title\":\"Bad Request\","
				+ "\"exception\":\"InvalidJsonLineException\"}";
		return Stream.of(
				argumentSet("invalid line", JsonLine.of(7, "{"), broken, "{\"index\":7,\"error\":" + problem + "}"),
				argumentSet("invalid line with an id", JsonLine.of(7, "{\"custom_id\":\"a\",\"body\":{"), broken,
						"{\"index\":7,\"custom_id\":\"a\",\"error\":" + problem + "}"),
				argumentSet("id that is no text", JsonLine.of(7, "{\"custom_id\":1}"), broken,
						"{\"index\":7,\"error\":" + problem + "}"),
				argumentSet("unusable line", JsonLine.invalid(7, "The line is not valid UTF-8"), broken,
						"{\"index\":7,\"error\":" + problem + "}"),
				argumentSet("no line", null, broken, "{\"index\":3,\"error\":" + problem + "}"),
				argumentSet("invalid parameter", JsonLine.of(7, "{\"n\":0}"),
						new InvalidCompletionRequestException("n", "must be at least 1: 0"),
						"{\"index\":7,\"error\":{\"detail\":\"'n' must be at least 1: 0\",\"status\":400,"
								+ "\"title\":\"Bad Request\",\"exception\":\"InvalidCompletionRequestException\","
								+ "\"error_param\":\"n\"}}"),
				argumentSet("another failure", JsonLine.of(7, "{}"), new IllegalStateException("secret"),
						"{\"index\":7,\"error\":{\"status\":500,\"title\":\"Internal Server Error\"}}"));
	}

	@Test
	void previousResultIsWrittenUnchanged() {
		String previous = "{ \"index\":7, \"response\":{\"x\":1.50}}";
		assertThat(this.aggregator
			.aggregate(CompletedItem.passedThrough(0, JsonLine.of(7, "{}").withPreviousResult(previous))))
			.isEqualTo(previous);
	}

	@Test
	void lineThatIsPassedOnStillHasALine() {
		assertThat(this.aggregator.aggregate(CompletedItem.passedThrough(0, JsonLine.of(7, "{\"custom_id\":\"a\"}"))))
			.isEqualTo("{\"index\":7,\"custom_id\":\"a\"}");
	}

}
