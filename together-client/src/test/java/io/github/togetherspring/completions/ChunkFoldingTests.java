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
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompletionResponse#collector()}.
 */
class ChunkFoldingTests {

	@Test
	void joinsTexts() {
		CompletionResponse response = fold("""
				{"id":"r","object":"completion.chunk","created":7,"choices":[{"index":0,"text":"Hel"}],"model":"m"}""",
				"""
						{"id":"r","object":"completion.chunk","created":7,"choices":[{"index":0,"text":"lo","finish_reason":"stop"}],\
						"model":"m"}""");
		assertThat(response.id()).isEqualTo("r");
		assertThat(response.object()).isEqualTo("text.completion");
		assertThat(response.created()).isEqualTo(Instant.ofEpochSecond(7));
		assertThat(response.model()).isEqualTo("m");
		assertThat(response.text()).isEqualTo("Hello");
		assertThat(response.choices().get(0).finishReason()).isEqualTo(FinishReason.STOP);
	}

	@Test
	void keepsInterleavedChoicesApart() {
		CompletionResponse response = fold("{\"choices\":[{\"index\":2,\"text\":\"c\"}]}",
				"{\"choices\":[{\"index\":0,\"text\":\"a\"},{\"index\":1,\"text\":\"b\"}]}",
				"{\"choices\":[{\"index\":1,\"text\":\"B\",\"finish_reason\":\"length\"}]}",
				"{\"choices\":[{\"index\":2,\"text\":\"C\",\"finish_reason\":\"stop\"},"
						+ "{\"index\":0,\"text\":\"A\",\"finish_reason\":\"eos\"}]}");
		assertThat(response.choices()).extracting(CompletionChoice::index).containsExactly(0, 1, 2);
		assertThat(response.choices()).extracting(CompletionChoice::text).containsExactly("aA", "bB", "cC");
		assertThat(response.choices()).extracting(CompletionChoice::finishReason)
			.containsExactly(FinishReason.EOS, FinishReason.LENGTH, FinishReason.STOP);
	}

	@Test
	void usageComesFromItsOwnChunk() {
		CompletionResponse response = fold("{\"choices\":[{\"index\":0,\"text\":\"a\"}],\"usage\":null}",
				"{\"choices\":[{\"index\":0,\"text\":\"b\",\"finish_reason\":\"stop\"}],\"usage\":null}",
				"{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3},"
						+ "\"warnings\":[{\"message\":\"w\"}]}");
		assertThat(response.usage())
			.isEqualTo(Usage.of(Map.of("prompt_tokens", 1, "completion_tokens", 2, "total_tokens", 3)));
		assertThat(response.warnings()).containsExactly("w");
		assertThat(response.text()).isEqualTo("ab");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\"", "\"null\"", "\" \"", "null" })
	void laterReasonThatIsNoneDoesNotHideAnEarlierOne(String none) {
		CompletionResponse response = fold(
				"{\"id\":\"i\",\"model\":\"m\",\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":" + none
						+ "}]}",
				"{\"choices\":[{\"index\":0,\"text\":\"b\",\"finish_reason\":\"stop\"}]}",
				"{\"id\":\"\",\"model\":\"\",\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":" + none
						+ "}]}");
		assertThat(response.choices().get(0).finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(response.choices().get(0).json()).containsEntry("finish_reason", "stop");
		assertThat(response.id()).isEqualTo("i");
		assertThat(response.model()).isEqualTo("m");
	}

	@Test
	void laterNullDoesNotHideAnEarlierValue() {
		CompletionResponse response = fold(
				"{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"stop\",\"seed\":7}],\"usage\":{\"total_tokens\":3}}",
				"{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":null,\"seed\":null}],\"usage\":null}");
		assertThat(response.choices().get(0).finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(response.choices().get(0).seed()).isEqualTo(7);
		assertThat(response.usage().totalTokens()).isEqualTo(3);
	}

	@Test
	void seedComesFromTheLast() {
		CompletionResponse response = fold("{\"choices\":[{\"index\":0,\"text\":\"a\",\"seed\":null}]}",
				"{\"choices\":[{\"index\":0,\"text\":\"b\",\"seed\":16804105058607157000}]}");
		assertThat(response.choices().get(0).seed()).isEqualTo(new BigInteger("16804105058607157000"));
	}

	@Test
	void unknownFieldsAreKept() {
		CompletionResponse response = fold(
				"{\"metadata\":{\"v\":1},\"choices\":[{\"index\":0,\"text\":\"a\",\"matched_stop\":null}]}",
				"{\"x\":true,\"choices\":[{\"index\":0,\"text\":\"b\",\"matched_stop\":7}]}");
		assertThat(response.json()).containsEntry("metadata", Map.of("v", 1)).containsEntry("x", true);
		assertThat(response.choices().get(0).json()).containsEntry("matched_stop", 7);
	}

	@Test
	void joinsLogprobsOfLists() {
		assertThat(foldLogprobs("{\"tokens\":[\"a\"],\"token_logprobs\":[null],\"token_ids\":[1]}",
				"{\"tokens\":[\"b\",\"c\"],\"token_logprobs\":[-1,0],\"token_ids\":[null,3]}"))
			.isEqualTo(WireFixtures
				.logprobs("{\"tokens\":[\"a\",\"b\",\"c\"],\"token_logprobs\":[null,-1,0],\"token_ids\":[1,null,3]}"));
	}

	@Test
	void joinsTopLogprobsOfListsAndMaps() {
		Logprobs lists = foldLogprobs("""
				{"tokens":["a"],"token_logprobs":[-1],"top_logprobs":[[{"token":"a","logprob":-1}]]}""", """
				{"tokens":["b"],"token_logprobs":[-2],"top_logprobs":[[{"token":"b","logprob":-2}]]}""");
		assertThat(lists.topLogprobs()).containsExactly(Map.of("a", -1.0), Map.of("b", -2.0));
		Logprobs maps = foldLogprobs("{\"tokens\":[\"a\"],\"token_logprobs\":[-1],\"top_logprobs\":{\"a\":-1}}",
				"{\"tokens\":[\"b\"],\"token_logprobs\":[-2],\"top_logprobs\":{\"b\":-2}}");
		assertThat(maps.topLogprobs()).containsExactly(Map.of("a", -1.0), Map.of("b", -2.0));
		assertThat(maps.tokens()).containsExactly("a", "b");
	}

	@Test
	void joinsLogprobsThatAreNumbers() {
		Logprobs logprobs = foldLogprobs("-0.5", "0", "\"-Infinity\"");
		assertThat(logprobs.tokenLogprobs()).containsExactly(-0.5, 0.0, Double.NEGATIVE_INFINITY);
		assertThat(logprobs.tokens()).containsExactly("x", "x", "x");
	}

	@Test
	void joinsLogprobsOfContent() {
		Logprobs logprobs = foldLogprobs("{\"content\":[{\"token\":\"a\",\"logprob\":-1,\"top_logprobs\":[]}]}",
				"{\"content\":[{\"token\":\"b\",\"logprob\":-2,\"top_logprobs\":[]}]}");
		assertThat(logprobs.tokens()).containsExactly("a", "b");
		assertThat(logprobs.tokenLogprobs()).containsExactly(-1.0, -2.0);
	}

	@Test
	void chunkWithoutLogprobsBetweenOthers() {
		assertThat(foldLogprobs("{\"tokens\":[\"a\"],\"token_logprobs\":[-1]}", "null",
				"{\"tokens\":[\"b\"],\"token_logprobs\":[-2]}")
			.tokens()).containsExactly("a", "b");
		assertThat(foldLogprobs("null", "null")).isNull();
	}

	@Test
	void wholeResponseAsTheOneChunkFoldsToItself() {
		for (String json : List.of(WireFixtures.FULL, """
				{"id":"i","object":"text_completion","choices":[{"index":0,"text":"a","logprobs":{"tokens":["a"],\
				"token_logprobs":[-1],"top_logprobs":[{"a":-1}]},"x":1},{"index":1,"text":"b"}],"usage":null,\
				"prompt":[{"text":"p"}]}""")) {
			assertThat(fold(json)).isEqualTo(WireFixtures.response(json));
		}
	}

	@Test
	void deltaOfTheChunksIsNotInTheResponse() {
		CompletionResponse response = fold("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\",\"token_id\":7}}]}",
				"{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"}}]}");
		assertThat(response.text()).isEqualTo("ab");
		assertThat(response.choices().get(0).json().keySet()).containsExactlyInAnyOrder("index", "text");
	}

	@Test
	void metadataIsKept() {
		ResponseMetadata metadata = ResponseMetadata.of(ResponseHeaders.of(Map.of("x-request-id", List.of("r"))), 2);
		CompletionChunk chunk = CompletionChunk.of(WireFixtures.parse("{\"choices\":[]}"), metadata);
		assertThat(Stream.of(chunk).collect(CompletionResponse.collector()).metadata()).isEqualTo(metadata);
	}

	@Test
	void joinsWarningsAndTokenIds() {
		CompletionResponse response = fold(
				"{\"warnings\":[{\"message\":\"v\"}],\"choices\":[{\"index\":0,\"text\":\"a\",\"token_ids\":[1]}]}",
				"{\"warnings\":null,\"choices\":[{\"index\":0,\"text\":\"b\",\"token_ids\":[2,3]}]}",
				"{\"warnings\":[{\"message\":\"w\"}],\"choices\":[{\"index\":0,\"text\":\"\",\"token_ids\":null}]}");
		assertThat(response.warnings()).containsExactly("v", "w");
		assertThat(response.choices().get(0).json()).containsEntry("token_ids", List.of(1, 2, 3));
	}

	@Test
	void noChunkAtAll() {
		CompletionResponse response = Stream.<CompletionChunk>empty().collect(CompletionResponse.collector());
		assertThat(response.choices()).isEmpty();
		assertThat(response.text()).isEmpty();
	}

	private static CompletionResponse fold(String... chunks) {
		return Stream.of(chunks).map(WireFixtures::chunk).collect(CompletionResponse.collector());
	}

	private static Logprobs foldLogprobs(String... logprobs) {
		return Stream.of(logprobs)
			.map((json) -> WireFixtures.chunk("{\"choices\":[{\"index\":0,\"text\":\"x\",\"logprobs\":" + json + "}]}"))
			.collect(CompletionResponse.collector())
			.choices()
			.get(0)
			.logprobs();
	}

}
