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

package io.github.togetherspring.jackson;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link CompletionsJacksonModule}.
 */
class CompletionsJacksonModuleTests {

	private static final String JSON = """
			{"z":1.000,"seed":18446744073709551615,"model":"m","nothing":null,"list":[null,{"b":1,"a":-0.0}],\
			"precise":0.12345678901234567890123,"large":1E+400,"flag":false}""";

	@ParameterizedTest
	@MethodSource
	void nothingIsLostWhateverTheSettings(Consumer<JsonMapper.Builder> settings) {
		JsonMapper.Builder builder = JsonMapper.builder().addModule(new CompletionsJacksonModule());
		settings.accept(builder);
		JsonMapper mapper = builder.build();
		for (Class<?> type : new Class<?>[] { CompletionRequest.class, CompletionResponse.class,
				CompletionChunk.class }) {
			assertThat(mapper.writeValueAsString(mapper.readValue(JSON, type))).isEqualTo(JSON);
		}
	}

	static Stream<Arguments> nothingIsLostWhateverTheSettings() {
		return Stream.of(settings("defaults", (builder) -> {
		}), settings("doubles", (builder) -> builder.disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)),
				settings("without null",
						(builder) -> builder.changeDefaultPropertyInclusion(
								(inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_EMPTY)
									.withContentInclusion(JsonInclude.Include.NON_EMPTY))),
				settings("sorted", (builder) -> builder.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)),
				settings("camel case",
						(builder) -> builder.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)));
	}

	@Test
	void numbersThatJsonDoesNotHaveAreStrings() {
		JsonMapper mapper = JsonMapper.builder()
			.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
			.addModule(new CompletionsJacksonModule())
			.build();
		CompletionResponse response = mapper.readValue("{\"x\":NaN}", CompletionResponse.class);
		assertThat(response.json()).isEqualTo(Map.of("x", "NaN"));
	}

	@Test
	void invalidRequestHasItsOwnException() {
		JsonMapper mapper = JsonMapper.builder().addModule(new CompletionsJacksonModule()).build();
		assertThatExceptionOfType(InvalidCompletionRequestException.class)
			.isThrownBy(() -> mapper.readValue("{\"n\":0}", CompletionRequest.class));
		assertThatExceptionOfType(MismatchedInputException.class)
			.isThrownBy(() -> mapper.readValue("[]", CompletionRequest.class));
	}

	@Test
	void numberBeyondTheLimitsIsUnreadableJson() {
		JsonMapper mapper = JsonMapper.builder().addModule(new CompletionsJacksonModule()).build();
		assertThatExceptionOfType(StreamReadException.class)
			.isThrownBy(() -> mapper.readValue("{\"x\":1E99999999999}", CompletionRequest.class))
			.withMessageStartingWith("A number is beyond the limits")
			.withMessageNotContaining("99999999999");
	}

	private static Arguments settings(String name, Consumer<JsonMapper.Builder> settings) {
		return argumentSet(name, settings);
	}

}
