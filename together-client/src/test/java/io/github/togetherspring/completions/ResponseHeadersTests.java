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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link ResponseHeaders} and {@link RateLimit}.
 */
class ResponseHeadersTests {

	static Stream<Arguments> resets() {
		return Stream.of(argumentSet("seconds", "2", Duration.ofSeconds(2)),
				argumentSet("fraction", "0.25", Duration.ofMillis(250)), argumentSet("zero", "0", Duration.ZERO),
				argumentSet("padded", " 3 ", Duration.ofSeconds(3)), argumentSet("negative", "-1", null),
				argumentSet("garbage", "soon", null), argumentSet("NaN", "NaN", null), argumentSet("empty", "", null),
				argumentSet("beyond reason", "1e30", null), argumentSet("huge exponent", "1e999999999", null));
	}

	@Test
	void namesAreMatchedWithoutCase() {
		ResponseHeaders headers = headers("X-Request-Id", "a", "cf-ray", "b");
		assertThat(headers.first("x-request-id")).isEqualTo("a");
		assertThat(headers.first("CF-RAY")).isEqualTo("b");
		assertThat(headers.first("missing")).isNull();
		assertThat(headers.values().get("x-request-ID")).containsExactly("a");
		assertThat(ResponseHeaders.of(Map.of("x", List.of())).first("x")).isNull();
	}

	@Test
	void requestId() {
		assertThat(headers("x-request-id", "a", "cf-ray", "b").requestId()).isEqualTo("a");
		assertThat(headers("CF-Ray", "b").requestId()).isEqualTo("b");
		assertThat(ResponseHeaders.NONE.requestId()).isNull();
	}

	@Test
	void copiesAndIsUnmodifiable() {
		List<String> values = new ArrayList<>(List.of("1"));
		Map<String, List<String>> map = new LinkedHashMap<>(Map.of("a", values));
		ResponseHeaders headers = ResponseHeaders.of(map);
		values.add("2");
		map.clear();
		assertThat(headers.values()).isEqualTo(Map.of("a", List.of("1")));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> headers.values().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> headers.values().get("a").clear());
	}

	@Test
	void areCopiedFromTheResponseWhenSomebodyAsks() {
		AtomicInteger copies = new AtomicInteger();
		ResponseMetadata metadata = ResponseMetadata.of(() -> {
			copies.incrementAndGet();
			return headers("x-request-id", "a");
		}, 2);
		assertThat(metadata.attempts()).isEqualTo(2);
		assertThat(copies).hasValue(0);
		assertThat(metadata.requestId()).isEqualTo("a");
		assertThat(metadata).isEqualTo(ResponseMetadata.of(headers("x-request-id", "a"), 2));
		assertThat(copies).hasValue(1);
	}

	@Test
	void equality() {
		assertThat(headers("a", "1")).isEqualTo(headers("a", "1"))
			.hasSameHashCodeAs(headers("a", "1"))
			.isNotEqualTo(headers("a", "2"));
	}

	@Test
	void toStringHasNoValues() {
		assertThat(headers("set-cookie", "secret")).asString().contains("set-cookie").doesNotContain("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1795341630", "1795341630000", "Sun, 22 Nov 2026 10:00:30 GMT", "2026-11-22T10:00:30Z" })
	void resetAsAMomentCountsFromTheResponsesDate(String reset) {
		assertThat(headers("x-ratelimit-reset", reset, "Date", "Sun, 22 Nov 2026 10:00:00 GMT").rateLimit().reset())
			.isEqualTo(Duration.ofSeconds(30));
		assertThat(headers("x-ratelimit-reset", reset, "Date", "Sun, 22 Nov 2026 11:00:00 GMT").rateLimit().reset())
			.isZero();
	}

	@Test
	void resetAsAMomentCountsFromNowWithoutADate() {
		String reset = Instant.now().plusSeconds(3600).toString();
		assertThat(headers("x-ratelimit-reset", reset).rateLimit().reset()).isBetween(Duration.ofMinutes(50),
				Duration.ofMinutes(60));
	}

	@Test
	void rateLimitWithFractions() {
		RateLimit limit = headers("x-ratelimit-limit", "0.1666666667", "x-ratelimit-remaining", "0.5",
				"x-tokenlimit-limit", "1000", "x-tokenlimit-remaining", "999.5")
			.rateLimit();
		assertThat(limit.requests()).isEqualTo(new BigDecimal("0.1666666667"));
		assertThat(limit.remainingRequests()).isEqualTo(new BigDecimal("0.5"));
		assertThat(limit.tokens()).isEqualTo(new BigDecimal("1000"));
		assertThat(limit.remainingTokens()).isEqualTo(new BigDecimal("999.5"));
		assertThat(limit.reset()).isNull();
	}

	@Test
	void rateLimitOfOlderHeaders() {
		RateLimit limit = headers("x-ratelimit-limit-tokens", "10", "x-ratelimit-remaining-tokens", "9").rateLimit();
		assertThat(limit.tokens()).isEqualTo("10");
		assertThat(limit.remainingTokens()).isEqualTo("9");
		assertThat(headers("x-tokenlimit-limit", "7", "x-ratelimit-limit-tokens", "10").rateLimit().tokens())
			.isEqualTo("7");
	}

	@Test
	void rateLimitMissingOrGarbage() {
		assertThat(values(ResponseHeaders.NONE.rateLimit())).containsOnlyNulls();
		assertThat(values(headers("x-ratelimit-limit", "many", "x-ratelimit-remaining", "", "x-tokenlimit-limit",
				"1,000", "x-tokenlimit-remaining", "NaN", "x-ratelimit-reset", "tomorrow")
			.rateLimit())).containsOnlyNulls();
	}

	@Test
	void rateLimitOfTheMoment() {
		RateLimit limit = headers("x-ratelimit-limit-dynamic", "8", "x-ratelimit-remaining-dynamic", "7.5",
				"x-tokenlimit-limit-dynamic", "6000", "x-tokenlimit-remaining-dynamic", "5000")
			.rateLimit();
		assertThat(limit.dynamicRequests()).isEqualTo("8");
		assertThat(limit.remainingDynamicRequests()).isEqualTo("7.5");
		assertThat(limit.dynamicTokens()).isEqualTo("6000");
		assertThat(limit.remainingDynamicTokens()).isEqualTo("5000");
		assertThat(limit.requests()).isNull();
	}

	private static List<Object> values(RateLimit limit) {
		return Arrays.asList(limit.requests(), limit.remainingRequests(), limit.tokens(), limit.remainingTokens(),
				limit.dynamicRequests(), limit.remainingDynamicRequests(), limit.dynamicTokens(),
				limit.remainingDynamicTokens(), limit.reset());
	}

	@ParameterizedTest
	@MethodSource("resets")
	void reset(String value, Duration expected) {
		assertThat(headers("x-ratelimit-reset", value).rateLimit().reset()).isEqualTo(expected);
	}

	private static ResponseHeaders headers(String... namesAndValues) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			values.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
		}
		return ResponseHeaders.of(values);
	}

}
