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

import org.jspecify.annotations.Nullable;

/**
 * Options of a single call that are not part of the request. What is not set here follows
 * from the client. Immutable; made by {@link #builder()}.
 */
public final class CallOptions {

	private static final CallOptions NONE = new CallOptions(new Builder());

	private final Map<String, List<String>> headers;

	private final @Nullable Duration responseTimeout;

	private CallOptions(Builder builder) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		builder.headers.forEach((name, values) -> headers.put(name, List.copyOf(values)));
		this.headers = Map.copyOf(headers);
		this.responseTimeout = builder.responseTimeout;
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
	 * Returns the names of the headers and not their values.
	 */
	@Override
	public String toString() {
		return "CallOptions[headers=" + this.headers.keySet() + ", responseTimeout=" + this.responseTimeout + "]";
	}

	/**
	 * Builds {@link CallOptions}.
	 */
	public static final class Builder {

		private final Map<String, List<String>> headers = new LinkedHashMap<>();

		private @Nullable Duration responseTimeout;

		private Builder() {
		}

		/**
		 * Adds a header. It replaces the client's own header of that name.
		 * @param name the header's name
		 * @param value the header's value
		 * @return this builder
		 */
		public Builder header(String name, String value) {
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
			if (responseTimeout.isZero() || responseTimeout.isNegative()) {
				throw new IllegalArgumentException("The response time-out must be above zero: " + responseTimeout);
			}
			this.responseTimeout = responseTimeout;
			return this;
		}

		/**
		 * Returns the options.
		 * @return options of everything set so far
		 */
		public CallOptions build() {
			return new CallOptions(this);
		}

	}

}
