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

package io.github.togetherspring.internal.pacing;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link TokenEstimate}.
 */
class TokenEstimateTests {

	@ParameterizedTest
	@MethodSource
	void tokensOfThePromptAreEstimated(Object prompt, long tokens) {
		CompletionRequest request = CompletionRequest.of(Map.of("prompt", prompt, "max_tokens", 0));
		assertThat(TokenEstimate.of(request, 1)).isEqualTo(new TokenEstimate(tokens, 0));
	}

	static Stream<Arguments> tokensOfThePromptAreEstimated() {
		return Stream.of(argumentSet("text", "12345678", 2), argumentSet("rounded up", "123456789", 3),
				argumentSet("two bytes each", "äöüß", 2), argumentSet("three bytes each", "日本語日", 3),
				argumentSet("first character of two bytes", "\u0080".repeat(4), 2),
				argumentSet("first character of three bytes", "\u0800".repeat(4), 3),
				argumentSet("four bytes each", "😀😀", 2), argumentSet("texts", List.of("1234", "12345678"), 3),
				argumentSet("token ids", List.of(1, 2, 3), 3),
				argumentSet("lists of token ids", List.of(List.of(1, 2), List.of(3)), 3));
	}

	@Test
	void everyChoiceMayHaveTheMaximum() {
		CompletionRequest request = CompletionRequest.builder().prompt("1234").maxTokens(100).build();
		assertThat(TokenEstimate.of(request, 3)).isEqualTo(new TokenEstimate(1, 300));
		assertThat(TokenEstimate.of(request, 3).total()).isEqualTo(301);
	}

	@Test
	void maximumIsAssumedIfTheRequestHasNone() {
		CompletionRequest request = CompletionRequest.builder().prompt("1234").build();
		assertThat(TokenEstimate.of(request, 2)).isEqualTo(new TokenEstimate(1, 1024));
	}

	@Test
	void largeNumbersAreKept() {
		CompletionRequest request = CompletionRequest.builder().prompt("1234").maxTokens(Integer.MAX_VALUE).build();
		assertThat(TokenEstimate.of(request, Integer.MAX_VALUE).total())
			.isEqualTo(1 + (long) Integer.MAX_VALUE * Integer.MAX_VALUE);
	}

}
