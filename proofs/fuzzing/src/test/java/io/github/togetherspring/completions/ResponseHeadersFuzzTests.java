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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzz test for the headers by which servers ask a client to wait, and for those with
 * their limits. An input has a header in each line.
 */
class ResponseHeadersFuzzTests {

	private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

	private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

	@FuzzTest
	void anyValuesCanBeRead(byte[] input) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		new String(input, StandardCharsets.ISO_8859_1).lines().forEach((line) -> {
			String[] header = line.split(":", 2);
			values.put(header[0].strip(), List.of((header.length == 2) ? header[1] : ""));
		});
		ResponseHeaders headers = ResponseHeaders.of(values);
		check(headers.retryAfter(this.clock));
		RateLimit limit = headers.rateLimit();
		check(limit.reset());
		check(limit.requests());
		check(limit.remainingRequests());
		check(limit.tokens());
		check(limit.remainingTokens());
		check(limit.dynamicRequests());
		check(limit.remainingDynamicRequests());
		check(limit.dynamicTokens());
		check(limit.remainingDynamicTokens());
		assertThat(limit.toString()).isNotNull();
		assertThat(headers.requestId()).isEqualTo(headers.requestId());
		assertThat(headers).isEqualTo(ResponseHeaders.of(headers.values()));
	}

	private static void check(@Nullable Duration delay) {
		if (delay != null) {
			assertThat(delay).isBetween(Duration.ZERO, LONGEST);
			assertThat(delay.toMillis()).isNotNegative();
		}
	}

	// As pacing uses it.
	private static void check(@Nullable BigDecimal number) {
		if (number != null) {
			assertThat(number.doubleValue()).isNotNaN();
			assertThat(number.compareTo(BigDecimal.ONE)).isBetween(-1, 1);
		}
	}

}
