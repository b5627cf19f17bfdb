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

package io.github.togetherspring.completions;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for reading and writing {@link JsonView wire objects} without loss.
 */
class RoundTripTests {

	static Stream<Arguments> responses() {
		return WireFixtures.responses();
	}

	static Stream<Arguments> chunks() {
		return WireFixtures.chunks();
	}

	static Stream<Arguments> mappers() {
		return Stream.of(argumentSet("plain", JsonMapper.builder().build()),
				argumentSet("snake case",
						JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build()),
				argumentSet("upper camel case",
						JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE).build()),
				argumentSet("no null properties",
						JsonMapper.builder()
							.changeDefaultPropertyInclusion(
									(inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
							.build()),
				argumentSet("strict",
						JsonMapper.builder()
							.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
									DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
							.enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
							.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
							.build()),
				argumentSet("exact numbers",
						JsonMapper.builder()
							.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
									DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
							.build()),
				argumentSet("sorted keys",
						JsonMapper.builder()
							.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
							.enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
							.build()),
				argumentSet("ASCII and indentation",
						JsonMapper.builder()
							.enable(JsonWriteFeature.ESCAPE_NON_ASCII)
							.enable(SerializationFeature.INDENT_OUTPUT)
							.build()));
	}

	@ParameterizedTest
	@MethodSource("responses")
	void responseKeepsItsJson(String json) {
		Map<String, Object> map = WireFixtures.parse(json);
		CompletionResponse response = CompletionResponse.of(map);
		assertThat(tree(response.json())).isEqualTo(tree(map));
		assertThat(response.json().keySet()).containsExactlyElementsOf(map.keySet());
	}

	@ParameterizedTest
	@MethodSource("chunks")
	void chunkKeepsItsJson(String json) {
		Map<String, Object> map = WireFixtures.parse(json);
		assertThat(tree(CompletionChunk.of(map).json())).isEqualTo(tree(map));
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void responseGoesThroughTheMapperOfAnApplication(JsonMapper mapper) {
		for (String json : WireFixtures.texts(responses())) {
			CompletionResponse response = mapper.readValue(json, CompletionResponse.class);
			String written = mapper.writeValueAsString(response);
			assertThat(plainTree(written)).as(json).isEqualTo(plainTree(json));
			assertThat(mapper.readValue(written, CompletionResponse.class)).isEqualTo(response);
		}
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void chunkGoesThroughTheMapperOfAnApplication(JsonMapper mapper) {
		for (String json : WireFixtures.texts(chunks())) {
			CompletionChunk chunk = mapper.readValue(json, CompletionChunk.class);
			assertThat(plainTree(mapper.writeValueAsString(chunk))).as(json).isEqualTo(plainTree(json));
		}
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void partsGoThroughTheMapperOfAnApplication(JsonMapper mapper) {
		parts().forEach((json, type) -> assertThat(plainTree(mapper.writeValueAsString(mapper.readValue(json, type))))
			.as(type.getSimpleName() + " " + json)
			.isEqualTo(plainTree(json)));
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void valueInsideAnApplicationsOwnType(JsonMapper mapper) {
		CompletionResponse response = WireFixtures.response(WireFixtures.FULL);
		JsonNode written = plainTree(mapper.writeValueAsString(new Holder(response)));
		assertThat(written.iterator().next()).isEqualTo(plainTree(WireFixtures.FULL));
	}

	@Test
	void seedAboveLongStaysExact() {
		JsonMapper mapper = JsonMapper.builder().build();
		String json = "{\"choices\":[{\"index\":0,\"seed\":18446744073709551615}]}";
		assertThat(mapper.writeValueAsString(mapper.readValue(json, CompletionResponse.class))).isEqualTo(json);
	}

	private static Map<String, Class<?>> parts() {
		return Map.ofEntries(Map.entry("{\"index\":1,\"text\":\"a\",\"seed\":null}", CompletionChoice.class),
				Map.entry("{\"index\":1,\"text\":\"a\",\"delta\":{\"token_id\":null}}", CompletionChoiceDelta.class),
				Map.entry("{\"prompt_tokens\":1,\"cached_tokens\":null}", Usage.class),
				Map.entry("{\"text\":\"p\",\"hash\":\"h\"}", PromptEcho.class),
				Map.entry("{\"tokens\":[\"a\"],\"token_logprobs\":[null]}", Logprobs.class),
				Map.entry("-0.5", Logprobs.class), Map.entry("0", Logprobs.class),
				Map.entry("\"eos\"", FinishReason.class),
				Map.entry("{\"model\":\"m\",\"prompt\":\"p\",\"max_tokens\":1,\"logit_bias\":{\"7\":-1.5}}",
						CompletionRequest.class));
	}

	private static JsonNode tree(Map<String, ?> map) {
		return WireFixtures.EXACT.valueToTree(map);
	}

	private static JsonNode plainTree(String json) {
		return JsonMapper.shared().readTree(json);
	}

	record Holder(CompletionResponse theAnswer) {

		List<String> unrelated() {
			return List.of();
		}

	}

}
