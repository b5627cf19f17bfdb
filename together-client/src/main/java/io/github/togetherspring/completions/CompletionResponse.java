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
import java.util.List;
import java.util.Map;
import java.util.stream.Collector;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a completion request.
 */
public final class CompletionResponse extends WireObject {

	private final List<CompletionChoice> choices;

	private final ResponseHeaders headers;

	/**
	 * Creates a response.
	 * @param id the call's id
	 * @param object the kind of answer, {@code text.completion}
	 * @param created when it was made, in seconds since 1970
	 * @param model the model that answered
	 * @param choices the generated texts
	 * @param usage the token counts, or {@code null}
	 */
	public CompletionResponse(String id, String object, long created, String model, List<CompletionChoice> choices,
			@Nullable Usage usage) {
		this(JsonObject.builder()
			.put("id", id)
			.put("object", object)
			.put("created", created)
			.put("model", model)
			.put("choices", choices.stream().map(CompletionChoice::json).toList())
			.put("usage", (usage != null) ? usage.json() : null)
			.build(), ResponseHeaders.NONE);
	}

	private CompletionResponse(JsonObject json, ResponseHeaders headers) {
		super(json);
		this.choices = ChoiceFields.read(json, CompletionChoice::of);
		this.headers = headers;
	}

	/**
	 * Reads a response from its JSON form.
	 * @param json the JSON object
	 * @return the response
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static CompletionResponse of(Map<String, ?> json) {
		return of(json, ResponseHeaders.NONE);
	}

	/**
	 * Reads a response from its JSON form.
	 * @param json the JSON object
	 * @param headers the HTTP headers that it came with
	 * @return the response
	 */
	public static CompletionResponse of(Map<String, ?> json, ResponseHeaders headers) {
		return new CompletionResponse(JsonObject.of(json), headers);
	}

	/**
	 * Returns a collector that folds the chunks of a stream into the response that the
	 * same call would have had without streaming: texts and log probabilities are joined
	 * per choice, warnings are collected, and of every other field the last value that is
	 * neither {@code null} nor an empty text counts. The {@code delta} of a choice, which
	 * repeats its text, is left out.
	 * @return a new collector, for {@code Flux.collect} and {@code Stream.collect}
	 */
	public static Collector<CompletionChunk, ?, CompletionResponse> collector() {
		return Collector.of(ChunkFolder::new, ChunkFolder::add, ChunkFolder::unsupportedCombine,
				ChunkFolder::toResponse);
	}

	/**
	 * Returns the call's id.
	 * @return the id, or {@code null} where the server gives none
	 */
	public @Nullable String id() {
		return json().string("id");
	}

	/**
	 * Returns the kind of answer: {@code text.completion} or {@code text_completion},
	 * depending on the model.
	 * @return the kind, or {@code null} where the server gives none
	 */
	public @Nullable String object() {
		return json().string("object");
	}

	/**
	 * Returns when the answer was made.
	 * @return seconds since 1970, 0 where the server does not say
	 */
	public long created() {
		return json().seconds("created");
	}

	/**
	 * Returns the model that answered. It may be written differently from the request.
	 * @return the model, or {@code null} where the server does not say
	 */
	public @Nullable String model() {
		return json().string("model");
	}

	/**
	 * Returns the generated texts.
	 * @return the choices in the server's order, possibly none
	 */
	public List<CompletionChoice> choices() {
		return this.choices;
	}

	/**
	 * Returns the text of the first choice.
	 * @return the text, empty if there is no choice
	 */
	public String text() {
		return this.choices.isEmpty() ? "" : this.choices.get(0).text();
	}

	/**
	 * Returns how many tokens the call took.
	 * @return the token counts, or {@code null} where the server does not say
	 */
	public @Nullable Usage usage() {
		JsonObject usage = json().object("usage");
		return (usage != null) ? Usage.of(usage) : null;
	}

	/**
	 * Returns the prompt that the server sent back.
	 * @return the prompt, empty unless {@code echo} was set
	 */
	public List<PromptEcho> prompt() {
		return json().objects("prompt", PromptEcho::of);
	}

	/**
	 * Returns the warnings that came with the answer.
	 * @return the messages, mostly none
	 */
	public List<String> warnings() {
		return warnings(json());
	}

	/**
	 * Returns the HTTP headers that came with the answer.
	 * @return the headers; none for a response that did not come from a call
	 */
	public ResponseHeaders headers() {
		return this.headers;
	}

	static List<String> warnings(JsonObject json) {
		List<String> warnings = new ArrayList<>();
		for (Object item : json.list("warnings")) {
			String message = (item instanceof JsonObject object) ? object.string("message")
					: (item instanceof String text) ? text : null;
			if (message != null) {
				warnings.add(message);
			}
		}
		return List.copyOf(warnings);
	}

	@Override
	public String toString() {
		return "CompletionResponse[id=" + id() + ", model=" + model() + ", choices=" + this.choices + ", usage="
				+ usage() + "]";
	}

}
