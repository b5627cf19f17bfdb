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
import java.util.stream.Collector;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.github.togetherspring.internal.json.JsonObject;

/**
 * The response to a completion request. Immutable.
 */
public final class CompletionResponse extends CompletionView<CompletionChoice> {

	private CompletionResponse(JsonObject fields, ResponseMetadata metadata) {
		super(fields, ChoiceView.read(fields, CompletionChoice::of), metadata);
	}

	/**
	 * Create a response from its JSON form.
	 * @param json the fields as the API writes them
	 * @return the response
	 * @throws IllegalArgumentException if a value has no JSON form
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static CompletionResponse of(Map<String, ?> json) {
		return of(json, ResponseMetadata.NONE);
	}

	/**
	 * Create a response from its JSON form.
	 * @param json the fields as the API writes them
	 * @param metadata what is known about the HTTP response
	 * @return the response
	 * @throws IllegalArgumentException if a value has no JSON form
	 */
	public static CompletionResponse of(Map<String, ?> json, ResponseMetadata metadata) {
		return new CompletionResponse(JsonObject.of(json), metadata);
	}

	/**
	 * Return a collector that combines the chunks of a stream into the response that the
	 * same call would have had without streaming. Texts and log probabilities are joined
	 * per choice, and warnings are collected. Every other field has its last value that
	 * is neither {@code null} nor an empty string. The {@code delta} of a choice, which
	 * repeats its text, is omitted.
	 * @return a new collector, for {@code Flux.collect} and {@code Stream.collect}
	 */
	public static Collector<CompletionChunk, ?, CompletionResponse> collector() {
		return Collector.of(ChunkFolder::new, ChunkFolder::add, ChunkFolder::unsupportedCombine,
				ChunkFolder::toResponse);
	}

	/**
	 * Return the prompts that the server sent back because of {@code echo}.
	 * @return the prompts, possibly none
	 */
	public List<PromptEcho> prompt() {
		return fields().objects("prompt", PromptEcho::of);
	}

}
