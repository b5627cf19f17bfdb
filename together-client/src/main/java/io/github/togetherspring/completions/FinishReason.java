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

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Why the generation of a choice ended. This is not an enum, because servers invent new
 * reasons. Immutable; compare with {@code equals}.
 */
public final class FinishReason {

	/**
	 * The model finished by itself, or generated a stop sequence.
	 */
	public static final FinishReason STOP = new FinishReason("stop");

	/**
	 * The model finished by itself. Older models send this instead of {@link #STOP}.
	 */
	public static final FinishReason EOS = new FinishReason("eos");

	/**
	 * The text reached {@code max_tokens} or the context length of the model.
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

	private final String value;

	private FinishReason(String value) {
		this.value = Objects.requireNonNull(value, "value");
	}

	/**
	 * Return a reason.
	 * @param value the reason as the server writes it
	 * @return the reason
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static FinishReason of(String value) {
		return new FinishReason(value);
	}

	/**
	 * Return the reason as the server writes it.
	 * @return the value, such as {@code stop}
	 */
	@JsonValue
	public String value() {
		return this.value;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof FinishReason reason && this.value.equals(reason.value));
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return this.value;
	}

}
