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
 * Settings of pacing, with which a client finds the rate at which a service accepts
 * requests, and keeps to it. Immutable.
 * <p>
 * Rates are attempts per second, including retries. Attempts are sent at even intervals.
 * The rate starts low, and doubles every few seconds until the service refuses an
 * attempt, with status 429 or 503. Then it decreases, returns to slightly below the rate
 * that was refused, and cautiously exceeds it again after a while. It only increases
 * while calls wait.
 * <p>
 * If the service asks the client to wait, no call is attempted for that long, but at most
 * for {@link RetrySettings#maxServerDelay()}. If responses contain the current limit
 * ({@link RateLimit}), the rate does not exceed it.
 * <p>
 * Waiting is part of the call: cancelling the call, its total time-out or a shutdown ends
 * it.
 */
public final class PacingSettings {

	/**
	 * The default rate to start at: {@value} attempt per second.
	 */
	public static final double DEFAULT_INITIAL_RATE = 1;

	/**
	 * The default minimum rate: {@value} attempts per second.
	 */
	public static final double DEFAULT_MIN_RATE = 0.1;

	private static final PacingSettings DEFAULTS = builder().build();

	private final double initialRate;

	private final double minRate;

	private final @Nullable Double maxRate;

	private PacingSettings(double initialRate, double minRate, @Nullable Double maxRate) {
		this.initialRate = initialRate;
		this.minRate = minRate;
		this.maxRate = maxRate;
	}

	/**
	 * Return the default settings.
	 * @return settings with nothing set
	 */
	public static PacingSettings defaults() {
		return DEFAULTS;
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
		return new Builder().initialRate(this.initialRate).minRate(this.minRate).maxRate(this.maxRate);
	}

	/**
	 * Return the rate to start at.
	 * @return the number of attempts per second, above zero
	 */
	public double initialRate() {
		return this.initialRate;
	}

	/**
	 * Return the minimum rate, however many attempts are refused.
	 * @return the number of attempts per second, above zero
	 */
	public double minRate() {
		return this.minRate;
	}

	/**
	 * Return the maximum rate.
	 * @return the number of attempts per second, or {@code null} if it is not limited
	 */
	public @Nullable Double maxRate() {
		return this.maxRate;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof PacingSettings settings && this.initialRate == settings.initialRate
				&& this.minRate == settings.minRate && Objects.equals(this.maxRate, settings.maxRate));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.initialRate, this.minRate, this.maxRate);
	}

	@Override
	public String toString() {
		return "PacingSettings[initialRate=" + this.initialRate + ", minRate=" + this.minRate + ", maxRate="
				+ this.maxRate + "]";
	}

	/**
	 * Builder for {@link PacingSettings}. What is not set, or set to {@code null}, has
	 * its default.
	 */
	public static final class Builder {

		private static final double LOWEST = 0.001;

		private static final double HIGHEST = 1_000_000;

		private @Nullable Double initialRate;

		private @Nullable Double minRate;

		private @Nullable Double maxRate;

		private Builder() {
		}

		/**
		 * Set the rate to start at. A higher one is useful if the service is known to
		 * accept it.
		 * @param initialRate the number of attempts per second, from 0.001 to a million,
		 * or {@code null} for {@value PacingSettings#DEFAULT_INITIAL_RATE}, or the
		 * minimum or maximum rate if that is nearer to it
		 * @return this builder
		 * @throws IllegalArgumentException if the rate is out of range
		 */
		public Builder initialRate(@Nullable Double initialRate) {
			this.initialRate = inRange("initial", initialRate);
			return this;
		}

		/**
		 * Set the minimum rate, however many attempts are refused.
		 * @param minRate the number of attempts per second, from 0.001 to a million, or
		 * {@code null} for {@value PacingSettings#DEFAULT_MIN_RATE}, or the initial or
		 * maximum rate if that is less
		 * @return this builder
		 * @throws IllegalArgumentException if the rate is out of range
		 */
		public Builder minRate(@Nullable Double minRate) {
			this.minRate = inRange("minimum", minRate);
			return this;
		}

		/**
		 * Set the maximum rate, such as a quota.
		 * @param maxRate the number of attempts per second, from 0.001 to a million, or
		 * {@code null} for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the rate is out of range
		 */
		public Builder maxRate(@Nullable Double maxRate) {
			this.maxRate = inRange("maximum", maxRate);
			return this;
		}

		/**
		 * Return the settings.
		 * @return settings with everything set so far
		 * @throws IllegalArgumentException if the minimum rate is above the initial one,
		 * or either of them above the maximum
		 */
		public PacingSettings build() {
			double max = Objects.requireNonNullElse(this.maxRate, HIGHEST);
			double min = (this.minRate != null) ? this.minRate
					: Math.min(DEFAULT_MIN_RATE, Math.min(max, Objects.requireNonNullElse(this.initialRate, max)));
			double initial = (this.initialRate != null) ? this.initialRate
					: Math.min(max, Math.max(min, DEFAULT_INITIAL_RATE));
			check("minimum", min, "maximum", max);
			check("minimum", min, "initial", initial);
			check("initial", initial, "maximum", max);
			return new PacingSettings(initial, min, this.maxRate);
		}

		private static void check(String lower, double least, String upper, double most) {
			if (least > most) {
				throw new IllegalArgumentException(
						"The " + lower + " rate must not be above the " + upper + " rate: " + least + " > " + most);
			}
		}

		private static @Nullable Double inRange(String what, @Nullable Double rate) {
			if (rate != null && !(rate >= LOWEST && rate <= HIGHEST)) {
				throw new IllegalArgumentException(
						"The " + what + " rate must be from 0.001 to 1,000,000 attempts per second: " + rate);
			}
			return rate;
		}

	}

}
