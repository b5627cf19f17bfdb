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
 * A prompt that the server sent back because of {@code echo}. Immutable.
 */
public final class PromptEcho extends JsonView {

	private final @Nullable Logprobs logprobs;

	private PromptEcho(JsonObject fields) {
		super(fields);
		this.logprobs = Logprobs.ofNullable(fields.get("logprobs"));
	}

	/**
	 * Create an echoed prompt from its JSON form.
	 * @param json the fields as the API writes them
	 * @return the echoed prompt
	 * @throws IllegalArgumentException if a value has no JSON form
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static PromptEcho of(Map<String, ?> json) {
		return new PromptEcho(JsonObject.of(json));
	}

	/**
	 * Return the text of the prompt.
	 * @return the text, possibly empty
	 */
	public String text() {
		String text = fields().string("text");
		return (text != null) ? text : "";
	}

	/**
	 * Return the log probabilities of the tokens of the prompt. The first token has none.
	 * @return the log probabilities, or {@code null} if they were not requested
	 */
	public @Nullable Logprobs logprobs() {
		return this.logprobs;
	}

	@Override
	public String toString() {
		return "PromptEcho[logprobs=" + this.logprobs + "]";
	}

}
