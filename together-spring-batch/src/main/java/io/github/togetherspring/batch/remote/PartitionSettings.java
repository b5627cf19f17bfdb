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

package io.github.togetherspring.batch.remote;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Settings for the partitions of steps. Immutable.
 */
public final class PartitionSettings {

	private static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);

	private static final int DEFAULT_GRID_SIZE = 64;

	private static final int DEFAULT_MAX_ATTEMPTS = 5;

	private static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(1);

	private static final PartitionSettings DEFAULTS = builder().build();

	private final Duration lease;

	private final int concurrency;

	private final int gridSize;

	private final int maxAttempts;

	private final Duration pollInterval;

	private final @Nullable Integer maxConcurrentCalls;

	private final boolean initializeSchema;

	private PartitionSettings(Builder builder) {
		this.lease = Objects.requireNonNullElse(builder.lease, DEFAULT_LEASE);
		this.concurrency = Objects.requireNonNullElse(builder.concurrency, 1);
		this.gridSize = Objects.requireNonNullElse(builder.gridSize, DEFAULT_GRID_SIZE);
		this.maxAttempts = Objects.requireNonNullElse(builder.maxAttempts, DEFAULT_MAX_ATTEMPTS);
		this.pollInterval = Objects.requireNonNullElse(builder.pollInterval, DEFAULT_POLL_INTERVAL);
		this.maxConcurrentCalls = builder.maxConcurrentCalls;
		this.initializeSchema = Objects.requireNonNullElse(builder.initializeSchema, true);
	}

	/**
	 * Return the default settings.
	 * @return the settings
	 */
	public static PartitionSettings defaults() {
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
		return new Builder().lease(this.lease)
			.concurrency(this.concurrency)
			.gridSize(this.gridSize)
			.maxAttempts(this.maxAttempts)
			.pollInterval(this.pollInterval)
			.maxConcurrentCalls(this.maxConcurrentCalls)
			.initializeSchema(this.initializeSchema);
	}

	/**
	 * Return how long a worker may run a partition without renewing its claim. Workers
	 * renew claims every third of this time. If a worker dies, others continue its
	 * partitions after this time.
	 * @return the time, 10 seconds by default
	 */
	public Duration lease() {
		return this.lease;
	}

	/**
	 * Return the number of partitions that a worker runs at a time.
	 * @return the number of partitions, 1 by default
	 */
	public int concurrency() {
		return this.concurrency;
	}

	/**
	 * Return into how many partitions a step is divided.
	 * @return the number of partitions, 64 by default
	 */
	public int gridSize() {
		return this.gridSize;
	}

	/**
	 * Return how many consecutive attempts without a commit make a partition fail.
	 * @return the number of attempts, 5 by default
	 */
	public int maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * Return how often an idle worker polls for a partition, and a manager for progress.
	 * @return the interval, 1 second by default
	 */
	public Duration pollInterval() {
		return this.pollInterval;
	}

	/**
	 * Return the maximum number of concurrent calls of all workers together. Each worker
	 * has an equal share, but at least one call for each of its partitions.
	 * @return the number of calls, or {@code null} if only the readers limit them
	 */
	public @Nullable Integer maxConcurrentCalls() {
		return this.maxConcurrentCalls;
	}

	/**
	 * Return whether the tables are created unless they exist.
	 * @return whether the tables are created, {@code true} by default
	 */
	public boolean initializeSchema() {
		return this.initializeSchema;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof PartitionSettings settings && this.lease.equals(settings.lease)
				&& this.concurrency == settings.concurrency && this.gridSize == settings.gridSize
				&& this.maxAttempts == settings.maxAttempts && this.pollInterval.equals(settings.pollInterval)
				&& Objects.equals(this.maxConcurrentCalls, settings.maxConcurrentCalls)
				&& this.initializeSchema == settings.initializeSchema);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.lease, this.concurrency, this.gridSize, this.maxAttempts, this.pollInterval,
				this.maxConcurrentCalls, this.initializeSchema);
	}

	@Override
	public String toString() {
		return "PartitionSettings[lease=" + this.lease + ", concurrency=" + this.concurrency + ", gridSize="
				+ this.gridSize + ", maxAttempts=" + this.maxAttempts + ", pollInterval=" + this.pollInterval
				+ ", maxConcurrentCalls=" + this.maxConcurrentCalls + ", initializeSchema=" + this.initializeSchema
				+ "]";
	}

	/**
	 * Builder for {@link PartitionSettings}. What is not set, or set to {@code null}, has
	 * its default.
	 */
	public static final class Builder {

		private @Nullable Duration lease;

		private @Nullable Integer concurrency;

		private @Nullable Integer gridSize;

		private @Nullable Integer maxAttempts;

		private @Nullable Duration pollInterval;

		private @Nullable Integer maxConcurrentCalls;

		private @Nullable Boolean initializeSchema;

		private Builder() {
		}

		/**
		 * Set how long a worker may run a partition without renewing its claim.
		 * @param lease the time, from a second to a day, or {@code null} for 10 seconds
		 * @return this builder
		 * @throws IllegalArgumentException if the time is out of range
		 */
		public Builder lease(@Nullable Duration lease) {
			Assert.isTrue(lease == null || isBetween(lease, Duration.ofSeconds(1), Duration.ofDays(1)),
					() -> "The lease must be from a second to a day: " + lease);
			this.lease = lease;
			return this;
		}

		/**
		 * Set the number of partitions that a worker runs at a time.
		 * @param concurrency the number of partitions, 1 or more, or {@code null} for 1
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder concurrency(@Nullable Integer concurrency) {
			this.concurrency = atLeastOne("partitions at a time", concurrency);
			return this;
		}

		/**
		 * Set into how many partitions a step is divided.
		 * @param gridSize the number of partitions, 1 or more, or {@code null} for 64
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder gridSize(@Nullable Integer gridSize) {
			this.gridSize = atLeastOne("partitions", gridSize);
			return this;
		}

		/**
		 * Set how many consecutive attempts without a commit make a partition fail.
		 * @param maxAttempts the number of attempts, 1 or more, or {@code null} for 5
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder maxAttempts(@Nullable Integer maxAttempts) {
			this.maxAttempts = atLeastOne("attempts", maxAttempts);
			return this;
		}

		/**
		 * Set how often an idle worker polls for a partition, and a manager for progress.
		 * @param pollInterval the interval, from 10 milliseconds to an hour, or
		 * {@code null} for 1 second
		 * @return this builder
		 * @throws IllegalArgumentException if the interval is out of range
		 */
		public Builder pollInterval(@Nullable Duration pollInterval) {
			Assert.isTrue(pollInterval == null || isBetween(pollInterval, Duration.ofMillis(10), Duration.ofHours(1)),
					() -> "The poll interval must be from 10 ms to an hour: " + pollInterval);
			this.pollInterval = pollInterval;
			return this;
		}

		/**
		 * Set the maximum number of concurrent calls of all workers together.
		 * @param maxConcurrentCalls the number of calls, 1 or more, or {@code null} for
		 * no such limit
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder maxConcurrentCalls(@Nullable Integer maxConcurrentCalls) {
			this.maxConcurrentCalls = atLeastOne("calls", maxConcurrentCalls);
			return this;
		}

		/**
		 * Set whether the tables are created unless they exist.
		 * @param initializeSchema whether the tables are created, or {@code null} for
		 * {@code true}
		 * @return this builder
		 */
		public Builder initializeSchema(@Nullable Boolean initializeSchema) {
			this.initializeSchema = initializeSchema;
			return this;
		}

		/**
		 * Return the settings.
		 * @return settings with everything set so far
		 */
		public PartitionSettings build() {
			return new PartitionSettings(this);
		}

		private static boolean isBetween(Duration value, Duration least, Duration most) {
			return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
		}

		private static @Nullable Integer atLeastOne(String what, @Nullable Integer number) {
			Assert.isTrue(number == null || number >= 1,
					() -> "The number of " + what + " must be at least 1: " + number);
			return number;
		}

	}

}
