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

/**
 * A piece of a streamed response. Immutable.
 */
public final class CompletionChunk extends CompletionView<CompletionChoiceDelta> {

	private CompletionChunk(JsonObject fields, ResponseMetadata metadata) {
		super(fields, ChoiceView.read(fields, CompletionChoiceDelta::of), metadata);
	}

	/**
	 * Create a chunk from its JSON form.
	 * @param json the fields as the API writes them
	 * @return the chunk
	 * @throws IllegalArgumentException if a value has no JSON form
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static CompletionChunk of(Map<String, ?> json) {
		return of(json, ResponseMetadata.NONE);
	}

	/**
	 * Create a chunk from its JSON form.
	 * @param json the fields as the API writes them
	 * @param metadata what is known about the HTTP response
	 * @return the chunk
	 * @throws IllegalArgumentException if a value has no JSON form
	 */
	public static CompletionChunk of(Map<String, ?> json, ResponseMetadata metadata) {
		return new CompletionChunk(JsonObject.of(json), metadata);
	}

}
