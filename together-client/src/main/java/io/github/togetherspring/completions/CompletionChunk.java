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

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a streamed answer.
 */
public final class CompletionChunk extends WireObject {

	private final List<CompletionChoiceDelta> choices;

	private final ResponseHeaders headers;

	/**
	 * Creates a chunk.
	 * @param id the call's id
	 * @param object the kind of chunk, {@code completion.chunk}
	 * @param created when it was made, in seconds since 1970
	 * @param model the model that answered
	 * @param choices the new pieces of text
	 */
	public CompletionChunk(String id, String object, long created, String model, List<CompletionChoiceDelta> choices) {
		this(JsonObject.builder()
			.put("id", id)
			.put("object", object)
			.put("created", created)
			.put("choices", choices.stream().map(CompletionChoiceDelta::json).toList())
			.put("model", model)
			.build(), ResponseHeaders.NONE);
	}

	private CompletionChunk(JsonObject json, ResponseHeaders headers) {
		super(json);
		this.choices = ChoiceFields.read(json, CompletionChoiceDelta::of);
		this.headers = headers;
	}

	/**
	 * Reads a chunk from its JSON form.
	 * @param json the JSON object
	 * @return the chunk
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static CompletionChunk of(Map<String, ?> json) {
		return of(json, ResponseHeaders.NONE);
	}

	/**
	 * Reads a chunk from its JSON form.
	 * @param json the JSON object
	 * @param headers the HTTP headers that it came with
	 * @return the chunk
	 */
	public static CompletionChunk of(Map<String, ?> json, ResponseHeaders headers) {
		return new CompletionChunk(JsonObject.of(json), headers);
	}

	/**
	 * Returns the call's id, the same in all chunks of a stream.
	 * @return the id, or {@code null} where the server gives none
	 */
	public @Nullable String id() {
		return json().string("id");
	}

	/**
	 * Returns the kind of chunk, {@code completion.chunk} on Together AI.
	 * @return the kind, or {@code null} where the server gives none
	 */
	public @Nullable String object() {
		return json().string("object");
	}

	/**
	 * Returns when the chunk was made.
	 * @return seconds since 1970, 0 where the server does not say
	 */
	public long created() {
		return json().seconds("created");
	}

	/**
	 * Returns the model that answers.
	 * @return the model, or {@code null} where the server does not say
	 */
	public @Nullable String model() {
		return json().string("model");
	}

	/**
	 * Returns the new pieces of text. The last chunk of a stream may have none and only
	 * carry the {@link #usage()}.
	 * @return the choices that this chunk continues, possibly none
	 */
	public List<CompletionChoiceDelta> choices() {
		return this.choices;
	}

	/**
	 * Returns the new text of the first choice in this chunk. With several choices
	 * ({@code n} above 1) read {@link #choices()} instead.
	 * @return the text, empty if there is none
	 */
	public String text() {
		return this.choices.isEmpty() ? "" : this.choices.get(0).text();
	}

	/**
	 * Returns how many tokens the call took, which one of the last chunks says.
	 * @return the token counts, or {@code null} in the other chunks
	 */
	public @Nullable Usage usage() {
		JsonObject usage = json().object("usage");
		return (usage != null) ? Usage.of(usage) : null;
	}

	/**
	 * Returns the warnings in this chunk.
	 * @return the messages, mostly none
	 */
	public List<String> warnings() {
		return CompletionResponse.warnings(json());
	}

	/**
	 * Returns the HTTP headers that the stream began with.
	 * @return the headers; none for a chunk that did not come from a call
	 */
	public ResponseHeaders headers() {
		return this.headers;
	}

	@Override
	public String toString() {
		return "CompletionChunk[id=" + id() + ", model=" + model() + ", choices=" + this.choices + ", usage=" + usage()
				+ "]";
	}

}
