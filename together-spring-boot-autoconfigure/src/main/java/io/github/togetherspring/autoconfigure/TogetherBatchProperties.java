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

package io.github.togetherspring.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;

import io.github.togetherspring.batch.FailurePolicy;
import io.github.togetherspring.completions.BulkOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of completions in Spring Batch jobs. The properties are public
 * API, this class is not: it is public because Spring Boot and the packages of this
 * module read it.
 */
@ConfigurationProperties("together.batch")
public final class TogetherBatchProperties {

	/**
	 * Maximum number of concurrent calls of a reader.
	 */
	private int concurrency = BulkOptions.DEFAULT_CONCURRENCY;

	/**
	 * Maximum number of items that a reader has read but that have not been written,
	 * including those that wait for an earlier item. Defaults to 32 times the concurrency
	 * and at least 256 if results are ordered, otherwise to twice the concurrency.
	 */
	private @Nullable Integer window;

	/**
	 * Maximum size of the prompts and responses in the window.
	 */
	private DataSize windowBytes = DataSize.ofMegabytes(16);

	/**
	 * Whether a reader returns items in the order of its input. Otherwise, it returns
	 * each item as soon as its call ends.
	 */
	private boolean ordered = true;

	/**
	 * Maximum time for calls under way after a stop of the step was requested.
	 */
	private Duration stopGracePeriod = Duration.ofSeconds(20);

	/**
	 * Minimum time between two log messages about the progress of a step. With zero, only
	 * a summary is logged when the step ends.
	 */
	private Duration progressInterval = Duration.ofSeconds(10);

	/**
	 * Whether transactions take a connection from the pool only for their first
	 * statement, so that steps hold no connection while they wait for responses.
	 */
	private boolean lazyConnections = true;

	/**
	 * What the process does with steps that were created by PartitionedSteps. Except for
	 * 'local', the job repository must be in PostgreSQL.
	 */
	private Role role = Role.LOCAL;

	private final Failures failures = new Failures();

	private final Lock lock = new Lock();

	private final Partitions partitions = new Partitions();

	private final Budget budget = new Budget();

	TogetherBatchProperties() {
	}

	public int getConcurrency() {
		return this.concurrency;
	}

	public void setConcurrency(int concurrency) {
		this.concurrency = concurrency;
	}

	public @Nullable Integer getWindow() {
		return this.window;
	}

	public void setWindow(@Nullable Integer window) {
		this.window = window;
	}

	public DataSize getWindowBytes() {
		return this.windowBytes;
	}

	public void setWindowBytes(DataSize windowBytes) {
		this.windowBytes = windowBytes;
	}

	public boolean isOrdered() {
		return this.ordered;
	}

	public void setOrdered(boolean ordered) {
		this.ordered = ordered;
	}

	public Duration getStopGracePeriod() {
		return this.stopGracePeriod;
	}

	public void setStopGracePeriod(Duration stopGracePeriod) {
		this.stopGracePeriod = stopGracePeriod;
	}

	public Duration getProgressInterval() {
		return this.progressInterval;
	}

	public void setProgressInterval(Duration progressInterval) {
		this.progressInterval = progressInterval;
	}

	public boolean isLazyConnections() {
		return this.lazyConnections;
	}

	public void setLazyConnections(boolean lazyConnections) {
		this.lazyConnections = lazyConnections;
	}

	public Role getRole() {
		return this.role;
	}

	public void setRole(Role role) {
		this.role = role;
	}

	public Failures getFailures() {
		return this.failures;
	}

	public Budget getBudget() {
		return this.budget;
	}

	public Lock getLock() {
		return this.lock;
	}

	public Partitions getPartitions() {
		return this.partitions;
	}

	/**
	 * Role of a process.
	 */
	public enum Role {

		/** Runs jobs and their partitions. */
		LOCAL,

		/** Runs jobs, and leaves their partitions to workers. */
		MANAGER,

		/** Runs partitions, but no jobs. */
		WORKER,

		/** Runs jobs, and partitions of these and of other jobs. */
		BOTH

	}

	/**
	 * Locks of jobs.
	 */
	public static final class Lock {

		/**
		 * Whether jobs are locked while they run, and recovered when they are started
		 * again after their process has died. Requires an embedded database or
		 * PostgreSQL.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * Partitions of steps. The role 'local' uses only 'grid-size' and 'concurrency'.
	 */
	public static final class Partitions {

		/**
		 * Time after which another worker continues the partition of a worker that has
		 * died. Workers renew their leases every third of this time.
		 */
		private Duration lease = Duration.ofSeconds(10);

		/**
		 * Maximum number of partitions that a process runs at a time, each with the
		 * concurrency of its reader.
		 */
		private int concurrency = 1;

		/**
		 * Number of partitions of a step.
		 */
		private int gridSize = 64;

		/**
		 * Number of consecutive attempts without a committed item after which a partition
		 * fails.
		 */
		private int maxAttempts = 5;

		/**
		 * Time between two checks of its partitions by a manager, and of an idle worker
		 * for work.
		 */
		private Duration pollInterval = Duration.ofSeconds(1);

		/**
		 * Maximum number of concurrent calls of all workers together. Each worker has an
		 * equal share, at least one call for each of its partitions. Unlimited by
		 * default.
		 */
		private @Nullable Integer maxConcurrentCalls;

		/**
		 * Whether to create the tables of partitions and workers unless they exist.
		 */
		private boolean initializeSchema = true;

		public Duration getLease() {
			return this.lease;
		}

		public void setLease(Duration lease) {
			this.lease = lease;
		}

		public int getConcurrency() {
			return this.concurrency;
		}

		public void setConcurrency(int concurrency) {
			this.concurrency = concurrency;
		}

		public int getGridSize() {
			return this.gridSize;
		}

		public void setGridSize(int gridSize) {
			this.gridSize = gridSize;
		}

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public Duration getPollInterval() {
			return this.pollInterval;
		}

		public void setPollInterval(Duration pollInterval) {
			this.pollInterval = pollInterval;
		}

		public @Nullable Integer getMaxConcurrentCalls() {
			return this.maxConcurrentCalls;
		}

		public void setMaxConcurrentCalls(@Nullable Integer maxConcurrentCalls) {
			this.maxConcurrentCalls = maxConcurrentCalls;
		}

		public boolean isInitializeSchema() {
			return this.initializeSchema;
		}

		public void setInitializeSchema(boolean initializeSchema) {
			this.initializeSchema = initializeSchema;
		}

	}

	/**
	 * Budget of each job instance, with all its executions.
	 */
	public static final class Budget {

		/**
		 * Maximum number of prompt and generated tokens together. Unlimited by default.
		 */
		private @Nullable Long maxTokens;

		/**
		 * Maximum cost, in the currency of the prices. Each model that is used needs a
		 * price. Unlimited by default.
		 */
		private @Nullable BigDecimal maxCost;

		public @Nullable Long getMaxTokens() {
			return this.maxTokens;
		}

		public void setMaxTokens(@Nullable Long maxTokens) {
			this.maxTokens = maxTokens;
		}

		public @Nullable BigDecimal getMaxCost() {
			return this.maxCost;
		}

		public void setMaxCost(@Nullable BigDecimal maxCost) {
			this.maxCost = maxCost;
		}

	}

	/**
	 * When failures end a step.
	 */
	public static final class Failures {

		/**
		 * Number of items that may fail in an execution of a step. One more failure ends
		 * the step. Unlimited by default.
		 */
		private @Nullable Long limit;

		/**
		 * Number of consecutive failed calls that end a step, not counting requests that
		 * the service rejects.
		 */
		private int consecutiveLimit = FailurePolicy.DEFAULT_CONSECUTIVE_LIMIT;

		public @Nullable Long getLimit() {
			return this.limit;
		}

		public void setLimit(@Nullable Long limit) {
			this.limit = limit;
		}

		public int getConsecutiveLimit() {
			return this.consecutiveLimit;
		}

		public void setConsecutiveLimit(int consecutiveLimit) {
			this.consecutiveLimit = consecutiveLimit;
		}

	}

}
