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

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One generated text of a {@link CompletionResponse}. Immutable.
 * <p>
 * With {@code echo}, {@link #text()} does not contain the prompt on Together AI, see
 * {@link CompletionResponse#prompt()}; compatible servers put it there.
 */
public final class CompletionChoice extends ChoiceView {

	private final @Nullable Logprobs logprobs;

	private CompletionChoice(JsonObject fields, int index) {
		super(fields, index);
		this.logprobs = super.logprobs();
	}

	/**
	 * Create a choice from its JSON form.
	 * @param json the fields as the API writes them
	 * @return the choice
	 * @throws IllegalArgumentException if a value has no JSON form
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static CompletionChoice of(Map<String, ?> json) {
		JsonObject fields = JsonObject.of(json);
		return of(fields, indexOf(fields));
	}

	static CompletionChoice of(JsonObject fields, int index) {
		return new CompletionChoice(fields, index);
	}

	@Override
	public @Nullable Logprobs logprobs() {
		return this.logprobs;
	}

}
