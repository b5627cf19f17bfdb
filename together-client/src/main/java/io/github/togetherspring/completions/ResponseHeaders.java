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

import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The HTTP headers of a response. Names are case-insensitive. Immutable.
 */
public final class ResponseHeaders implements Serializable {

	/**
	 * No headers.
	 */
	public static final ResponseHeaders NONE = new ResponseHeaders(Map.of());

	private final Map<String, List<String>> values;

	private ResponseHeaders(Map<String, List<String>> values) {
		Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
		this.values = Collections.unmodifiableMap(copy);
	}

	/**
	 * Create headers.
	 * @param values the values by name
	 * @return the headers
	 */
	public static ResponseHeaders of(Map<String, List<String>> values) {
		return new ResponseHeaders(values);
	}

	/**
	 * Return the first value of a header.
	 * @param name the name of the header
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable String first(String name) {
		List<String> list = this.values.get(name);
		return (list != null && !list.isEmpty()) ? list.get(0) : null;
	}

	/**
	 * Return all headers.
	 * @return the values by name, in alphabetical order
	 */
	public Map<String, List<String>> values() {
		return this.values;
	}

	/**
	 * Return the id of the request, to quote to the service's support:
	 * {@code x-request-id}, or else {@code cf-ray}.
	 * @return the id, or {@code null} if both are missing
	 */
	public @Nullable String requestId() {
		String id = first("x-request-id");
		return (id != null) ? id : first("cf-ray");
	}

	/**
	 * Return the rate limits that the server reports.
	 * @return the limits, of which each may be missing
	 */
	public RateLimit rateLimit() {
		return RateLimit.of(this, Clock.systemUTC());
	}

	/**
	 * Return how long the server asks to wait before another attempt:
	 * {@code retry-after-ms}, else {@code Retry-After}, else {@code x-ratelimit-reset}.
	 * Each of them may be a delay or the moment to wait for. Moments are compared with
	 * the {@code Date} header of the response, since the two clocks may differ. Some
	 * servers send these headers with successful responses, too.
	 * @param clock the clock to use if the response has no {@code Date}
	 * @return the delay, zero if the moment is past, or {@code null} if none of the
	 * headers can be read
	 */
	public @Nullable Duration retryAfter(Clock clock) {
		Supplier<Instant> now = () -> moment(clock);
		Duration delay = ServerDelay.ofMillis(first("retry-after-ms"), now);
		if (delay == null) {
			delay = ServerDelay.ofSeconds(first("retry-after"), now);
		}
		return (delay != null) ? delay : ServerDelay.ofSeconds(first("x-ratelimit-reset"), now);
	}

	/**
	 * Return the moment of the response: its {@code Date}, or else the time of the clock.
	 * @param clock the clock to use if the response has no {@code Date}
	 * @return the moment
	 */
	Instant moment(Clock clock) {
		Instant date = ServerDelay.moment(first("date"), clock::instant);
		return (date != null) ? date : clock.instant();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof ResponseHeaders headers && this.values.equals(headers.values));
	}

	@Override
	public int hashCode() {
		return this.values.hashCode();
	}

	/**
	 * Return the names of the headers, without their values.
	 */
	@Override
	public String toString() {
		return "ResponseHeaders" + this.values.keySet();
	}

}
