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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a response and a chunk of a stream have in common.
 *
 * @param <C> the type of the choices
 */
abstract class CompletionView<C extends ChoiceView> extends JsonView {

	private final List<C> choices;

	private final ResponseMetadata metadata;

	CompletionView(JsonObject fields, List<C> choices, ResponseMetadata metadata) {
		super(fields);
		this.choices = choices;
		this.metadata = metadata;
	}

	/**
	 * Return the id of the call. All chunks of a stream have the same.
	 * @return the id, or {@code null} if the server sends none
	 */
	public @Nullable String id() {
		return fields().string("id");
	}

	/**
	 * Return the kind of object. Together AI sends {@code text.completion} or
	 * {@code text_completion} in responses, depending on the model, and
	 * {@code completion.chunk} in streams.
	 * @return the kind, or {@code null} if the server sends none
	 */
	public @Nullable String object() {
		return fields().string("object");
	}

	/**
	 * Return when the server created this, to the second. {@link #json()} has the number
	 * that was sent.
	 * @return the moment, or {@code null} if the server sends none that is valid
	 */
	public @Nullable Instant created() {
		return fields().instant("created");
	}

	/**
	 * Return the model that generated the text. It may be written differently from that
	 * of the request.
	 * @return the model, or {@code null} if the server sends none
	 */
	public @Nullable String model() {
		return fields().string("model");
	}

	/**
	 * Return the choices. Those of a chunk have only what is new; the last chunk of a
	 * stream may have no choices.
	 * @return the choices in the server's order, possibly none, unmodifiable
	 */
	public List<C> choices() {
		return this.choices;
	}

	/**
	 * Return the text of the first choice. With several choices ({@code n} above 1), use
	 * {@link #choices()}.
	 * @return the text, empty if there is no choice
	 */
	public String text() {
		return this.choices.isEmpty() ? "" : this.choices.get(0).text();
	}

	/**
	 * Return the number of tokens of the call. In a stream, one of the last chunks has
	 * it.
	 * @return the numbers of tokens, or {@code null} if the server sends none
	 */
	public @Nullable Usage usage() {
		JsonObject usage = fields().object("usage");
		return (usage != null) ? Usage.of(usage) : null;
	}

	/**
	 * Return the warnings of the server.
	 * @return the messages, possibly none
	 */
	public List<String> warnings() {
		List<String> warnings = new ArrayList<>();
		for (Object item : fields().list("warnings")) {
			String message = (item instanceof JsonObject object) ? object.string("message")
					: (item instanceof String text) ? text : null;
			if (message != null) {
				warnings.add(message);
			}
		}
		return List.copyOf(warnings);
	}

	/**
	 * Return what is known about the HTTP response: headers, request id, rate limits, and
	 * the number of attempts. It is not part of {@link #json()} and does not count for
	 * equality.
	 * @return the metadata, {@link ResponseMetadata#NONE} if this did not come from a
	 * call
	 */
	public ResponseMetadata metadata() {
		return this.metadata;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[id=" + id() + ", model=" + model() + ", choices=" + this.choices
				+ ", usage=" + usage() + "]";
	}

}
