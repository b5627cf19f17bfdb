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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a choice of a response and a choice of a chunk have in common.
 */
abstract class ChoiceView extends JsonView {

	private final int index;

	ChoiceView(JsonObject fields, int index) {
		super(fields);
		this.index = index;
	}

	/**
	 * Return the number of this choice among the {@code n} that were requested. If the
	 * server sends no number, or the same one twice, it is the position in the list.
	 * @return the number, from 0
	 */
	public int index() {
		return this.index;
	}

	/**
	 * Return the generated text.
	 * @return the text, possibly empty
	 */
	// Together AI sends the text twice, as "text" and as "delta.content", and some models
	// send only the latter. Servers that only know chats send "message.content".
	public String text() {
		String text = fields().string("text");
		if (text == null) {
			text = content("delta");
		}
		if (text == null) {
			text = content("message");
		}
		return (text != null) ? text : "";
	}

	private @Nullable String content(String name) {
		JsonObject object = fields().object(name);
		return (object != null) ? object.string("content") : null;
	}

	/**
	 * Return why the generation ended.
	 * @return the reason, or {@code null} if it has not ended or the server gives none
	 */
	public @Nullable FinishReason finishReason() {
		String value = fields().string("finish_reason");
		return (value != null && !isNoReason(value)) ? FinishReason.of(value) : null;
	}

	/**
	 * Return the log probabilities of the tokens of the text.
	 * @return the log probabilities, or {@code null} if they were not requested
	 */
	public @Nullable Logprobs logprobs() {
		return Logprobs.ofNullable(fields().get("logprobs"));
	}

	/**
	 * Return the seed that was used: an unsigned 64-bit number, often above
	 * {@link Long#MAX_VALUE}.
	 * @return the seed, or {@code null} if the server sends none
	 */
	public @Nullable BigInteger seed() {
		return fields().bigInteger("seed");
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[index=" + index() + ", finishReason=" + finishReason() + "]";
	}

	// Some servers write an empty reason as long as there is none, or the word.
	static boolean isNoReason(@Nullable Object reason) {
		return reason == null || (reason instanceof String text && (text.isBlank() || text.equals("null")));
	}

	static int indexOf(JsonObject choice) {
		Integer index = index(choice);
		return (index != null) ? index : 0;
	}

	private static @Nullable Integer index(JsonObject choice) {
		return choice.integer("index");
	}

	// If an index is missing or comes twice, the index of each choice is its position.
	static <T> List<T> read(JsonObject json, BiFunction<JsonObject, Integer, T> type) {
		List<@Nullable Object> list = json.list("choices");
		if (list.size() == 1 && list.get(0) instanceof JsonObject choice) {
			Integer index = index(choice);
			return List.of(type.apply(choice, (index != null) ? index : 0));
		}
		List<JsonObject> choices = json.objects("choices", Function.identity());
		Set<Integer> indexes = new HashSet<>();
		boolean distinct = true;
		for (JsonObject choice : choices) {
			Integer index = index(choice);
			distinct &= index != null && indexes.add(index);
		}
		List<T> read = new ArrayList<>(choices.size());
		for (JsonObject choice : choices) {
			Integer index = distinct ? index(choice) : null;
			read.add(type.apply(choice, (index != null) ? index : read.size()));
		}
		return Collections.unmodifiableList(read);
	}

}
