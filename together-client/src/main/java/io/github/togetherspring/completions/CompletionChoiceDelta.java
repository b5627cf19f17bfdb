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

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.github.togetherspring.internal.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CompletionChunk} adds to one choice. Immutable.
 * <p>
 * {@link #text()} is the new text, often empty in the first and the last chunk. Only the
 * last chunk of a choice has a {@link #finishReason()} and a {@link #seed()}.
 */
public final class CompletionChoiceDelta extends ChoiceView {

	private CompletionChoiceDelta(JsonObject fields, int index) {
		super(fields, index);
	}

	/**
	 * Create an addition to a choice from its JSON form.
	 * @param json the fields as the API writes them
	 * @return the addition
	 * @throws IllegalArgumentException if a value has no JSON form
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static CompletionChoiceDelta of(Map<String, ?> json) {
		JsonObject fields = JsonObject.of(json);
		return of(fields, indexOf(fields));
	}

	static CompletionChoiceDelta of(JsonObject fields, int index) {
		return new CompletionChoiceDelta(fields, index);
	}

	/**
	 * Return the id of the new token in the vocabulary of the model.
	 * @return the token id, or {@code null} if the server sends none
	 */
	public @Nullable Long tokenId() {
		JsonObject delta = fields().object("delta");
		return (delta != null) ? delta.longInteger("token_id") : null;
	}

}
