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
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a call took. A count beyond the range of an {@code int} is given as
 * {@link Integer#MAX_VALUE}, and of one with a fraction the whole part; {@link #json()}
 * has them as they came.
 */
public final class Usage extends WireObject {

	/**
	 * Creates a usage of the three counts that every server sends.
	 * @param promptTokens the number of tokens in the prompt
	 * @param completionTokens the number of tokens generated, over all choices
	 * @param totalTokens the sum of the two
	 */
	public Usage(int promptTokens, int completionTokens, int totalTokens) {
		this(JsonObject.builder()
			.put("prompt_tokens", promptTokens)
			.put("completion_tokens", completionTokens)
			.put("total_tokens", totalTokens)
			.build());
	}

	private Usage(JsonObject json) {
		super(json);
	}

	/**
	 * Reads a usage from its JSON form.
	 * @param json the JSON object
	 * @return the usage
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static Usage of(Map<String, ?> json) {
		return new Usage(JsonObject.of(json));
	}

	/**
	 * Returns the number of tokens in the prompt.
	 * @return the number of prompt tokens, 0 where the server does not say
	 */
	public int promptTokens() {
		return json().count("prompt_tokens", 0);
	}

	/**
	 * Returns the number of tokens generated, over all choices.
	 * @return the number of generated tokens, 0 where the server does not say
	 */
	public int completionTokens() {
		return json().count("completion_tokens", 0);
	}

	/**
	 * Returns the number of tokens altogether.
	 * @return the number of tokens, 0 where the server does not say
	 */
	public int totalTokens() {
		return json().count("total_tokens", 0);
	}

	/**
	 * Returns how many of the prompt's tokens came from the server's cache.
	 * @return the number of cached prompt tokens, or {@code null} where the server does
	 * not say
	 */
	public @Nullable Integer cachedTokens() {
		return countOrDetail("cached_tokens", "prompt_tokens_details");
	}

	/**
	 * Returns how many of the generated tokens the model spent on reasoning.
	 * @return the number of reasoning tokens, or {@code null} where the server does not
	 * say
	 */
	public @Nullable Integer reasoningTokens() {
		return countOrDetail("reasoning_tokens", "completion_tokens_details");
	}

	private @Nullable Integer countOrDetail(String name, String details) {
		Integer count = json().count(name);
		JsonObject detail = json().object(details);
		return (count == null && detail != null) ? detail.count(name) : count;
	}

	@Override
	public String toString() {
		return "Usage[promptTokens=" + promptTokens() + ", completionTokens=" + completionTokens() + ", totalTokens="
				+ totalTokens() + "]";
	}

}
