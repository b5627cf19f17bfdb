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

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The fields that a choice of a response and a choice of a chunk have in common.
 */
final class ChoiceFields {

	private ChoiceFields() {
	}

	// Together AI writes the text twice, as "text" and as "delta.content", and some
	// models only the latter, so one of the two is read and never both. Servers that know
	// only chats write "message.content".
	static String text(JsonObject choice) {
		String text = choice.string("text");
		if (text == null) {
			text = content(choice, "delta");
		}
		if (text == null) {
			text = content(choice, "message");
		}
		return (text != null) ? text : "";
	}

	private static @Nullable String content(JsonObject choice, String name) {
		JsonObject object = choice.object(name);
		return (object != null) ? object.string("content") : null;
	}

	static @Nullable FinishReason finishReason(JsonObject choice) {
		String value = choice.string("finish_reason");
		return (value != null && !isNoReason(value)) ? new FinishReason(value) : null;
	}

	// Some servers write an empty reason as long as there is none, or the word.
	static boolean isNoReason(@Nullable Object reason) {
		return reason == null || (reason instanceof String text && (text.isBlank() || text.equals("null")));
	}

	static @Nullable Integer index(JsonObject choice) {
		Object index = choice.get("index");
		return (index instanceof Integer integer) ? integer : choice.integer("index");
	}

	// Where an index is missing or comes twice, the index of each choice is its place.
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
