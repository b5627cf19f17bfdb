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
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Options of a single call that are not part of the request. What is not set here has the
 * value of the client. Immutable.
 */
public final class CallOptions {

	private static final CallOptions NONE = builder().build();

	private final Map<String, List<String>> headers;

	private final @Nullable Duration responseTimeout;

	private final @Nullable Duration streamIdleTimeout;

	private final @Nullable Duration totalTimeout;

	private final @Nullable Integer maxAttempts;

	private final @Nullable CallPriority priority;

	private CallOptions(Builder builder) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		builder.headers.forEach((name, values) -> headers.put(name, List.copyOf(values)));
		this.headers = Map.copyOf(headers);
		this.responseTimeout = builder.responseTimeout;
		this.streamIdleTimeout = builder.streamIdleTimeout;
		this.totalTimeout = builder.totalTimeout;
		this.maxAttempts = builder.maxAttempts;
		this.priority = builder.priority;
	}

	/**
	 * Return options that change nothing.
	 * @return options with nothing set
	 */
	public static CallOptions none() {
		return NONE;
	}

	/**
	 * Return a builder.
	 * @return a builder with nothing set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from these options.
	 * @return a builder with everything set as here
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		this.headers.forEach((name, values) -> builder.headers.put(name, new ArrayList<>(values)));
		builder.responseTimeout = this.responseTimeout;
		builder.streamIdleTimeout = this.streamIdleTimeout;
		builder.totalTimeout = this.totalTimeout;
		builder.maxAttempts = this.maxAttempts;
		builder.priority = this.priority;
		return builder;
	}

	/**
	 * Return the headers to send. They replace headers of the client with the same name.
	 * @return the values by name, possibly none, unmodifiable
	 */
	public Map<String, List<String>> headers() {
		return this.headers;
	}

	/**
	 * Return the longest time to wait for the headers of the response.
	 * @return the time-out, or {@code null} for that of the client
	 */
	public @Nullable Duration responseTimeout() {
		return this.responseTimeout;
	}

	/**
	 * Return the longest time between two parts of a response body.
	 * @return the time-out, or {@code null} for that of the client
	 */
	public @Nullable Duration streamIdleTimeout() {
		return this.streamIdleTimeout;
	}

	/**
	 * Return the longest time for the whole call.
	 * @return the time-out, or {@code null} for that of the client
	 */
	public @Nullable Duration totalTimeout() {
		return this.totalTimeout;
	}

	/**
	 * Return the maximum number of attempts, including the first one.
	 * @return the number of attempts, or {@code null} for that of the client
	 */
	public @Nullable Integer maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * Return which calls come first while calls wait because of the client's pacing.
	 * @return the priority, or {@code null} for {@link CallPriority#BULK} in bulk calls
	 * and jobs and {@link CallPriority#INTERACTIVE} otherwise
	 */
	public @Nullable CallPriority priority() {
		return this.priority;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof CallOptions options && this.headers.equals(options.headers)
				&& Objects.equals(this.responseTimeout, options.responseTimeout)
				&& Objects.equals(this.streamIdleTimeout, options.streamIdleTimeout)
				&& Objects.equals(this.totalTimeout, options.totalTimeout)
				&& Objects.equals(this.maxAttempts, options.maxAttempts) && this.priority == options.priority);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.headers, this.responseTimeout, this.streamIdleTimeout, this.totalTimeout,
				this.maxAttempts, this.priority);
	}

	/**
	 * Return all options, but only the names of the headers.
	 */
	@Override
	public String toString() {
		return "CallOptions[headers=" + this.headers.keySet() + ", responseTimeout=" + this.responseTimeout
				+ ", streamIdleTimeout=" + this.streamIdleTimeout + ", totalTimeout=" + this.totalTimeout
				+ ", maxAttempts=" + this.maxAttempts + ", priority=" + this.priority + "]";
	}

	/**
	 * Builder for {@link CallOptions}. What is not set, or set to {@code null}, has the
	 * value of the client.
	 */
	public static final class Builder {

		private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

		private static final Duration MAX_TIMEOUT = Duration.ofDays(366);

		private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

		private @Nullable Duration responseTimeout;

		private @Nullable Duration streamIdleTimeout;

		private @Nullable Duration totalTimeout;

		private @Nullable Integer maxAttempts;

		private @Nullable CallPriority priority;

		private Builder() {
		}

		/**
		 * Add a header. It replaces headers of the client with the same name.
		 * @param name the name of the header
		 * @param value the value of the header
		 * @return this builder
		 * @throws IllegalArgumentException if the name or the value contains a character
		 * that is not allowed there, such as a line break
		 */
		public Builder header(String name, String value) {
			checkHeader(name, value);
			this.headers.computeIfAbsent(name, (key) -> new ArrayList<>()).add(value);
			return this;
		}

		/**
		 * Set the longest time to wait for the headers of the response. Without
		 * streaming, they arrive when the whole text has been generated.
		 * @param responseTimeout the time-out, above zero and at most a year, or
		 * {@code null} for that of the client
		 * @return this builder
		 * @throws IllegalArgumentException if the time-out is out of range
		 */
		public Builder responseTimeout(@Nullable Duration responseTimeout) {
			this.responseTimeout = inRange("response", responseTimeout);
			return this;
		}

		/**
		 * Set the longest time between two parts of a response body. It only expires
		 * while the subscriber waits for data.
		 * @param streamIdleTimeout the time-out, above zero and at most a year, or
		 * {@code null} for that of the client
		 * @return this builder
		 * @throws IllegalArgumentException if the time-out is out of range
		 */
		public Builder streamIdleTimeout(@Nullable Duration streamIdleTimeout) {
			this.streamIdleTimeout = inRange("stream idle", streamIdleTimeout);
			return this;
		}

		/**
		 * Set the longest time for the whole call, including waiting because of pacing or
		 * for a permit, retries and the last chunk of a stream.
		 * @param totalTimeout the time-out, above zero and at most a year, or
		 * {@code null} for that of the client
		 * @return this builder
		 * @throws IllegalArgumentException if the time-out is out of range
		 */
		public Builder totalTimeout(@Nullable Duration totalTimeout) {
			this.totalTimeout = inRange("total", totalTimeout);
			return this;
		}

		/**
		 * Set the maximum number of attempts, including the first one.
		 * @param maxAttempts the number of attempts, 1 for no retries, or {@code null}
		 * for that of the client
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder maxAttempts(@Nullable Integer maxAttempts) {
			if (maxAttempts != null && maxAttempts < 1) {
				throw new IllegalArgumentException("The number of attempts must be at least 1: " + maxAttempts);
			}
			this.maxAttempts = maxAttempts;
			return this;
		}

		/**
		 * Set which calls come first while calls wait because of the client's pacing. It
		 * has no effect if the client has none.
		 * @param priority the priority, or {@code null} for {@link CallPriority#BULK} in
		 * bulk calls and jobs and {@link CallPriority#INTERACTIVE} otherwise
		 * @return this builder
		 */
		public Builder priority(@Nullable CallPriority priority) {
			this.priority = priority;
			return this;
		}

		/**
		 * Return the options.
		 * @return options with everything set so far
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

		private static @Nullable Duration inRange(String what, @Nullable Duration timeout) {
			if (timeout != null && (timeout.isZero() || timeout.isNegative() || timeout.compareTo(MAX_TIMEOUT) > 0)) {
				throw new IllegalArgumentException(
						"The " + what + " time-out must be above zero and at most a year: " + timeout);
			}
			return timeout;
		}

	}

}
