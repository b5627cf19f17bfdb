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

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Options of a single call that are not part of the request. What is not set here follows
 * from the client. Immutable; made by {@link #builder()}.
 */
public final class CallOptions {

	private static final CallOptions NONE = new CallOptions(new Builder());

	private final Map<String, List<String>> headers;

	private final @Nullable Duration responseTimeout;

	private final @Nullable Duration streamIdleTimeout;

	private final @Nullable Duration totalTimeout;

	private final @Nullable Integer maxAttempts;

	private CallOptions(Builder builder) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		builder.headers.forEach((name, values) -> headers.put(name, List.copyOf(values)));
		this.headers = Map.copyOf(headers);
		this.responseTimeout = builder.responseTimeout;
		this.streamIdleTimeout = builder.streamIdleTimeout;
		this.totalTimeout = builder.totalTimeout;
		this.maxAttempts = builder.maxAttempts;
	}

	/**
	 * Returns options that change nothing.
	 * @return no options
	 */
	public static CallOptions none() {
		return NONE;
	}

	/**
	 * Returns a builder of options.
	 * @return a builder with nothing set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the headers to send, which replace the client's own of the same name.
	 * @return the values by name, possibly none
	 */
	public Map<String, List<String>> headers() {
		return this.headers;
	}

	/**
	 * Returns how long to wait for the head of the answer.
	 * @return the time-out, or {@code null} if not set
	 */
	public @Nullable Duration responseTimeout() {
		return this.responseTimeout;
	}

	/**
	 * Returns how long to wait for more of an answer that has begun.
	 * @return the time-out, or {@code null} if not set
	 */
	public @Nullable Duration streamIdleTimeout() {
		return this.streamIdleTimeout;
	}

	/**
	 * Returns how long the whole call may take.
	 * @return the time-out, or {@code null} if not set
	 */
	public @Nullable Duration totalTimeout() {
		return this.totalTimeout;
	}

	/**
	 * Returns how often the call is tried.
	 * @return the number of attempts, or {@code null} if not set
	 */
	public @Nullable Integer maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * Returns the names of the headers and not their values.
	 */
	@Override
	public String toString() {
		return "CallOptions[headers=" + this.headers.keySet() + ", responseTimeout=" + this.responseTimeout
				+ ", streamIdleTimeout=" + this.streamIdleTimeout + ", totalTimeout=" + this.totalTimeout
				+ ", maxAttempts=" + this.maxAttempts + "]";
	}

	/**
	 * Builds {@link CallOptions}.
	 */
	public static final class Builder {

		private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

		private static final Duration MAX_TIMEOUT = Duration.ofDays(366);

		private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

		private @Nullable Duration responseTimeout;

		private @Nullable Duration streamIdleTimeout;

		private @Nullable Duration totalTimeout;

		private @Nullable Integer maxAttempts;

		private Builder() {
		}

		/**
		 * Adds a header. It replaces the client's own header of that name.
		 * @param name the header's name
		 * @param value the header's value
		 * @return this builder
		 * @throws IllegalArgumentException if the name or the value has a character that
		 * no header can have, such as a line break
		 */
		public Builder header(String name, String value) {
			checkHeader(name, value);
			this.headers.computeIfAbsent(name, (key) -> new ArrayList<>()).add(value);
			return this;
		}

		/**
		 * Sets how long to wait for the head of the answer. Without streaming that comes
		 * when everything is generated.
		 * @param responseTimeout the time-out, above zero
		 * @return this builder
		 * @throws IllegalArgumentException if it is zero or negative
		 */
		public Builder responseTimeout(Duration responseTimeout) {
			this.responseTimeout = positive("response", responseTimeout);
			return this;
		}

		/**
		 * Sets how long to wait for more of an answer that has begun. A time-out strikes
		 * only while the reader waits.
		 * @param streamIdleTimeout the time-out, above zero
		 * @return this builder
		 * @throws IllegalArgumentException if it is zero or negative
		 */
		public Builder streamIdleTimeout(Duration streamIdleTimeout) {
			this.streamIdleTimeout = positive("stream idle", streamIdleTimeout);
			return this;
		}

		/**
		 * Sets how long the whole call may take, with all waiting, retries and the last
		 * chunk of a stream.
		 * @param totalTimeout the time-out, above zero
		 * @return this builder
		 * @throws IllegalArgumentException if it is zero or negative
		 */
		public Builder totalTimeout(Duration totalTimeout) {
			this.totalTimeout = positive("total", totalTimeout);
			return this;
		}

		/**
		 * Sets how often the call is tried.
		 * @param maxAttempts the number of attempts, the first included; 1 for no retries
		 * @return this builder
		 * @throws IllegalArgumentException if it is below 1
		 */
		public Builder maxAttempts(int maxAttempts) {
			if (maxAttempts < 1) {
				throw new IllegalArgumentException("The number of attempts must be at least 1: " + maxAttempts);
			}
			this.maxAttempts = maxAttempts;
			return this;
		}

		/**
		 * Returns the options.
		 * @return options of everything set so far
		 */
		public CallOptions build() {
			return new CallOptions(this);
		}

		// HTTP clients check this too, but some quote the value, which may be a secret.
		private static void checkHeader(String name, String value) {
			if (!HEADER_NAME.matcher(name).matches()) {
				throw new IllegalArgumentException("A header can't be named '" + name + "'");
			}
			if (!value.chars().allMatch((c) -> c == '\t' || (c >= ' ' && c != 0x7F))) {
				throw new IllegalArgumentException(
						"The value of the header '" + name + "' has a line break or another control character in it");
			}
		}

		private static Duration positive(String what, Duration timeout) {
			if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(MAX_TIMEOUT) > 0) {
				throw new IllegalArgumentException(
						"The " + what + " time-out must be above zero and at most a year: " + timeout);
			}
			return timeout;
		}

	}

}
