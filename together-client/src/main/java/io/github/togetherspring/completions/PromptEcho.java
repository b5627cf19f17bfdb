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
import org.jspecify.annotations.Nullable;

/**
 * The prompt as the server sends it back with {@code echo}.
 */
public final class PromptEcho extends WireObject {

	private final @Nullable Logprobs logprobs;

	private PromptEcho(JsonObject json) {
		super(json);
		this.logprobs = Logprobs.ofNullable(json.get("logprobs"));
	}

	/**
	 * Reads an echoed prompt from its JSON form.
	 * @param json the JSON object
	 * @return the echoed prompt
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static PromptEcho of(Map<String, ?> json) {
		return new PromptEcho(JsonObject.of(json));
	}

	/**
	 * Returns the prompt's text.
	 * @return the text, never {@code null}
	 */
	public String text() {
		String text = json().string("text");
		return (text != null) ? text : "";
	}

	/**
	 * Returns the log probabilities of the prompt's tokens; the first has none.
	 * @return the log probabilities, or {@code null} if they were not asked for
	 */
	public @Nullable Logprobs logprobs() {
		return this.logprobs;
	}

	@Override
	public String toString() {
		return "PromptEcho[logprobs=" + this.logprobs + "]";
	}

}
