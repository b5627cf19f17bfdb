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
 * What a {@link CompletionChunk} adds to one choice.
 */
public final class CompletionChoiceDelta extends WireObject {

	private final int index;

	/**
	 * Creates an addition to a choice.
	 * @param index the choice's number, from 0
	 * @param text the new text
	 * @param finishReason why the generation ended, or {@code null} as long as it goes on
	 * @param logprobs the log probabilities of the new text, or {@code null}
	 */
	public CompletionChoiceDelta(int index, String text, @Nullable FinishReason finishReason,
			@Nullable Logprobs logprobs) {
		this(JsonObject.builder()
			.put("index", index)
			.put("text", text)
			.put("logprobs", (logprobs != null) ? logprobs.json() : null)
			.put("finish_reason", (finishReason != null) ? finishReason.value() : null)
			.build(), index);
	}

	private CompletionChoiceDelta(JsonObject json, int index) {
		super(json);
		this.index = index;
	}

	/**
	 * Reads an addition to a choice from its JSON form.
	 * @param json the JSON object
	 * @return the addition
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static CompletionChoiceDelta of(Map<String, ?> json) {
		JsonObject object = JsonObject.of(json);
		Integer index = ChoiceFields.index(object);
		return of(object, (index != null) ? index : 0);
	}

	static CompletionChoiceDelta of(JsonObject json, int index) {
		return new CompletionChoiceDelta(json, index);
	}

	/**
	 * Returns the number of the choice that goes on here.
	 * @return the number, from 0; the choice's place in the chunk where the server does
	 * not say, or says the same for several
	 */
	public int index() {
		return this.index;
	}

	/**
	 * Returns the new text.
	 * @return the text, never {@code null}, often empty in the first and the last chunk
	 */
	public String text() {
		return ChoiceFields.text(json());
	}

	/**
	 * Returns why the generation of this choice ended.
	 * @return the reason, or {@code null} as long as it goes on
	 */
	public @Nullable FinishReason finishReason() {
		return ChoiceFields.finishReason(json());
	}

	/**
	 * Returns the log probabilities of the new text's tokens.
	 * @return the log probabilities, or {@code null} if they were not asked for
	 */
	public @Nullable Logprobs logprobs() {
		return Logprobs.ofNullable(json().get("logprobs"));
	}

	/**
	 * Returns the seed that was used, which the last chunk of a choice says: an unsigned
	 * 64-bit number, often above {@link Long#MAX_VALUE}.
	 * @return the seed, or {@code null} in the other chunks and where the server does not
	 * say
	 */
	public @Nullable BigInteger seed() {
		return json().bigInteger("seed");
	}

	/**
	 * Returns the model's number of the new token.
	 * @return the token number, or {@code null} where the server does not say
	 */
	public @Nullable Long tokenId() {
		JsonObject delta = json().object("delta");
		return (delta != null) ? delta.longInteger("token_id") : null;
	}

	@Override
	public String toString() {
		return "CompletionChoiceDelta[index=" + index() + ", finishReason=" + finishReason() + "]";
	}

}
