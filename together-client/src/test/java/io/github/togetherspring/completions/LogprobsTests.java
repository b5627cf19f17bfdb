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

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link Logprobs}.
 */
class LogprobsTests {

	static Stream<Arguments> shapes() {
		List<String> a = List.of("a");
		List<Double> half = List.of(-0.5);
		return Stream.of(
				argumentSet(
						"without alternatives", "{\"tokens\":[\"a\"],\"token_logprobs\":[-0.5]}", a, half, List.of()),
				argumentSet("list of lists", """
						{"tokens":["a"],"token_logprobs":[-0.5],"top_logprobs":[[{"token":"a","logprob":-0.5},\
						{"token":"b","logprob":-15.25}]]}""", a, half, List.of(Map.of("a", -0.5, "b", -15.25))),
				argumentSet("list of maps",
						"{\"tokens\":[\"a\"],\"token_logprobs\":[-0.5],\"top_logprobs\":[{\"a\":-0.5,\"b\":-2}]}", a,
						half, List.of(Map.of("a", -0.5, "b", -2.0))),
				argumentSet("map", "{\"tokens\":[\"a\"],\"token_logprobs\":[-0.5],\"top_logprobs\":{\"a\":-0.5}}", a,
						half, List.of(Map.of("a", -0.5))),
				argumentSet("null alternatives",
						"{\"tokens\":[\"a\"],\"token_logprobs\":[-0.5],\"top_logprobs\":[null]}", a, half,
						List.of(Map.of())),
				argumentSet("bare number", "-0.5", List.of(), half, List.of()),
				argumentSet("bare zero", "0", List.of(), List.of(0.0), List.of()),
				argumentSet("content", """
						{"content":[{"token":"a","logprob":-0.5,"top_logprobs":[{"token":"a","logprob":-0.5}]},\
						{"token":"b","logprob":0,"top_logprobs":[]}]}""", List.of("a", "b"), List.of(-0.5, 0.0),
						List.of(Map.of("a", -0.5), Map.of())),
				argumentSet("numbers as texts, and such as JSON does not know", """
						{"tokens":["a","b","c"],"token_logprobs":["-0.5","NaN","-Infinity"],\
						"top_logprobs":[{"a":"-0.5","b":"-Infinity"},[{"token":"c","logprob":"NaN"}],{"d":"x"}]}""",
						List.of("a", "b", "c"), List.of(-0.5, Double.NaN, Double.NEGATIVE_INFINITY),
						List.of(Map.of("a", -0.5, "b", Double.NEGATIVE_INFINITY), Map.of("c", Double.NaN), Map.of())),
				argumentSet("bare number as a text", "\"-Infinity\"", List.of(), List.of(Double.NEGATIVE_INFINITY),
						List.of()),
				argumentSet("null items", "{\"tokens\":[null,\"a\"],\"token_logprobs\":[null,-0.5]}",
						Arrays.asList(null, "a"), Arrays.asList(null, -0.5), List.of()),
				argumentSet("positive and integer", "{\"tokens\":[\"a\",\"b\",\"c\"],\"token_logprobs\":[0.25,0,-3]}",
						List.of("a", "b", "c"), List.of(0.25, 0.0, -3.0), List.of()),
				argumentSet("empty", "{}", List.of(), List.of(), List.of()),
				argumentSet("values of another type", "{\"tokens\":\"a\",\"token_logprobs\":{},\"top_logprobs\":3}",
						List.of(), List.of(), List.of()));
	}

	@ParameterizedTest
	@MethodSource("shapes")
	void everyShapeIsRead(String json, List<String> tokens, List<Double> tokenLogprobs,
			List<Map<String, Double>> topLogprobs) {
		Logprobs logprobs = WireFixtures.logprobs(json);
		assertThat(logprobs.tokens()).isEqualTo(tokens);
		assertThat(logprobs.tokenLogprobs()).isEqualTo(tokenLogprobs);
		assertThat(logprobs.topLogprobs()).isEqualTo(topLogprobs);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "\"text\"", "[]", "true" })
	void otherShapesAreNoLogprobs(String json) {
		assertThat(WireFixtures.logprobs(json)).isNull();
	}

	@Test
	void tokenIdsAndTextOffset() {
		assertThat(WireFixtures.logprobs("{\"token_ids\":[5045,null,4294967296]}").tokenIds()).containsExactly(5045L,
				null, 4294967296L);
		assertThat(WireFixtures.logprobs("{\"token_ids\":[]}").tokenIds()).isEmpty();
		assertThat(WireFixtures.logprobs("{}").tokenIds()).isEmpty();
		assertThat(WireFixtures.logprobs("{\"text_offset\":[0,3]}").textOffset()).containsExactly(0, 3);
	}

	@Test
	void likeliestOfTheSameSpellingCounts() {
		assertThat(WireFixtures.logprobs("""
				{"tokens":["a"],"top_logprobs":[[{"token":"a","logprob":-1},{"token":"a","logprob":-9}]]}""")
			.topLogprobs()).containsExactly(Map.of("a", -1.0));
	}

	@Test
	void ofReadsObjectsAndNumbersAndNothingElse() {
		assertThat(Logprobs.of(Map.of("tokens", List.of("a"))).tokens()).containsExactly("a");
		assertThat(Logprobs.of(-0.5).tokenLogprobs()).containsExactly(-0.5);
		assertThatIllegalArgumentException().isThrownBy(() -> Logprobs.of("text"));
	}

	@Test
	void equality() {
		assertThat(WireFixtures.logprobs("{\"tokens\":[\"a\"]}"))
			.isEqualTo(WireFixtures.logprobs("{\"tokens\":[\"a\"]}"))
			.hasSameHashCodeAs(WireFixtures.logprobs("{\"tokens\":[\"a\"]}"))
			.isNotEqualTo(WireFixtures.logprobs("{\"tokens\":[\"b\"]}"));
		assertThat(WireFixtures.logprobs("-0.5")).isNotEqualTo(WireFixtures.logprobs("-1"));
	}

}
