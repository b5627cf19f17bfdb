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
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import javax.sql.DataSource;

import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.JobBudget;
import io.github.togetherspring.batch.PartitionedSteps;
import io.github.togetherspring.batch.PartitionsProgressListener;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;

/**
 * Partitions of steps on many machines. A table in the job repository's database assigns
 * them to workers.
 * <p>
 * Until a partition has ended in the table, the status of its step execution in the
 * repository is not significant.
 */
public final class RemotePartitions {

	private final PartitionTable table;

	private final JobRepository repository;

	private final PartitionSettings settings;

	private final WorkSignal signal;

	private final @Nullable MeterRegistry meterRegistry;

	private final PartitionObservations observations;

	private final CallShare callShare;

	private final @Nullable JobBudget budget;

	private boolean initialized;

	private RemotePartitions(Builder builder) {
		this.table = new PartitionTable(builder.dataSource);
		this.repository = builder.repository;
		this.settings = builder.settings;
		this.signal = builder.signal;
		this.meterRegistry = builder.meterRegistry;
		this.observations = new PartitionObservations(builder.observationRegistry);
		this.budget = builder.budget;
		this.callShare = new CallShare(this.settings.maxConcurrentCalls());
	}

	/**
	 * Return a builder.
	 * @param dataSource the database of the job repository, PostgreSQL
	 * @param repository the job repository
	 * @return a builder with defaults
	 */
	public static Builder builder(DataSource dataSource, JobRepository repository) {
		return new Builder(dataSource, repository);
	}

	/**
	 * Return the worker of this process. A process should have only one.
	 * @param steps the steps whose partitions the worker can run, with different names
	 * @param runningJobs stops steps gracefully
	 * @param stopGracePeriod how long calls may take to end when the worker stops; should
	 * be the same as for the readers
	 * @param daemon whether the process may end while the worker runs
	 * @return the worker, which has not been started
	 * @throws IllegalArgumentException if two steps have the same name
	 */
	public PartitionWorkers workers(Collection<? extends Step> steps, RunningJobs runningJobs, Duration stopGracePeriod,
			boolean daemon) {
		return new PartitionWorkers(this, steps, runningJobs, stopGracePeriod, daemon);
	}

	/**
	 * Return a factory for steps whose partitions are offered to workers.
	 * @param stopRequested whether a job execution of this process should stop
	 * @param renewLock ensures that this process still holds the lock of an execution's
	 * instance, and returns {@code false} if another process holds it
	 * @param listeners receive the progress of the steps
	 * @return the steps
	 * @see RunningJobs#isStopRequested
	 * @see io.github.togetherspring.batch.lifecycle.LockedJobs#renewLock
	 */
	public PartitionedSteps steps(Predicate<JobExecution> stopRequested, Predicate<JobExecution> renewLock,
			Collection<? extends PartitionsProgressListener> listeners) {
		return new RemotePartitionedSteps(this, new Manager(stopRequested, renewLock, List.copyOf(listeners)));
	}

	/**
	 * Return the step executions that are offered to workers and have not ended. Workers
	 * may run them even if the process of their job has died.
	 * @return the ids of the step executions
	 */
	public Set<Long> unfinishedStepExecutions() {
		initialize();
		return this.table.unfinished().keySet();
	}

	/**
	 * Return how many concurrent calls a step may make. For a partition of this worker,
	 * this is its share of {@link PartitionSettings#maxConcurrentCalls()}, or 0 once
	 * another worker may run it.
	 * @param stepExecution the execution of the step
	 * @return the limit, for {@link CompletionItemReader.Builder#callLimit}
	 */
	public int callLimit(StepExecution stepExecution) {
		return this.callShare.limit(stepExecution);
	}

	/**
	 * Return whether a step is a partition that the worker of this process runs. Its
	 * manager counts what it uses.
	 * @param stepExecution the execution of the step
	 * @return whether this process has claimed it
	 */
	public boolean isClaimed(StepExecution stepExecution) {
		return stepExecution instanceof ClaimedStepExecution;
	}

	/**
	 * Create the tables unless they exist, if enabled in the settings.
	 */
	synchronized void initialize() {
		if (this.settings.initializeSchema() && !this.initialized) {
			this.table.createTables();
			this.initialized = true;
		}
	}

	PartitionTable table() {
		return this.table;
	}

	JobRepository repository() {
		return this.repository;
	}

	PartitionSettings settings() {
		return this.settings;
	}

	WorkSignal signal() {
		return this.signal;
	}

	@Nullable MeterRegistry meterRegistry() {
		return this.meterRegistry;
	}

	PartitionObservations observations() {
		return this.observations;
	}

	@Nullable JobBudget budget() {
		return this.budget;
	}

	CallShare callShare() {
		return this.callShare;
	}

	/**
	 * Builder for {@link RemotePartitions}.
	 */
	public static final class Builder {

		private final DataSource dataSource;

		private final JobRepository repository;

		private PartitionSettings settings = PartitionSettings.defaults();

		private WorkSignal signal = WorkSignal.none();

		private @Nullable MeterRegistry meterRegistry;

		private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

		private @Nullable JobBudget budget;

		private Builder(DataSource dataSource, JobRepository repository) {
			this.dataSource = dataSource;
			this.repository = repository;
		}

		/**
		 * Set the settings.
		 * @param settings the settings, {@link PartitionSettings#defaults()} by default
		 * @return this builder
		 */
		public Builder settings(PartitionSettings settings) {
			this.settings = settings;
			return this;
		}

		/**
		 * Set how workers are notified of partitions to claim.
		 * @param signal the signal, {@link WorkSignal#none()} by default
		 * @return this builder
		 */
		public Builder signal(WorkSignal signal) {
			this.signal = signal;
			return this;
		}

		/**
		 * Set where the meters of the worker are registered.
		 * @param meterRegistry the registry, or {@code null} for no meters
		 * @return this builder
		 */
		public Builder meterRegistry(@Nullable MeterRegistry meterRegistry) {
			this.meterRegistry = meterRegistry;
			return this;
		}

		/**
		 * Set where partitions are observed. With tracing, the calls of workers then
		 * belong to the trace of the job.
		 * @param observationRegistry the registry, {@link ObservationRegistry#NOOP} by
		 * default
		 * @return this builder
		 */
		public Builder observationRegistry(ObservationRegistry observationRegistry) {
			this.observationRegistry = observationRegistry;
			return this;
		}

		/**
		 * Set the budget of the jobs that managers run. A manager stops a job when its
		 * workers have reported enough use to spend the budget.
		 * @param budget the budget, or {@code null} for none, the default
		 * @return this builder
		 */
		public Builder budget(@Nullable JobBudget budget) {
			this.budget = budget;
			return this;
		}

		/**
		 * Return the partitions.
		 * @return partitions with everything set so far
		 */
		public RemotePartitions build() {
			return new RemotePartitions(this);
		}

	}

}
