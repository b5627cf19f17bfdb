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

package io.github.togetherspring.simulator.script;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A rate limit like the dynamic one of Together AI, for the simulator. It applies to the
 * completions of one API key and one model:
 *
 * <pre class="code">
 * limit = max(base, factor × rate of the successful requests of the last hour)
 * </pre>
 *
 * The status of a request above the limit is 429. The limit is enforced by the second: a
 * request is above the limit if it is more than one second early.
 * <p>
 * The limiter has its own time, of which an hour can pass in seconds. Rates are
 * configured in that time, whereas clients see the rates and delays of their own time.
 * Immutable.
 */
public final class SimulatedRateLimit {

	private final double base;

	private final double factor;

	private final @Nullable Double fixed;

	private final Duration burst;

	private final double busyShare;

	private final long seed;

	private final Report report;

	private final double timeFactor;

	private SimulatedRateLimit(Builder builder) {
		this.base = builder.base;
		this.factor = builder.factor;
		this.fixed = builder.fixed;
		this.burst = builder.burst;
		this.busyShare = builder.busyShare;
		this.seed = builder.seed;
		this.report = builder.report;
		this.timeFactor = builder.timeFactor;
	}

	/**
	 * Create the dynamic limit with its default settings.
	 * @return the limit
	 */
	public static SimulatedRateLimit dynamic() {
		return builder().build();
	}

	/**
	 * Create a builder of a dynamic limit.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Create a builder with the settings of this limit.
	 * @return a builder
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	/**
	 * Return the limit after a number of successful requests.
	 * @param successes the number of successful requests in the last hour
	 * @return the number of requests per second
	 */
	public double requestsPerSecond(long successes) {
		if (this.fixed != null) {
			return this.fixed / Builder.SECONDS_PER_MINUTE;
		}
		return Math.max(requestsPerSecond(), this.factor * successes / Duration.ofHours(1).toSeconds());
	}

	/**
	 * Return the limit without any traffic, even if a fixed one replaces it.
	 * @return the number of requests per second
	 */
	public double requestsPerSecond() {
		return this.base / Builder.SECONDS_PER_MINUTE;
	}

	/**
	 * Return how early a request may be.
	 * @return the time, in that of the limiter
	 */
	public Duration burst() {
		return this.burst;
	}

	/**
	 * Return the share of the requests below the limit that find the service busy.
	 * @return a number from 0 to 1
	 */
	public double busyShare() {
		return this.busyShare;
	}

	/**
	 * Return the seed that decides which requests find the service busy.
	 * @return the seed
	 */
	public long seed() {
		return this.seed;
	}

	/**
	 * Return which responses report the limit.
	 * @return the responses
	 */
	public Report report() {
		return this.report;
	}

	/**
	 * Return how much faster than a client's time the time of the limiter passes.
	 * @return the factor
	 */
	public double timeFactor() {
		return this.timeFactor;
	}

	/**
	 * Which responses report the limit in headers.
	 */
	public enum Report {

		/** None. */
		NONE,

		/** Those with status 429 and 503. */
		REFUSALS,

		/** Those with status 200 too. */
		ALL

	}

	/**
	 * Builder of a rate limit.
	 */
	public static final class Builder {

		private static final int SECONDS_PER_MINUTE = 60;

		private double base = SECONDS_PER_MINUTE;

		private double factor = 2;

		private @Nullable Double fixed;

		private Duration burst = Duration.ofSeconds(1);

		private double busyShare;

		private long seed;

		private Report report = Report.REFUSALS;

		private double timeFactor = 1;

		private Builder() {
		}

		private Builder(SimulatedRateLimit limit) {
			this.base = limit.base;
			this.factor = limit.factor;
			this.fixed = limit.fixed;
			this.burst = limit.burst;
			this.busyShare = limit.busyShare;
			this.seed = limit.seed;
			this.report = limit.report;
			this.timeFactor = limit.timeFactor;
		}

		/**
		 * Set the limit without any traffic, by default 60 requests per minute.
		 * @param requestsPerMinute the limit, more than 0
		 * @return this builder
		 */
		public Builder base(double requestsPerMinute) {
			this.base = requestsPerMinute;
			return this;
		}

		/**
		 * Set the ratio of the limit to the rate of the successful requests of the last
		 * hour, by default 2.
		 * @param factor the ratio, at least 0
		 * @return this builder
		 */
		public Builder factor(double factor) {
			this.factor = factor;
			return this;
		}

		/**
		 * Set a limit that replaces the dynamic one, such as the capacity of the model.
		 * Successful requests are still counted.
		 * @param requestsPerMinute the limit, more than 0, or {@code null} (the default)
		 * for the dynamic one
		 * @return this builder
		 */
		public Builder fixed(@Nullable Double requestsPerMinute) {
			this.fixed = requestsPerMinute;
			return this;
		}

		/**
		 * Set how early a request may be, compared with evenly spaced ones, by default
		 * one second. Where time is compressed, so is this second, and the irregular
		 * delays of a machine may exceed it: with a factor of 100, it is 10 ms.
		 * @param burst the time, in that of the limiter; zero to require the spacing
		 * @return this builder
		 */
		public Builder burst(Duration burst) {
			this.burst = burst;
			return this;
		}

		/**
		 * Let requests below the limit find the service busy, with status 503. By
		 * default, none does.
		 * @param share the share of the requests, from 0 to 1
		 * @param seed decides which requests; the same seed selects the same ones
		 * @return this builder
		 */
		public Builder busy(double share, long seed) {
			this.busyShare = share;
			this.seed = seed;
			return this;
		}

		/**
		 * Set which responses report the limit, by default only refusals, because the
		 * service no longer sends headers with successful responses.
		 * @param report the responses
		 * @return this builder
		 */
		public Builder report(Report report) {
			this.report = report;
			return this;
		}

		/**
		 * Compress time. With a factor of 100, an hour of the limiter takes 36 seconds,
		 * and a client can send a hundred times as many requests in a second as
		 * otherwise.
		 * @param timeFactor how much faster the time of the limiter passes, by default 1
		 * @return this builder
		 */
		public Builder timeFactor(double timeFactor) {
			this.timeFactor = timeFactor;
			return this;
		}

		/**
		 * Create the rate limit.
		 * @return the rate limit
		 * @throws IllegalArgumentException if a setting is out of range
		 */
		public SimulatedRateLimit build() {
			check(isPositive(this.base), "The base must be more than 0: " + this.base);
			check(this.factor >= 0 && Double.isFinite(this.factor), "The factor must not be negative: " + this.factor);
			check(this.fixed == null || isPositive(this.fixed), "The fixed limit must be more than 0: " + this.fixed);
			check(!this.burst.isNegative(), "The burst must not be negative: " + this.burst);
			check(this.busyShare >= 0 && this.busyShare <= 1, "The busy share must be from 0 to 1: " + this.busyShare);
			check(isPositive(this.timeFactor), "The time factor must be more than 0: " + this.timeFactor);
			return new SimulatedRateLimit(this);
		}

		private static boolean isPositive(double value) {
			return value > 0 && Double.isFinite(value);
		}

		private static void check(boolean valid, String message) {
			if (!valid) {
				throw new IllegalArgumentException(message);
			}
		}

	}

}
