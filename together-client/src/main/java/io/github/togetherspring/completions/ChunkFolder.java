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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Combines the chunks of a stream into one response.
 */
final class ChunkFolder {

	private static final Set<String> APPENDED = Set.of("warnings", "token_ids");

	private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

	private final Map<Integer, Choice> choices = new TreeMap<>();

	private ResponseMetadata metadata = ResponseMetadata.NONE;

	void add(CompletionChunk chunk) {
		this.metadata = chunk.metadata();
		chunk.fields().forEach((name, value) -> putLast(this.fields, name, value));
		chunk.choices().forEach((delta) -> this.choices.computeIfAbsent(delta.index(), Choice::new).add(delta));
	}

	ChunkFolder unsupportedCombine(ChunkFolder other) {
		throw new UnsupportedOperationException("The chunks of a stream have an order and are folded in it");
	}

	CompletionResponse toResponse() {
		JsonObject.Builder json = JsonObject.builder();
		this.fields.forEach(json::put);
		if ("completion.chunk".equals(this.fields.get("object"))) {
			json.put("object", "text.completion");
		}
		json.put("choices", this.choices.values().stream().map(Choice::toJson).toList());
		return CompletionResponse.of(json.build(), this.metadata);
	}

	private static void putLast(Map<String, @Nullable Object> fields, String name, @Nullable Object value) {
		if (APPENDED.contains(name) && fields.get(name) instanceof List<?> before && value instanceof List<?> more) {
			List<@Nullable Object> joined = new ArrayList<>(before);
			joined.addAll(more);
			fields.put(name, joined);
		}
		else if (!isNothing(name, value) || !fields.containsKey(name)) {
			fields.put(name, value);
		}
	}

	// Servers send this in later chunks for fields that they have sent before.
	private static boolean isNothing(String name, @Nullable Object value) {
		return value == null || value.equals("") || (name.equals("finish_reason") && ChoiceView.isNoReason(value));
	}

	/**
	 * What has been received of one choice.
	 */
	private static final class Choice {

		private final int index;

		private final StringBuilder text = new StringBuilder();

		private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

		private final Map<String, List<@Nullable Object>> logprobs = new LinkedHashMap<>();

		Choice(int index) {
			this.index = index;
		}

		void add(CompletionChoiceDelta delta) {
			String newText = delta.text();
			this.text.append(newText);
			delta.fields().forEach((name, value) -> putLast(this.fields, name, value));
			addLogprobs(newText, delta.fields().get("logprobs"));
		}

		private void addLogprobs(String newText, @Nullable Object json) {
			if (json instanceof JsonObject object) {
				object.forEach(this::addToList);
			}
			else if (JsonObject.number(json) != null) {
				addToList("tokens", newText);
				addToList("token_logprobs", json);
			}
		}

		private void addToList(String name, @Nullable Object value) {
			List<@Nullable Object> list = this.logprobs.computeIfAbsent(name, (key) -> new ArrayList<>());
			if (value instanceof List<?> items) {
				list.addAll(items);
			}
			else if (value != null) {
				list.add(value);
			}
		}

		JsonObject toJson() {
			this.fields.remove("delta");
			JsonObject.Builder json = JsonObject.builder();
			this.fields.forEach(json::put);
			json.put("index", this.index);
			json.put("text", this.text.toString());
			if (!this.logprobs.isEmpty()) {
				json.put("logprobs", this.logprobs);
			}
			return json.build();
		}

	}

}
