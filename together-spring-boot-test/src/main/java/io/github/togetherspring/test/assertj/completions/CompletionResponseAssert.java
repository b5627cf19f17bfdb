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

import io.github.togetherspring.completions.CompletionChoice;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.FinishReason;
import io.github.togetherspring.completions.Usage;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.presentation.Representation;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a response.
 */
public final class CompletionResponseAssert extends AbstractAssert<CompletionResponseAssert, CompletionResponse> {

	CompletionResponseAssert(@Nullable CompletionResponse actual) {
		super(actual, CompletionResponseAssert.class);
	}

	/**
	 * Verify that there is a single choice, and its text.
	 * @param text the text
	 * @return these assertions
	 */
	public CompletionResponseAssert hasText(String text) {
		return hasTexts(text);
	}

	/**
	 * Verify the texts of all choices.
	 * @param texts the texts, in the order of the choices
	 * @return these assertions
	 */
	public CompletionResponseAssert hasTexts(String... texts) {
		isNotNull();
		return verify("texts", List.of(texts), this.actual.choices().stream().map(CompletionChoice::text).toList());
	}

	/**
	 * Verify the model that has responded.
	 * @param model the name of the model
	 * @return these assertions
	 */
	public CompletionResponseAssert hasModel(String model) {
		isNotNull();
		return verify("model", model, this.actual.model());
	}

	/**
	 * Verify that all choices have the given finish reason.
	 * @param finishReason the finish reason
	 * @return these assertions
	 */
	public CompletionResponseAssert hasFinishReason(FinishReason finishReason) {
		isNotNull();
		List<FinishReason> actual = this.actual.choices()
			.stream()
			.flatMap((choice) -> Stream.ofNullable(choice.finishReason()))
			.distinct()
			.toList();
		return verify("finish reasons", List.of(finishReason), actual);
	}

	/**
	 * Verify the usage.
	 * @param promptTokens the number of tokens in the prompts
	 * @param completionTokens the number of tokens in all choices
	 * @return these assertions
	 */
	public CompletionResponseAssert hasUsage(int promptTokens, int completionTokens) {
		isNotNull();
		Usage usage = this.actual.usage();
		return verify("prompt and completion tokens", List.of(promptTokens, completionTokens),
				(usage != null) ? List.of(usage.promptTokens(), usage.completionTokens()) : null);
	}

	private CompletionResponseAssert verify(String what, Object expected, @Nullable Object actual) {
		if (!Objects.equals(actual, expected)) {
			Representation values = this.info.representation();
			throw failureWithActualExpected(actual, expected, "%nExpected %s:%n  %s%nbut was:%n  %s", what,
					values.toStringOf(expected), values.toStringOf(actual));
		}
		return this;
	}

}
