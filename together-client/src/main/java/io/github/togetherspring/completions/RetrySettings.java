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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Which failed calls are retried, and when. Immutable.
 * <p>
 * The delay before the {@code n}-th retry is random, between zero and
 * {@code min(maxDelay, baseDelay * 2^(n-1))}, with twice the base after a 429. If the
 * server asks for a longer delay, that one is used. {@code x-should-retry} in a response
 * takes precedence over its status.
 * <p>
 * A call is never retried once a successful response has started, because the server may
 * have generated text, which would be paid for twice; nor if its total time-out would
 * expire before the retry.
 * <p>
 * A budget for all calls of a client keeps retries from making an outage worse. A retry
 * costs {@value #RETRY_COST} tokens, after a 429 {@value #THROTTLED_RETRY_COST}. A
 * successful call gives back the cost of its last retry, or one token.
 */
public final class RetrySettings {

	/**
	 * The cost of a retry: {@value}.
	 */
	public static final int RETRY_COST = 14;

	/**
	 * The cost of a retry after a 429: {@value}.
	 */
	public static final int THROTTLED_RETRY_COST = 5;

	/**
	 * The default number of attempts, including the first one: {@value}.
	 */
	public static final int DEFAULT_MAX_ATTEMPTS = 3;

	/**
	 * The default size of the budget: {@value}.
	 */
	public static final int DEFAULT_BUDGET = 500;

	private static final Duration DEFAULT_BASE_DELAY = Duration.ofMillis(500);

	private static final Duration DEFAULT_MAX_DELAY = Duration.ofSeconds(8);

	private static final Duration DEFAULT_MAX_SERVER_DELAY = Duration.ofSeconds(30);

	private static final Duration MAX_DELAY = Duration.ofDays(366);

	private static final Set<Integer> DEFAULT_STATUSES = Set.of(408, 409, 429, 502, 503, 504, 520, 521, 522, 523, 524,
			529);

	private static final RetrySettings DEFAULTS = builder().build();

	private final int maxAttempts;

	private final Duration baseDelay;

	private final Duration maxDelay;

	private final Duration maxServerDelay;

	private final Set<Integer> retryOnStatus;

	private final boolean retryOnTimeout;

	private final int budget;

	private RetrySettings(Builder builder, Duration baseDelay, Duration maxDelay) {
		this.maxAttempts = Objects.requireNonNullElse(builder.maxAttempts, DEFAULT_MAX_ATTEMPTS);
		this.baseDelay = baseDelay;
		this.maxDelay = maxDelay;
		this.maxServerDelay = Objects.requireNonNullElse(builder.maxServerDelay, DEFAULT_MAX_SERVER_DELAY);
		this.retryOnStatus = Objects.requireNonNullElse(builder.retryOnStatus, DEFAULT_STATUSES);
		this.retryOnTimeout = Objects.requireNonNullElse(builder.retryOnTimeout, false);
		this.budget = Objects.requireNonNullElse(builder.budget, DEFAULT_BUDGET);
	}

	/**
	 * Return the default settings.
	 * @return {@value #DEFAULT_MAX_ATTEMPTS} attempts; the methods of the builder
	 * describe the other defaults
	 */
	public static RetrySettings defaults() {
		return DEFAULTS;
	}

	/**
	 * Return settings without retries.
	 * @return one attempt
	 */
	public static RetrySettings none() {
		return builder().maxAttempts(1).build();
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
		return new Builder().maxAttempts(this.maxAttempts)
			.baseDelay(this.baseDelay)
			.maxDelay(this.maxDelay)
			.maxServerDelay(this.maxServerDelay)
			.retryOnStatus(this.retryOnStatus)
			.retryOnTimeout(this.retryOnTimeout)
			.budget(this.budget);
	}

	/**
	 * Return the maximum number of attempts, including the first one.
	 * @return the number of attempts, 1 or more
	 */
	public int maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * Return the longest delay before the first retry.
	 * @return the base of the back-off
	 */
	public Duration baseDelay() {
		return this.baseDelay;
	}

	/**
	 * Return the longest delay before any retry, unless the server asks for more.
	 * @return the limit of the back-off
	 */
	public Duration maxDelay() {
		return this.maxDelay;
	}

	/**
	 * Return the longest delay that a server may ask for.
	 * @return the longest delay
	 */
	public Duration maxServerDelay() {
		return this.maxServerDelay;
	}

	/**
	 * Return the HTTP statuses that are retried.
	 * @return the statuses, unmodifiable
	 */
	public Set<Integer> retryOnStatus() {
		return this.retryOnStatus;
	}

	/**
	 * Return whether a call is retried if the response time-out expired.
	 * @return whether response time-outs are retried
	 */
	public boolean retryOnTimeout() {
		return this.retryOnTimeout;
	}

	/**
	 * Return the size of the budget of a client.
	 * @return the number of tokens, 0 or more
	 */
	public int budget() {
		return this.budget;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof RetrySettings settings && this.maxAttempts == settings.maxAttempts
				&& this.baseDelay.equals(settings.baseDelay) && this.maxDelay.equals(settings.maxDelay)
				&& this.maxServerDelay.equals(settings.maxServerDelay)
				&& this.retryOnStatus.equals(settings.retryOnStatus) && this.retryOnTimeout == settings.retryOnTimeout
				&& this.budget == settings.budget);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.maxAttempts, this.baseDelay, this.maxDelay, this.maxServerDelay, this.retryOnStatus,
				this.retryOnTimeout, this.budget);
	}

	@Override
	public String toString() {
		return "RetrySettings[maxAttempts=" + this.maxAttempts + ", baseDelay=" + this.baseDelay + ", maxDelay="
				+ this.maxDelay + ", maxServerDelay=" + this.maxServerDelay + ", retryOnStatus="
				+ new TreeSet<>(this.retryOnStatus) + ", retryOnTimeout=" + this.retryOnTimeout + ", budget="
				+ this.budget + "]";
	}

	/**
	 * Builder for {@link RetrySettings}. What is not set, or set to {@code null}, has its
	 * default.
	 */
	public static final class Builder {

		private @Nullable Integer maxAttempts;

		private @Nullable Duration baseDelay;

		private @Nullable Duration maxDelay;

		private @Nullable Duration maxServerDelay;

		private @Nullable Set<Integer> retryOnStatus;

		private @Nullable Boolean retryOnTimeout;

		private @Nullable Integer budget;

		private Builder() {
		}

		/**
		 * Set the maximum number of attempts, including the first one.
		 * @param maxAttempts the number of attempts, 1 for no retries, or {@code null}
		 * for {@value RetrySettings#DEFAULT_MAX_ATTEMPTS}
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
		 * Set the longest delay before the first retry. It doubles for each further
		 * retry, and after a 429.
		 * @param baseDelay the base of the back-off, zero or more, or {@code null} for
		 * half a second, or the longest delay if that is less
		 * @return this builder
		 * @throws IllegalArgumentException if the delay is negative or longer than 366
		 * days
		 */
		public Builder baseDelay(@Nullable Duration baseDelay) {
			this.baseDelay = delay("base delay", baseDelay);
			return this;
		}

		/**
		 * Set the longest delay before any retry, unless the server asks for more.
		 * @param maxDelay the limit of the back-off, zero or more, or {@code null} for 8
		 * seconds, or the base delay if that is more
		 * @return this builder
		 * @throws IllegalArgumentException if the delay is negative or longer than 366
		 * days
		 */
		public Builder maxDelay(@Nullable Duration maxDelay) {
			this.maxDelay = delay("longest delay", maxDelay);
			return this;
		}

		/**
		 * Set the longest delay that a server may ask for. If it asks for more, the call
		 * fails immediately.
		 * @param maxServerDelay the longest delay, zero or more, or {@code null} for 30
		 * seconds
		 * @return this builder
		 * @throws IllegalArgumentException if the delay is negative or longer than 366
		 * days
		 */
		public Builder maxServerDelay(@Nullable Duration maxServerDelay) {
			this.maxServerDelay = delay("longest delay by the server", maxServerDelay);
			return this;
		}

		/**
		 * Set the HTTP statuses that are retried. The default is 408, 409, 429, 502, 503,
		 * 504, 520 to 524 and 529, but not 500, which a retry rarely fixes. A 429 about
		 * credit is never retried.
		 * @param statuses the statuses, or {@code null} for the default
		 * @return this builder
		 */
		public Builder retryOnStatus(@Nullable Set<Integer> statuses) {
			this.retryOnStatus = (statuses != null) ? Set.copyOf(statuses) : null;
			return this;
		}

		/**
		 * Set whether a call is retried if the response time-out expired. The server may
		 * still be processing the first request.
		 * @param retryOnTimeout whether response time-outs are retried, or {@code null}
		 * for {@code false}
		 * @return this builder
		 */
		public Builder retryOnTimeout(@Nullable Boolean retryOnTimeout) {
			this.retryOnTimeout = retryOnTimeout;
			return this;
		}

		/**
		 * Set the size of the budget of a client.
		 * @param budget the number of tokens, 0 or more, or {@code null} for
		 * {@value RetrySettings#DEFAULT_BUDGET}
		 * @return this builder
		 * @throws IllegalArgumentException if the number is negative
		 */
		public Builder budget(@Nullable Integer budget) {
			if (budget != null && budget < 0) {
				throw new IllegalArgumentException("The retry budget must not be negative: " + budget);
			}
			this.budget = budget;
			return this;
		}

		/**
		 * Return the settings.
		 * @return settings with everything set so far
		 * @throws IllegalArgumentException if the base delay is longer than the longest
		 * delay
		 */
		public RetrySettings build() {
			Duration base = Objects.requireNonNullElse(this.baseDelay, DEFAULT_BASE_DELAY);
			Duration max = Objects.requireNonNullElse(this.maxDelay, DEFAULT_MAX_DELAY);
			if (base.compareTo(max) <= 0) {
				return new RetrySettings(this, base, max);
			}
			if (this.baseDelay != null && this.maxDelay != null) {
				throw new IllegalArgumentException(
						"The base delay must not be longer than the longest delay: " + base + " > " + max);
			}
			Duration given = (this.baseDelay != null) ? base : max;
			return new RetrySettings(this, given, given);
		}

		private static @Nullable Duration delay(String what, @Nullable Duration duration) {
			if (duration != null && (duration.isNegative() || duration.compareTo(MAX_DELAY) > 0)) {
				throw new IllegalArgumentException(
						"The " + what + " must not be negative, and must be at most a year: " + duration);
			}
			return duration;
		}

	}

}
