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

import java.math.BigInteger;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;

/**
 * One generated text of a {@link CompletionResponse}.
 */
public final class CompletionChoice extends WireObject {

	private final int index;

	private final @Nullable Logprobs logprobs;

	/**
	 * Creates a choice.
	 * @param index the choice's number, from 0
	 * @param text the generated text
	 * @param finishReason why the generation ended, or {@code null}
	 * @param logprobs the log probabilities, or {@code null}
	 */
	public CompletionChoice(int index, String text, @Nullable FinishReason finishReason, @Nullable Logprobs logprobs) {
		this(JsonObject.builder()
			.put("text", text)
			.put("finish_reason", (finishReason != null) ? finishReason.value() : null)
			.put("logprobs", (logprobs != null) ? logprobs.json() : null)
			.put("index", index)
			.build(), index);
	}

	private CompletionChoice(JsonObject json, int index) {
		super(json);
		this.index = index;
		this.logprobs = Logprobs.ofNullable(json.get("logprobs"));
	}

	/**
	 * Reads a choice from its JSON form.
	 * @param json the JSON object
	 * @return the choice
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static CompletionChoice of(Map<String, ?> json) {
		JsonObject object = JsonObject.of(json);
		Integer index = ChoiceFields.index(object);
		return of(object, (index != null) ? index : 0);
	}

	static CompletionChoice of(JsonObject json, int index) {
		return new CompletionChoice(json, index);
	}

	/**
	 * Returns the number of this choice among the {@code n} that were asked for.
	 * @return the number, from 0; the choice's place in the response where the server
	 * does not say, or says the same for several
	 */
	public int index() {
		return this.index;
	}

	/**
	 * Returns the generated text. With {@code echo} the prompt is not part of it on
	 * Together AI, see {@link CompletionResponse#prompt()}; compatible servers put it
	 * here.
	 * @return the text, never {@code null}
	 */
	public String text() {
		return ChoiceFields.text(json());
	}

	/**
	 * Returns why the generation ended.
	 * @return the reason, or {@code null} where the server gives none
	 */
	public @Nullable FinishReason finishReason() {
		return ChoiceFields.finishReason(json());
	}

	/**
	 * Returns the log probabilities of the text's tokens.
	 * @return the log probabilities, or {@code null} if they were not asked for
	 */
	public @Nullable Logprobs logprobs() {
		return this.logprobs;
	}

	/**
	 * Returns the seed that was used: an unsigned 64-bit number, often above
	 * {@link Long#MAX_VALUE}.
	 * @return the seed, or {@code null} where the server does not say
	 */
	public @Nullable BigInteger seed() {
		return json().bigInteger("seed");
	}

	@Override
	public String toString() {
		return "CompletionChoice[index=" + index() + ", finishReason=" + finishReason() + "]";
	}

}
