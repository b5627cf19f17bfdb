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

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link CompletionResponse}, {@link CompletionChunk} and their parts.
 */
class CompletionResponseTests {

	static Stream<Arguments> all() {
		return Stream.concat(WireFixtures.responses(), WireFixtures.chunks());
	}

	static Stream<Arguments> seeds() {
		return Stream.of(argumentSet("small", "42", "42"),
				argumentSet("above Long.MAX_VALUE", "16804105058607157000", "16804105058607157000"),
				argumentSet("exponent", "1.6E19", "16000000000000000000"),
				argumentSet("largest unsigned", "18446744073709551615", "18446744073709551615"),
				argumentSet("negative", "-1", "-1"), argumentSet("null", "null", null),
				argumentSet("fraction", "1.5", null),
				argumentSet("text", "\"16804105058607157000\"", "16804105058607157000"),
				argumentSet("text without a number", "\"x\"", null), argumentSet("object", "{}", null),
				argumentSet("endless exponent", "1E999999999", null),
				argumentSet("exponent at its end", "100E2147483647", null));
	}

	static Stream<Arguments> finishReasons() {
		return Stream.of(argumentSet("stop", "\"stop\"", FinishReason.STOP),
				argumentSet("eos", "\"eos\"", FinishReason.EOS),
				argumentSet("length", "\"length\"", FinishReason.LENGTH),
				argumentSet("tool calls", "\"tool_calls\"", FinishReason.TOOL_CALLS),
				argumentSet("function call", "\"function_call\"", FinishReason.FUNCTION_CALL),
				argumentSet("error", "\"error\"", FinishReason.ERROR),
				argumentSet("unknown", "\"flux\"", FinishReason.of("flux")), argumentSet("empty", "\"\"", null),
				argumentSet("blank", "\" \"", null), argumentSet("the word null", "\"null\"", null),
				argumentSet("null", "null", null), argumentSet("number", "1", null));
	}

	@Test
	void plainResponse() {
		CompletionResponse response = WireFixtures.response(WireFixtures.FULL);
		assertThat(response.id()).isEqualTo("r1-abc");
		assertThat(response.object()).isEqualTo("text.completion");
		assertThat(response.created()).isEqualTo("2025-01-09T11:26:01Z");
		assertThat(response.model()).isEqualTo("acme/base-7b");
		assertThat(response.text()).isEqualTo(" blue");
		assertThat(response.prompt()).isEmpty();
		assertThat(response.warnings()).isEmpty();
		assertThat(response.choices()).singleElement().satisfies((choice) -> {
			assertThat(choice.index()).isZero();
			assertThat(choice.text()).isEqualTo(" blue");
			assertThat(choice.finishReason()).isEqualTo(FinishReason.STOP);
			assertThat(choice.logprobs()).isNull();
			assertThat(choice.seed()).isEqualTo(42);
		});
		assertThat(response.usage())
			.isEqualTo(usage("{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}"));
		assertThat(response.metadata()).isSameAs(ResponseMetadata.NONE);
	}

	@Test
	void emptyObject() {
		CompletionResponse response = WireFixtures.response("{}");
		assertThat(response.id()).isNull();
		assertThat(response.object()).isNull();
		assertThat(response.model()).isNull();
		assertThat(response.created()).isNull();
		assertThat(response.choices()).isEmpty();
		assertThat(response.text()).isEmpty();
		assertThat(response.usage()).isNull();
		assertThat(response.prompt()).isEmpty();
		CompletionChunk chunk = CompletionChunk.of(Map.of());
		assertThat(chunk.text()).isEmpty();
		assertThat(chunk.usage()).isNull();
		assertThat(chunk.created()).isNull();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void seed(String json, String expected) {
		BigInteger seed = (expected != null) ? new BigInteger(expected) : null;
		assertThat(WireFixtures.choiceWith("seed", json).seed()).isEqualTo(seed);
		assertThat(CompletionChoiceDelta.of(WireFixtures.choiceWith("seed", json).json()).seed()).isEqualTo(seed);
	}

	@ParameterizedTest
	@MethodSource("finishReasons")
	void finishReason(String json, FinishReason expected) {
		assertThat(WireFixtures.choiceWith("finish_reason", json).finishReason()).isEqualTo(expected);
		assertThat(CompletionChoiceDelta.of(WireFixtures.choiceWith("finish_reason", json).json()).finishReason())
			.isEqualTo(expected);
	}

	@Test
	void echoedPrompt() {
		CompletionResponse response = WireFixtures.response("""
				{"prompt":[{"text":"The sky","logprobs":{"tokens":["The"," sky"],"token_logprobs":[null,-3.5]}}]}""");
		assertThat(response.prompt()).singleElement().satisfies((echo) -> {
			assertThat(echo.text()).isEqualTo("The sky");
			assertThat(echo.logprobs().tokens()).containsExactly("The", " sky");
			assertThat(echo.logprobs().tokenLogprobs()).containsExactly(null, -3.5);
		});
		assertThat(WireFixtures.response("{\"prompt\":[{\"text\":\"p\"}]}").prompt().get(0).logprobs()).isNull();
		assertThat(WireFixtures.response("{\"prompt\":[{}]}").prompt().get(0).text()).isEmpty();
		assertThat(WireFixtures.response("{\"prompt\":\"p\"}").prompt()).isEmpty();
	}

	@Test
	void usageOfEveryShape() {
		Usage usage = usage("{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4,\"cached_tokens\":2}");
		assertThat(usage.cachedTokens()).isEqualTo(2);
		assertThat(usage.reasoningTokens()).isNull();
		assertThat(usage("{\"prompt_tokens_details\":{\"cached_tokens\":5}}").cachedTokens()).isEqualTo(5);
		assertThat(usage("{\"prompt_tokens_details\":null}").cachedTokens()).isNull();
		assertThat(usage("{\"reasoning_tokens\":7}").reasoningTokens()).isEqualTo(7);
		assertThat(usage("{\"completion_tokens_details\":{\"reasoning_tokens\":8}}").reasoningTokens()).isEqualTo(8);
		assertThat(usage("{}").totalTokens()).isZero();
		assertThat(usage("{\"prompt_tokens\":null,\"completion_tokens\":\"1\"}").promptTokens()).isZero();
		assertThat(WireFixtures.response("{\"usage\":null}").usage()).isNull();
		assertThat(WireFixtures.response("{\"usage\":[]}").usage()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "7|7", "7.0|7", "3.7|3", "\"7\"|7", "\"7.0\"|7", "1e2|100", "4294967296|2147483647",
					"\"4294967296\"|2147483647", "1e400|2147483647", "\"many\"|0", "null|0", "{}|0", "true|0" })
	void countHoweverItIsWritten(String json, int count) {
		Usage usage = usage("{\"prompt_tokens\":" + json + ",\"total_tokens\":" + json + ",\"completion_tokens\":"
				+ json + ",\"prompt_tokens_details\":{\"cached_tokens\":" + json + "}}");
		assertThat(usage.promptTokens()).isEqualTo(count);
		assertThat(usage.completionTokens()).isEqualTo(count);
		assertThat(usage.totalTokens()).isEqualTo(count);
		assertThat(usage.cachedTokens()).isEqualTo((count != 0) ? Integer.valueOf(count) : null);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "1763800000|1763800000", "1763800000.75|1763800000", "\"1763800000\"|1763800000",
					"31556889864403199|31556889864403199", "\"2025-11-22\"|", "null|", "1e400|", "\"NaN\"|",
					"99999999999999999|" })
	void momentHoweverItIsWritten(String json, Long seconds) {
		Instant created = (seconds != null) ? Instant.ofEpochSecond(seconds) : null;
		assertThat(WireFixtures.response("{\"created\":" + json + "}").created()).isEqualTo(created);
		assertThat(WireFixtures.chunk("{\"created\":" + json + "}").created()).isEqualTo(created);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "1,0|1,0", "\"1\",\"0\"|1,0", "1.0,0.0|1,0", "null,null|0,1", "0,0|0,1", "7,7|0,1", "1,null|0,1",
					"4294967296,4294967296|0,1", "\"a\",\"b\"|0,1", "-1,5|-1,5" })
	void indexesOfSeveralChoices(String json, String expected) {
		String[] indexes = json.split(",");
		String choices = "{\"choices\":[{\"text\":\"a\",\"index\":%s},{\"text\":\"b\",\"index\":%s}]}"
			.formatted((Object[]) indexes);
		assertThat(WireFixtures.response(choices).choices()).extracting(CompletionChoice::index)
			.extracting(String::valueOf)
			.containsExactly(expected.split(","));
		assertThat(WireFixtures.chunk(choices).choices()).extracting(CompletionChoiceDelta::index)
			.extracting(String::valueOf)
			.containsExactly(expected.split(","));
	}

	@Test
	void choicesWithoutAnIndex() {
		CompletionResponse response = WireFixtures.response("{\"choices\":[{\"text\":\"a\"},{\"text\":\"b\"}]}");
		assertThat(response.choices()).extracting(CompletionChoice::index).containsExactly(0, 1);
		assertThat(WireFixtures.response("{\"choices\":[{\"text\":\"a\"}]}").choices().get(0).index()).isZero();
		assertThat(WireFixtures.response("{\"choices\":[{\"index\":3}]}").choices().get(0).index()).isEqualTo(3);
		assertThat(CompletionChoice.of(Map.of("index", "3")).index()).isEqualTo(3);
		assertThat(CompletionChoiceDelta.of(Map.of()).index()).isZero();
	}

	@Test
	void warningsOfEveryShape() {
		assertThat(
				WireFixtures.response("{\"warnings\":[{\"message\":\"a\"},\"b\",null,{\"text\":\"c\"},4]}").warnings())
			.containsExactly("a", "b");
		assertThat(WireFixtures.chunk("{\"warnings\":[{\"message\":\"a\"}]}").warnings()).containsExactly("a");
	}

	@Test
	void textComesFromOneOfItsTwoPlaces() {
		assertThat(WireFixtures.chunk("{\"choices\":[{\"text\":\"a\",\"delta\":{\"content\":\"a\"}}]}").text())
			.isEqualTo("a");
		assertThat(WireFixtures.chunk("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}").text()).isEqualTo("a");
		assertThat(WireFixtures.chunk("{\"choices\":[{\"text\":null,\"delta\":{\"content\":\"a\"}}]}").text())
			.isEqualTo("a");
		assertThat(WireFixtures.chunk("{\"choices\":[{\"delta\":{\"content\":null}}]}").text()).isEmpty();
		assertThat(WireFixtures.chunk("{\"choices\":[{\"delta\":\"x\"}]}").text()).isEmpty();
		assertThat(WireFixtures.response("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a\"}}]}")
			.text()).isEqualTo("a");
		assertThat(WireFixtures.response("{\"choices\":[{\"text\":\"\",\"message\":{\"content\":\"a\"}}]}").text())
			.isEmpty();
	}

	@Test
	void tokenIdOfDelta() {
		assertThat(tokenId("{\"token_id\":128001}")).isEqualTo(128001L);
		assertThat(tokenId("{\"token_id\":4294967296}")).isEqualTo(4294967296L);
		assertThat(tokenId("{\"token_id\":null}")).isNull();
		assertThat(tokenId("{}")).isNull();
		assertThat(tokenId("null")).isNull();
	}

	@Test
	void unknownFieldsCanBeReadAtEveryLevel() {
		CompletionResponse response = WireFixtures.response("""
				{"metadata":{"v":"x"},"choices":[{"stop_reason":7,"logprobs":{"colour":"blue"}}],"usage":{"moon":true},\
				"prompt":[{"hash":"h"}]}""");
		assertThat(response.json().get("metadata")).isEqualTo(Map.of("v", "x"));
		CompletionChoice choice = response.choices().get(0);
		assertThat(choice.json()).containsEntry("stop_reason", 7);
		assertThat(choice.logprobs().json()).isEqualTo(Map.of("colour", "blue"));
		assertThat(response.usage().json()).containsEntry("moon", true);
		assertThat(response.prompt().get(0).json()).containsEntry("hash", "h");
	}

	@Test
	void metadataIsNoPartOfTheValue() {
		ResponseMetadata metadata = ResponseMetadata.of(ResponseHeaders.of(Map.of("x", List.of("y"))), 2);
		CompletionResponse response = CompletionResponse.of(Map.of("id", "i"), metadata);
		assertThat(response.metadata()).isSameAs(metadata);
		assertThat(response).isEqualTo(CompletionResponse.of(Map.of("id", "i")));
		assertThat(response.json()).containsOnlyKeys("id");
	}

	@ParameterizedTest
	@MethodSource("all")
	void equalJsonMakesEqualValues(String json) {
		assertThat(WireFixtures.response(json)).isEqualTo(WireFixtures.response(json))
			.hasSameHashCodeAs(WireFixtures.response(json));
		assertThat(WireFixtures.chunk(json)).isEqualTo(WireFixtures.chunk(json))
			.hasSameHashCodeAs(WireFixtures.chunk(json))
			.isNotEqualTo(WireFixtures.response(json));
	}

	@Test
	void otherJsonMakesOtherValues() {
		assertThat(WireFixtures.response(WireFixtures.FULL))
			.isNotEqualTo(WireFixtures.response(WireFixtures.FULL.replace("blue", "red")));
		assertThat(usage("{\"total_tokens\":2}")).isNotEqualTo(usage("{\"total_tokens\":3}"));
	}

	@ParameterizedTest
	@MethodSource("all")
	void nothingCanBeChanged(String json) {
		Map<String, Object> source = WireFixtures.parse(json);
		CompletionResponse response = CompletionResponse.of(source);
		source.put("id", "changed");
		source.remove("choices");
		assertThat(response).isEqualTo(WireFixtures.response(json));
		assertUnmodifiable(response.json());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> response.choices().add(CompletionChoice.of(Map.of())));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> response.warnings().add("x"));
		response.choices().forEach((choice) -> {
			assertUnmodifiable(choice.json());
			assertUnmodifiable(choice.logprobs());
		});
		response.json().values().forEach((value) -> {
			if (value instanceof List<?> list && !list.isEmpty()) {
				assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> list.remove(0));
			}
		});
	}

	@Test
	void toStringHasNoText() {
		String json = """
				{"id":"i","model":"m","prompt":[{"text":"hush","logprobs":{"tokens":["hush"],"token_logprobs":[-1]}}],
				"choices":[{"text":"hush","delta":{"content":"hush"},"finish_reason":"stop","logprobs":{"tokens":["hush"],
				"token_logprobs":[-1],"top_logprobs":[{"hush":-1}]}}],"warnings":["hush"],"usage":{"prompt_tokens":1}}""";
		CompletionResponse response = WireFixtures.response(json);
		CompletionRequest request = CompletionRequest.builder().model("m").prompt("hush").stop("hush").build();
		assertThat(Stream
			.of(response, response.json(), response.choices(), response.choices().get(0).logprobs(), response.prompt(),
					WireFixtures.chunk(json), WireFixtures.chunk(json).choices(), request, request.json(),
					BulkResult.succeeded(0, request, response))
			.map(Object::toString)).noneMatch((text) -> text.contains("hush")).allMatch((text) -> !text.isBlank());
	}

	private static Usage usage(String json) {
		return WireFixtures.response("{\"usage\":" + json + "}").usage();
	}

	private static Long tokenId(String delta) {
		return CompletionChoiceDelta.of(WireFixtures.choiceWith("delta", delta).json()).tokenId();
	}

	private static void assertUnmodifiable(Map<String, Object> json) {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> json.put("x", 1));
		if (!json.isEmpty()) {
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> json.entrySet().iterator().next().setValue(1));
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> json.remove(json.keySet().iterator().next()));
		}
	}

	private static void assertUnmodifiable(Logprobs logprobs) {
		if (logprobs != null) {
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> logprobs.tokens().add("x"));
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> logprobs.tokenLogprobs().add(1.0));
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> logprobs.topLogprobs().add(Map.of()));
		}
	}

}
