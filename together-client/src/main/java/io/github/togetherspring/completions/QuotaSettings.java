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

import org.jspecify.annotations.Nullable;

/**
 * Fixed quotas of a service: the requests and tokens per minute that it accepts.
 * Immutable.
 * <p>
 * Permits accrue evenly. At most those of one second are kept for later, so that the
 * quota of a minute is never used at once. Retries count as requests. The tokens of a
 * request are estimated before it is sent, and corrected by the usage in its response.
 * <p>
 * Waiting is part of the call: cancelling the call, its total time-out or a shutdown ends
 * it. A request that may need more tokens than the quota fails with a
 * {@link QuotaExceededException}.
 * <p>
 * With a {@link QuotaStore}, several processes share the quotas.
 */
public final class QuotaSettings {

	/**
	 * The default duration of a lease: a fifth of a second.
	 */
	public static final Duration DEFAULT_LEASE = Duration.ofMillis(200);

	/**
	 * The default share of the quota while the store fails: {@value}.
	 */
	public static final double DEFAULT_FALLBACK_SHARE = 0.1;

	private static final long HIGHEST = 1_000_000_000_000L;

	private static final Duration MIN_LEASE = Duration.ofMillis(10);

	private static final Duration MAX_LEASE = Duration.ofMinutes(1);

	private static final int MAX_NAME = 100;

	private final @Nullable Long requestsPerMinute;

	private final @Nullable Long tokensPerMinute;

	private final @Nullable QuotaStore store;

	private final @Nullable String name;

	private final Duration lease;

	private final double fallbackShare;

	private QuotaSettings(Builder builder) {
		this.requestsPerMinute = builder.requestsPerMinute;
		this.tokensPerMinute = builder.tokensPerMinute;
		this.store = builder.store;
		this.name = builder.name;
		this.lease = Objects.requireNonNullElse(builder.lease, DEFAULT_LEASE);
		this.fallbackShare = Objects.requireNonNullElse(builder.fallbackShare, DEFAULT_FALLBACK_SHARE);
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
		return new Builder().requestsPerMinute(this.requestsPerMinute)
			.tokensPerMinute(this.tokensPerMinute)
			.store(this.store)
			.name(this.name)
			.lease(this.lease)
			.fallbackShare(this.fallbackShare);
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

	/**
	 * Return the store that shares the quotas with other processes.
	 * @return the store, or {@code null} if the client has the quotas alone
	 */
	public @Nullable QuotaStore store() {
		return this.store;
	}

	/**
	 * Return the name under which the quotas are shared.
	 * @return the name, or {@code null} for that of the client
	 */
	public @Nullable String name() {
		return this.name;
	}

	/**
	 * Return the time for which a client acquires permits from the store at once.
	 * @return the duration, from 10 milliseconds to a minute
	 */
	public Duration lease() {
		return this.lease;
	}

	/**
	 * Return the share of the quotas that the client uses while the store fails.
	 * @return the share, above 0 and at most 1
	 */
	public double fallbackShare() {
		return this.fallbackShare;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof QuotaSettings settings
				&& Objects.equals(this.requestsPerMinute, settings.requestsPerMinute)
				&& Objects.equals(this.tokensPerMinute, settings.tokensPerMinute)
				&& Objects.equals(this.store, settings.store) && Objects.equals(this.name, settings.name)
				&& this.lease.equals(settings.lease) && this.fallbackShare == settings.fallbackShare);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.requestsPerMinute, this.tokensPerMinute, this.store, this.name, this.lease,
				this.fallbackShare);
	}

	@Override
	public String toString() {
		return "QuotaSettings[requestsPerMinute=" + this.requestsPerMinute + ", tokensPerMinute=" + this.tokensPerMinute
				+ ", store=" + this.store + ", name=" + this.name + ", lease=" + this.lease + ", fallbackShare="
				+ this.fallbackShare + "]";
	}

	/**
	 * Builder for {@link QuotaSettings}. What is not set, or set to {@code null}, has its
	 * default.
	 */
	public static final class Builder {

		private @Nullable Long requestsPerMinute;

		private @Nullable Long tokensPerMinute;

		private @Nullable QuotaStore store;

		private @Nullable String name;

		private @Nullable Duration lease;

		private @Nullable Double fallbackShare;

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
		 * Set the store that shares the quotas with other processes.
		 * @param store the store, or {@code null} if the client has the quotas alone
		 * @return this builder
		 */
		public Builder store(@Nullable QuotaStore store) {
			this.store = store;
			return this;
		}

		/**
		 * Set the name under which the quotas are shared. All clients with this name and
		 * store should have the same quotas.
		 * @param name the name, of 1 to 100 characters, or {@code null} for that of the
		 * client
		 * @return this builder
		 * @throws IllegalArgumentException if the name is blank or too long
		 */
		public Builder name(@Nullable String name) {
			if (name != null && (name.isBlank() || name.length() > MAX_NAME)) {
				throw new IllegalArgumentException(
						"The name of a quota must have 1 to " + MAX_NAME + " characters: '" + name + "'");
			}
			this.name = name;
			return this;
		}

		/**
		 * Set the time for which a client acquires permits from the store at once. A
		 * longer lease means fewer calls to the store, but more permits that other
		 * clients can't use.
		 * @param lease the duration, from 10 milliseconds to a minute, or {@code null}
		 * for a fifth of a second
		 * @return this builder
		 * @throws IllegalArgumentException if the duration is out of range
		 */
		public Builder lease(@Nullable Duration lease) {
			if (lease != null && (lease.compareTo(MIN_LEASE) < 0 || lease.compareTo(MAX_LEASE) > 0)) {
				throw new IllegalArgumentException("A lease must take from 10 ms to a minute: " + lease);
			}
			this.lease = lease;
			return this;
		}

		/**
		 * Set the share of the quotas that the client uses while the store fails.
		 * Processes do not exceed the quotas if their shares add up to at most 1.
		 * @param fallbackShare the share, above 0 and at most 1, or {@code null} for
		 * {@value QuotaSettings#DEFAULT_FALLBACK_SHARE}
		 * @return this builder
		 * @throws IllegalArgumentException if the share is out of range
		 */
		public Builder fallbackShare(@Nullable Double fallbackShare) {
			if (fallbackShare != null && !(fallbackShare > 0 && fallbackShare <= 1)) {
				throw new IllegalArgumentException("The share must be above 0 and at most 1: " + fallbackShare);
			}
			this.fallbackShare = fallbackShare;
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
