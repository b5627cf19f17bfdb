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
 * The service's rate limits as an answer's headers tell them. Limits are per second and
 * may be fractions (one request in six seconds is {@code 0.1666666667}); the service
 * sends other headers every year, so each value may be missing.
 *
 * @param requests how many requests per second are allowed ({@code x-ratelimit-limit})
 * @param remainingRequests how many of them are left ({@code x-ratelimit-remaining})
 * @param tokens how many tokens per second are allowed ({@code x-tokenlimit-limit} or
 * {@code x-ratelimit-limit-tokens})
 * @param remainingTokens how many of them are left ({@code x-tokenlimit-remaining} or
 * {@code x-ratelimit-remaining-tokens})
 * @param reset how long to wait before another try ({@code x-ratelimit-reset}); zero if
 * the header has a moment in the past
 */
public record RateLimit(@Nullable BigDecimal requests, @Nullable BigDecimal remainingRequests,
		@Nullable BigDecimal tokens, @Nullable BigDecimal remainingTokens, @Nullable Duration reset) {

	static RateLimit of(ResponseHeaders headers, Clock clock) {
		return new RateLimit(number(headers, "x-ratelimit-limit"), number(headers, "x-ratelimit-remaining"),
				number(headers, "x-tokenlimit-limit", "x-ratelimit-limit-tokens"),
				number(headers, "x-tokenlimit-remaining", "x-ratelimit-remaining-tokens"),
				ServerDelay.ofSeconds(headers.first("x-ratelimit-reset"), () -> headers.moment(clock)));
	}

	private static @Nullable BigDecimal number(ResponseHeaders headers, String... names) {
		for (String name : names) {
			String value = headers.first(name);
			if (value != null) {
				try {
					return new BigDecimal(value.trim());
				}
				catch (NumberFormatException ex) {
					// Not a number: as good as absent.
				}
			}
		}
		return null;
	}

}
