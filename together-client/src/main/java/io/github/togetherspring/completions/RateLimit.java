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

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The rate limits that a server reports in the headers of a response. Limits are per
 * second and may be fractions: one request in six seconds is {@code 0.1666666667}.
 * Servers send different headers, so each value may be missing. Immutable.
 */
public final class RateLimit {

	private final ResponseHeaders headers;

	private final @Nullable Duration reset;

	private RateLimit(ResponseHeaders headers, @Nullable Duration reset) {
		this.headers = headers;
		this.reset = reset;
	}

	static RateLimit of(ResponseHeaders headers, Clock clock) {
		return new RateLimit(headers,
				ServerDelay.ofSeconds(headers.first("x-ratelimit-reset"), () -> headers.moment(clock)));
	}

	/**
	 * Return the number of requests per second that are allowed
	 * ({@code x-ratelimit-limit}).
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable BigDecimal requests() {
		return number("x-ratelimit-limit");
	}

	/**
	 * Return how many of these requests are left ({@code x-ratelimit-remaining}).
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable BigDecimal remainingRequests() {
		return number("x-ratelimit-remaining");
	}

	/**
	 * Return the number of tokens per second that are allowed ({@code x-tokenlimit-limit}
	 * or {@code x-ratelimit-limit-tokens}).
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable BigDecimal tokens() {
		return number("x-tokenlimit-limit", "x-ratelimit-limit-tokens");
	}

	/**
	 * Return how many of these tokens are left ({@code x-tokenlimit-remaining} or
	 * {@code x-ratelimit-remaining-tokens}).
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable BigDecimal remainingTokens() {
		return number("x-tokenlimit-remaining", "x-ratelimit-remaining-tokens");
	}

	/**
	 * Return the number of requests per second that Together AI allows at the moment.
	 * This limit grows with steady traffic ({@code x-ratelimit-limit-dynamic}).
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable BigDecimal dynamicRequests() {
		return number("x-ratelimit-limit-dynamic");
	}

	/**
	 * Return how many of these requests are left ({@code x-ratelimit-remaining-dynamic}).
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable BigDecimal remainingDynamicRequests() {
		return number("x-ratelimit-remaining-dynamic");
	}

	/**
	 * Return the number of tokens per second that Together AI allows at the moment. This
	 * limit grows with steady traffic ({@code x-tokenlimit-limit-dynamic}).
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable BigDecimal dynamicTokens() {
		return number("x-tokenlimit-limit-dynamic");
	}

	/**
	 * Return how many of these tokens are left ({@code x-tokenlimit-remaining-dynamic}).
	 * @return the number, or {@code null} if the server sends none
	 */
	public @Nullable BigDecimal remainingDynamicTokens() {
		return number("x-tokenlimit-remaining-dynamic");
	}

	/**
	 * Return how long to wait before another attempt ({@code x-ratelimit-reset}).
	 * @return the delay, zero if the header has a moment in the past, or {@code null} if
	 * the server sends none
	 */
	public @Nullable Duration reset() {
		return this.reset;
	}

	private @Nullable BigDecimal number(String... names) {
		for (String name : names) {
			String value = this.headers.first(name);
			if (value != null) {
				try {
					return new BigDecimal(value.trim());
				}
				catch (NumberFormatException ex) {
					// Treated as absent.
				}
			}
		}
		return null;
	}

	@Override
	public String toString() {
		return "RateLimit[requests=" + requests() + ", remainingRequests=" + remainingRequests() + ", tokens="
				+ tokens() + ", remainingTokens=" + remainingTokens() + ", dynamicRequests=" + dynamicRequests()
				+ ", remainingDynamicRequests=" + remainingDynamicRequests() + ", dynamicTokens=" + dynamicTokens()
				+ ", remainingDynamicTokens=" + remainingDynamicTokens() + ", reset=" + this.reset + "]";
	}

}
