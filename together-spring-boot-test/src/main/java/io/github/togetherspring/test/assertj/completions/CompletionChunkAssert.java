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

package io.github.togetherspring.test.assertj.completions;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionChoiceDelta;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.completions.Usage;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.presentation.Representation;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a chunk of a stream.
 */
public final class CompletionChunkAssert extends AbstractAssert<CompletionChunkAssert, CompletionChunk> {

	CompletionChunkAssert(@Nullable CompletionChunk actual) {
		super(actual, CompletionChunkAssert.class);
	}

	/**
	 * Verify the text.
	 * @param text the text, which is empty for a chunk without choices
	 * @return these assertions
	 */
	public CompletionChunkAssert hasText(String text) {
		isNotNull();
		return verify("text", text, this.actual.text());
	}

	/**
	 * Verify that the chunk belongs to the given choice only.
	 * @param index the index of the choice
	 * @return these assertions
	 */
	public CompletionChunkAssert isForChoice(int index) {
		isNotNull();
		return verify("choices", List.of(index),
				this.actual.choices().stream().map(CompletionChoiceDelta::index).toList());
	}

	/**
	 * Verify that the chunk ends a choice.
	 * @param finishReason the finish reason
	 * @return these assertions
	 */
	public CompletionChunkAssert hasFinishReason(FinishReason finishReason) {
		isNotNull();
		return verify("finish reasons", List.of(finishReason), finishReasons());
	}

	/**
	 * Verify that the chunk does not end a choice.
	 * @return these assertions
	 */
	public CompletionChunkAssert hasNoFinishReason() {
		isNotNull();
		return verify("finish reasons", List.of(), finishReasons());
	}

	private List<FinishReason> finishReasons() {
		return this.actual.choices().stream().flatMap((choice) -> Stream.ofNullable(choice.finishReason())).toList();
	}

	/**
	 * Verify the usage.
	 * @param promptTokens the number of tokens in the prompts
	 * @param completionTokens the number of tokens in all choices
	 * @return these assertions
	 */
	public CompletionChunkAssert hasUsage(int promptTokens, int completionTokens) {
		isNotNull();
		Usage usage = this.actual.usage();
		return verify("prompt and completion tokens", List.of(promptTokens, completionTokens),
				(usage != null) ? List.of(usage.promptTokens(), usage.completionTokens()) : null);
	}

	private CompletionChunkAssert verify(String what, Object expected, @Nullable Object actual) {
		if (!Objects.equals(actual, expected)) {
			Representation values = this.info.representation();
			throw failureWithActualExpected(actual, expected, "%nExpected %s:%n  %s%nbut was:%n  %s", what,
					values.toStringOf(expected), values.toStringOf(actual));
		}
		return this;
	}

}
