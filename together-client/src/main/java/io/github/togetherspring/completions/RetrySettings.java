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
import java.util.Set;
import java.util.TreeSet;

/**
 * Which failed calls are tried again, and when. Immutable; made by {@link #builder()}.
 * <p>
 * Before the {@code n}-th retry a random time between zero and
 * {@code min(maxDelay, baseDelay * 2^(n-1))} is waited (after a rate limit with twice the
 * base), or as long as the server asks, whichever is longer. A server that answers with
 * {@code x-should-retry: true} or {@code false} is believed. A call whose response has
 * begun with a good status is not tried again, whatever becomes of it: the server may
 * have generated, and would be paid twice. Each client has a budget for retries, so that
 * an outage of the server is not multiplied: a retry costs {@value #RETRY_COST} tokens of
 * it, after a rate limit {@value #THROTTLED_RETRY_COST}; a successful call gives back
 * what its last retry cost, or one token. A call is not tried again if its total time-out
 * would end before the retry.
 */
public final class RetrySettings {

	/**
	 * What a retry costs: {@value}.
	 */
	public static final int RETRY_COST = 14;

	/**
	 * What a retry costs after a rate limit: {@value}.
	 */
	public static final int THROTTLED_RETRY_COST = 5;

	/**
	 * How often a call is tried unless told otherwise, the first time included: {@value}.
	 */
	public static final int DEFAULT_MAX_ATTEMPTS = 3;

	/**
	 * The size of a client's budget unless told otherwise: {@value}.
	 */
	public static final int DEFAULT_BUDGET = 500;

	private static final Set<Integer> DEFAULT_STATUSES = Set.of(408, 409, 429, 502, 503, 504, 520, 521, 522, 523, 524,
			529);

	private static final RetrySettings DEFAULTS = builder().build();

	private final int maxAttempts;

	private final Duration baseDelay;

	private final Duration maxDelay;

	private final Duration maxServerDelay;

	private final Set<Integer> statuses;

	private final boolean onTimeout;

	private final int budget;

	private RetrySettings(Builder builder) {
		this.maxAttempts = builder.maxAttempts;
		this.baseDelay = builder.baseDelay;
		this.maxDelay = builder.maxDelay;
		this.maxServerDelay = builder.maxServerDelay;
		this.statuses = Set.copyOf(builder.statuses);
		this.onTimeout = builder.onTimeout;
		this.budget = builder.budget;
	}

	/**
	 * Returns the default policy.
	 * @return {@value #DEFAULT_MAX_ATTEMPTS} attempts, see the builder for the rest
	 */
	public static RetrySettings defaults() {
		return DEFAULTS;
	}

	/**
	 * Returns a policy without retries.
	 * @return one attempt
	 */
	public static RetrySettings none() {
		return builder().maxAttempts(1).build();
	}

	/**
	 * Returns a builder of policies.
	 * @return a builder with the defaults set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns how often a call is tried.
	 * @return the number of attempts, the first included
	 */
	public int maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * Returns the longest time before the first retry.
	 * @return the base of the back-off
	 */
	public Duration baseDelay() {
		return this.baseDelay;
	}

	/**
	 * Returns the longest time before any retry, unless the server asks for more.
	 * @return the cap of the back-off
	 */
	public Duration maxDelay() {
		return this.maxDelay;
	}

	/**
	 * Returns the longest time to wait if the server asks for it.
	 * @return the longest time
	 */
	public Duration maxServerDelay() {
		return this.maxServerDelay;
	}

	/**
	 * Returns the HTTP statuses that are tried again.
	 * @return the statuses
	 */
	public Set<Integer> statuses() {
		return this.statuses;
	}

	/**
	 * Returns whether a call is tried again if no response came in time.
	 * @return whether response time-outs are tried again
	 */
	public boolean onTimeout() {
		return this.onTimeout;
	}

	/**
	 * Returns the size of a client's retry budget.
	 * @return the number of tokens
	 */
	public int budget() {
		return this.budget;
	}

	@Override
	public String toString() {
		return "RetrySettings[maxAttempts=" + this.maxAttempts + ", baseDelay=" + this.baseDelay + ", maxDelay="
				+ this.maxDelay + ", maxServerDelay=" + this.maxServerDelay + ", statuses="
				+ new TreeSet<>(this.statuses) + ", onTimeout=" + this.onTimeout + ", budget=" + this.budget + "]";
	}

	/**
	 * Builds a {@link RetrySettings}.
	 */
	public static final class Builder {

		private int maxAttempts = DEFAULT_MAX_ATTEMPTS;

		private Duration baseDelay = Duration.ofMillis(500);

		private Duration maxDelay = Duration.ofSeconds(8);

		private Duration maxServerDelay = Duration.ofSeconds(30);

		private Set<Integer> statuses = DEFAULT_STATUSES;

		private boolean onTimeout;

		private int budget = DEFAULT_BUDGET;

		private Builder() {
		}

		/**
		 * Sets how often a call is tried. The default is {@value #DEFAULT_MAX_ATTEMPTS}.
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
		 * Sets the longest time before the first retry; it doubles for each further one,
		 * and after a rate limit. The default is half a second.
		 * @param baseDelay the base of the back-off, zero or more
		 * @return this builder
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder baseDelay(Duration baseDelay) {
			this.baseDelay = notNegative("base delay", baseDelay);
			return this;
		}

		/**
		 * Sets the longest time before any retry, unless the server asks for more. The
		 * default is 8 seconds.
		 * @param maxDelay the cap of the back-off, zero or more
		 * @return this builder
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder maxDelay(Duration maxDelay) {
			this.maxDelay = notNegative("longest delay", maxDelay);
			return this;
		}

		/**
		 * Sets the longest time to wait if the server asks for it. If it asks for more,
		 * the call fails at once. The default is 30 seconds.
		 * @param maxServerDelay the longest time, zero or more
		 * @return this builder
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder maxServerDelay(Duration maxServerDelay) {
			this.maxServerDelay = notNegative("longest delay by the server", maxServerDelay);
			return this;
		}

		/**
		 * Sets the HTTP statuses that are tried again. The default is 408, 409, 429, 502,
		 * 503, 504, 520 to 524 and 529; not 500, which another try rarely mends. A 429
		 * about credit is never tried again.
		 * @param statuses the statuses
		 * @return this builder
		 */
		public Builder statuses(Set<Integer> statuses) {
			this.statuses = statuses;
			return this;
		}

		/**
		 * Sets whether a call is tried again if no response came in time. The server may
		 * still be at work on it, so the default is not to.
		 * @param onTimeout whether response time-outs are tried again
		 * @return this builder
		 */
		public Builder onTimeout(boolean onTimeout) {
			this.onTimeout = onTimeout;
			return this;
		}

		/**
		 * Sets the size of a client's retry budget. The default is
		 * {@value #DEFAULT_BUDGET}.
		 * @param budget the number of tokens, 0 or more
		 * @return this builder
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder budget(int budget) {
			if (budget < 0) {
				throw new IllegalArgumentException("The retry budget must not be negative: " + budget);
			}
			this.budget = budget;
			return this;
		}

		/**
		 * Returns the policy.
		 * @return a policy of everything set so far
		 */
		public RetrySettings build() {
			return new RetrySettings(this);
		}

		private static Duration notNegative(String what, Duration duration) {
			if (duration.isNegative()) {
				throw new IllegalArgumentException("The " + what + " must not be negative: " + duration);
			}
			return duration;
		}

	}

}
