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

package io.github.togetherspring.internal.json;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ParserPool}.
 */
class ParserPoolTests {

	private final ParserPool pool = new ParserPool(JsonMapper.builder().build());

	@Test
	void aThreadGetsItsParserAgain() {
		RepeatedParser parser = this.pool.take();
		assertThat(read(parser, "{\"a\":1}")).containsEntry("a", 1);
		this.pool.giveBack(parser);

		RepeatedParser again = this.pool.take();
		assertThat(again).isSameAs(parser);
		assertThat(read(again, "{\"b\":2}")).containsOnlyKeys("b");
	}

	@Test
	void aParserInUseIsGivenToNobodyElse() {
		assertThat(this.pool.take()).isNotSameAs(this.pool.take());
	}

	// Tokens with log probabilities are names in JSON: a parser would collect them all.
	@Test
	void aParserIsNotKeptForever() {
		RepeatedParser first = this.pool.take();
		this.pool.giveBack(first);
		for (int i = 0; i < 1_000; i++) {
			RepeatedParser parser = this.pool.take();
			assertThat(parser).isSameAs(first);
			assertThat(read(parser, "{\"token " + i + "\":0.5}")).hasSize(1);
			this.pool.giveBack(parser);
		}
		assertThat(this.pool.take()).isNotSameAs(first);
	}

	@Test
	void aParserThatGrewWithALongTextIsNotKept() {
		RepeatedParser parser = this.pool.take();
		String text = "long ".repeat(10_000);
		assertThat(read(parser, "{\"text\":\"" + text + "\"}")).containsEntry("text", text);
		this.pool.giveBack(parser);

		assertThat(this.pool.take()).isNotSameAs(parser);
	}

	private static @Nullable JsonObject read(RepeatedParser parser, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return parser.read(bytes, 0, bytes.length, new JsonTree());
	}

}
