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

/**
 * A request may need more tokens than the client's quota per minute, so it could never be
 * sent. Nothing was sent.
 */
public class QuotaExceededException extends TogetherRequestException {

	private final long tokens;

	private final long tokensPerMinute;

	/**
	 * Create an exception.
	 * @param tokens how many tokens the request may need
	 * @param tokensPerMinute the quota
	 */
	public QuotaExceededException(long tokens, long tokensPerMinute) {
		super("The request may need " + tokens + " tokens, more than the quota of " + tokensPerMinute
				+ " per minute: shorten the prompt, or decrease max_tokens or n", null, null);
		this.tokens = tokens;
		this.tokensPerMinute = tokensPerMinute;
	}

	/**
	 * Return how many tokens the request may need: those of its prompt, estimated, and
	 * {@code max_tokens} for each choice.
	 * @return the number of tokens
	 */
	public long tokens() {
		return this.tokens;
	}

	/**
	 * Return the quota.
	 * @return the number of tokens per minute
	 */
	public long tokensPerMinute() {
		return this.tokensPerMinute;
	}

}
