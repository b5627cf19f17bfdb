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

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why the generation of a choice ended. Servers invent new reasons, so this is an open
 * set: any text is one.
 *
 * @param value the reason as the server writes it
 */
public record FinishReason(@JsonValue String value) {

	/**
	 * The model came to an end by itself, or met a stop sequence.
	 */
	public static final FinishReason STOP = new FinishReason("stop");

	/**
	 * The model came to an end by itself. Older models say this for {@link #STOP}.
	 */
	public static final FinishReason EOS = new FinishReason("eos");

	/**
	 * The text is as long as it may be: {@code max_tokens} or the model's context.
	 */
	public static final FinishReason LENGTH = new FinishReason("length");

	/**
	 * The model asked for a tool.
	 */
	public static final FinishReason TOOL_CALLS = new FinishReason("tool_calls");

	/**
	 * The model asked for a function.
	 */
	public static final FinishReason FUNCTION_CALL = new FinishReason("function_call");

	/**
	 * The generation failed.
	 */
	public static final FinishReason ERROR = new FinishReason("error");

	/**
	 * Returns a reason.
	 * @param value the reason as the server writes it
	 * @return the reason
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static FinishReason of(String value) {
		return new FinishReason(value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
