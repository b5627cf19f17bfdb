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

package io.github.togetherspring.internal.simulator.model;

import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Tokenizer}.
 */
class TokenizerTests {

	private final LanguageModel model = LanguageModel.load();

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "Once upon a time", "  two  spaces ", "tab\tand\r\nline\n\n\nends\n",
			"def f(x):\n        return x ** 2", "猫は森にいる。", "👩‍🚀 flies 🦊🦊", "na\u00efve e\u0301 \u00a0 \u2028",
			"العربية ١٢٣", "don't \"quote\" <|end|>", "\u0000\u0007", "a\ud83db" })
	void tokensGiveTheTextBack(String text) {
		assertThat(this.model.encode(text).stream().map(this.model::text).collect(Collectors.joining()))
			.isEqualTo(text);
	}

	@Test
	void knownWordsAreOneToken() {
		assertThat(this.model.encode("Once upon a time")).hasSize(4);
	}

	@Test
	void idsAreTheSameInEveryInstance() {
		LanguageModel other = LanguageModel.load();
		assertThat(other.encode("the forest 猫 zebra")).isEqualTo(this.model.encode("the forest 猫 zebra"));
	}

	@Test
	void unknownWordFallsBackToItsCharacters() {
		List<Integer> ids = this.model.encode(" zqx");
		assertThat(ids.stream().map(this.model::text)).containsExactly(" ", "z", "q", "x");
	}

}
