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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The fixed quotas of a service: how many requests and how many tokens it accepts in a
 * minute. Immutable.
 * <p>
 * Permits accrue evenly. At most those of a second are kept for later, so that the quota
 * of a minute is never used at once. Retries count as requests. The tokens of a request
 * are estimated before it is sent, and settled by the usage in its response.
 * <p>
 * The wait is part of the call: cancelling the call, its total time-out and a shutdown
 * end it. A request that may need more tokens than the quota fails with a
 * {@link QuotaExceededException}.
 */
public final class QuotaSettings {

	private static final long HIGHEST = 1_000_000_000_000L;

	private final @Nullable Long requestsPerMinute;

	private final @Nullable Long tokensPerMinute;

	private QuotaSettings(Builder builder) {
		this.requestsPerMinute = builder.requestsPerMinute;
		this.tokensPerMinute = builder.tokensPerMinute;
	}

	/**
	 * Return a builder.
	 * @return a builder with nothing set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from these settings.
	 * @return a builder with everything set as here
	 */
	public Builder toBuilder() {
		return new Builder().requestsPerMinute(this.requestsPerMinute).tokensPerMinute(this.tokensPerMinute);
	}

	/**
	 * Return the quota of requests.
	 * @return the number of requests per minute, or {@code null} if it is not limited
	 */
	public @Nullable Long requestsPerMinute() {
		return this.requestsPerMinute;
	}

	/**
	 * Return the quota of tokens.
	 * @return the number of tokens per minute, or {@code null} if it is not limited
	 */
	public @Nullable Long tokensPerMinute() {
		return this.tokensPerMinute;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof QuotaSettings settings
				&& Objects.equals(this.requestsPerMinute, settings.requestsPerMinute)
				&& Objects.equals(this.tokensPerMinute, settings.tokensPerMinute));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.requestsPerMinute, this.tokensPerMinute);
	}

	@Override
	public String toString() {
		return "QuotaSettings[requestsPerMinute=" + this.requestsPerMinute + ", tokensPerMinute=" + this.tokensPerMinute
				+ "]";
	}

	/**
	 * Builder for {@link QuotaSettings}. What is not set, or set to {@code null}, has its
	 * default.
	 */
	public static final class Builder {

		private @Nullable Long requestsPerMinute;

		private @Nullable Long tokensPerMinute;

		private Builder() {
		}

		/**
		 * Set the quota of requests.
		 * @param requestsPerMinute the number of requests per minute, from 1 to 10^12, or
		 * {@code null} for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the number is out of range
		 */
		public Builder requestsPerMinute(@Nullable Long requestsPerMinute) {
			this.requestsPerMinute = inRange("requests", requestsPerMinute);
			return this;
		}

		/**
		 * Set the quota of tokens, of prompts and choices together.
		 * @param tokensPerMinute the number of tokens per minute, from 1 to 10^12, or
		 * {@code null} for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the number is out of range
		 */
		public Builder tokensPerMinute(@Nullable Long tokensPerMinute) {
			this.tokensPerMinute = inRange("tokens", tokensPerMinute);
			return this;
		}

		/**
		 * Return the settings.
		 * @return settings with everything set so far
		 * @throws IllegalArgumentException if neither requests nor tokens are limited
		 */
		public QuotaSettings build() {
			if (this.requestsPerMinute == null && this.tokensPerMinute == null) {
				throw new IllegalArgumentException("A quota must limit requests or tokens");
			}
			return new QuotaSettings(this);
		}

		private static @Nullable Long inRange(String what, @Nullable Long number) {
			if (number != null && (number < 1 || number > HIGHEST)) {
				throw new IllegalArgumentException(
						"The number of " + what + " per minute must be from 1 to " + HIGHEST + ": " + number);
			}
			return number;
		}

	}

}
