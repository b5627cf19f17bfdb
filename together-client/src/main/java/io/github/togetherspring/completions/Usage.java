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
 * The number of tokens of a call. Immutable.
 * <p>
 * A number beyond the range of an {@code int} is {@link Integer#MAX_VALUE}, and fractions
 * are dropped; {@link #json()} has the numbers that were sent.
 */
public final class Usage extends JsonView {

	private Usage(JsonObject fields) {
		super(fields);
	}

	/**
	 * Create a usage from its JSON form.
	 * @param json the fields as the API writes them
	 * @return the usage
	 * @throws IllegalArgumentException if a value has no JSON form
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static Usage of(Map<String, ?> json) {
		return new Usage(JsonObject.of(json));
	}

	/**
	 * Return the number of tokens of the prompt.
	 * @return the number, 0 if the server sends none
	 */
	public int promptTokens() {
		return fields().count("prompt_tokens", 0);
	}

	/**
	 * Return the number of generated tokens, of all choices together.
	 * @return the number, 0 if the server sends none
	 */
	public int completionTokens() {
		return fields().count("completion_tokens", 0);
	}

	/**
	 * Return the number of tokens of prompt and choices together.
	 * @return the number, 0 if the server sends none
	 */
	public int totalTokens() {
		return fields().count("total_tokens", 0);
	}

	/**
	 * Return how many tokens of the prompt came from the server's cache.
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable Integer cachedTokens() {
		return countOrDetail("cached_tokens", "prompt_tokens_details");
	}

	/**
	 * Return how many of the generated tokens the model spent on reasoning.
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable Integer reasoningTokens() {
		return countOrDetail("reasoning_tokens", "completion_tokens_details");
	}

	private @Nullable Integer countOrDetail(String name, String details) {
		Integer count = fields().count(name);
		JsonObject detail = fields().object(details);
		return (count == null && detail != null) ? detail.count(name) : count;
	}

	@Override
	public String toString() {
		return "Usage[promptTokens=" + promptTokens() + ", completionTokens=" + completionTokens() + ", totalTokens="
				+ totalTokens() + "]";
	}

}
