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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.batch.JobBudget;
import io.github.togetherspring.batch.JobSpending;
import io.github.togetherspring.batch.PartitionsProgress;
import io.github.togetherspring.completions.BudgetExceededException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.TransactionException;

/**
 * One execution of a divided step in the process of its manager. It waits until the
 * partitions have ended. Used by the thread of the step.
 */
final class PartitionedRun {

	private static final Log logger = LogFactory.getLog(PartitionedRun.class);

	private final JobRepository repository;

	private final PartitionSettings settings;

	private final Manager manager;

	private final OfferedPartitions offered;

	private final AbandonedPartitions abandoned;

	private final StepExecution step;

	private final String name;

	private final Map<Long, StepExecution> waitedFor = new HashMap<>();

	private final List<StepExecution> ended = new ArrayList<>();

	private final CompletionTotals completedEarlier;

	private final @Nullable JobSpending spending;

	private final long startNanos = System.nanoTime();

	private final Outage outage;

	private final WorkerWatch workers;

	private @Nullable CompletionTotals earlier;

	private @Nullable CompletionTotals charged;

	private boolean stopping;

	private boolean done;

	/**
	 * Create a run.
	 * @param partitions the partitions of all steps
	 * @param manager the manager
	 * @param offered the partitions of this step in the table
	 * @param step the step that is divided into partitions
	 * @param stepExecutions the step executions of the partitions, which are updated when
	 * they have ended
	 */
	PartitionedRun(RemotePartitions partitions, Manager manager, OfferedPartitions offered, StepExecution step,
			Collection<StepExecution> stepExecutions) {
		this.repository = partitions.repository();
		this.settings = partitions.settings();
		this.manager = manager;
		this.offered = offered;
		this.abandoned = new AbandonedPartitions(partitions, offered,
				"manager of job execution " + step.getJobExecutionId());
		this.step = step;
		this.name = "Step '" + step.getStepName() + "' of job '" + step.getJobExecution().getJobInstance().getJobName()
				+ "'";
		stepExecutions.forEach((partition) -> this.waitedFor.put(partition.getId(), partition));
		this.completedEarlier = CompletionTotals.of(step.getExecutionContext());
		JobBudget budget = partitions.budget();
		this.spending = (budget != null) ? budget.open(step) : null;
		this.outage = new Outage(this.name);
		this.workers = new WorkerWatch(this.name, offered.stepName());
	}

	/**
	 * Wait until all partitions have ended.
	 * @return their step executions
	 * @throws JobExecutionException if another manager has taken over the job
	 * @throws DataAccessException if the database can't be reached for too long
	 */
	Collection<StepExecution> await() throws JobExecutionException {
		PartitionCounts counts = new PartitionCounts(0, this.waitedFor.size(), 0, 0, 0, CompletionTotals.NONE);
		BatchStatus status = BatchStatus.FAILED;
		try {
			counts = look(counts);
			while (!this.done) {
				pause();
				counts = look(counts);
			}
			counts = new PartitionCounts(counts.workers(), 0, 0, this.ended.size(), 0, totals());
			charge(counts);
			status = status();
			return this.ended;
		}
		finally {
			report(counts, status);
			if (this.spending != null) {
				this.spending.close();
			}
		}
	}

	private PartitionCounts look(PartitionCounts last) throws JobExecutionException {
		try {
			if (!this.manager.renewLock().test(this.step.getJobExecution())) {
				readVersion();
				throw new JobExecutionException(this.name + " was taken over by another manager");
			}
			checkStop();
			PartitionCounts counts = this.offered.counts(this.settings.maxAttempts());
			charge(counts);
			checkEnds(counts);
			if (this.waitedFor.isEmpty()) {
				this.offered.delete();
				this.done = true;
			}
			else {
				this.workers.watch(counts);
			}
			report(counts, null);
			this.outage.end();
			return counts;
		}
		catch (DataAccessException | TransactionException ex) {
			this.outage.add(ex, this.stopping);
			return last;
		}
	}

	private void checkStop() {
		save();
		JobExecution execution = this.step.getJobExecution();
		if (this.manager.stopRequested().test(execution) || this.step.isTerminateOnly() || execution.isStopping()) {
			if (!this.stopping) {
				logger.info(this.name + " is stopping: its workers finish the calls under way");
			}
			requestStop();
		}
		if (this.stopping) {
			this.abandoned.stop();
		}
	}

	// Saving also reads whether another process has requested a stop. After an outage,
	// it is unknown whether the step was saved. Only the process with the claim saves it.
	private void save() {
		try {
			this.repository.update(this.step);
		}
		catch (OptimisticLockingFailureException ex) {
			readVersion();
		}
	}

	private void readVersion() {
		StepExecution stored = this.repository.getStepExecution(this.step.getId());
		Integer version = (stored != null) ? stored.getVersion() : null;
		if (version != null) {
			this.step.setVersion(version);
		}
	}

	private void requestStop() {
		this.offered.requestStop();
		this.stopping = true;
	}

	private void checkEnds(PartitionCounts counts) throws JobExecutionException {
		if (!this.waitedFor.isEmpty() && counts.all() != this.waitedFor.size() + this.ended.size()) {
			throw new JobExecutionException(this.name + " waits for partitions that are no longer offered: "
					+ counts.all() + " of " + (this.waitedFor.size() + this.ended.size()) + " are left");
		}
		if (counts.exhausted() > 0) {
			this.abandoned.failExhausted();
		}
		if (counts.ended() > this.ended.size()) {
			this.offered.ended().stream().filter(this.waitedFor::containsKey).forEach(this::end);
		}
	}

	private void end(long id) {
		StepExecution stored = Objects.requireNonNull(this.repository.getStepExecution(id));
		StepExecution partition = Objects.requireNonNull(this.waitedFor.remove(id));
		StoredStepExecution.copy(stored, partition);
		this.ended.add(partition);
		if (partition.getStatus() == BatchStatus.FAILED) {
			logger.error("Partition '" + partition.getStepName() + "' has failed: "
					+ partition.getExitStatus().getExitDescription());
			if (!this.abandoned.isExhausted(id)) {
				requestStop();
			}
		}
	}

	// The first totals are those of earlier executions, which have been charged already.
	private void charge(PartitionCounts counts) {
		if (this.spending == null) {
			return;
		}
		CompletionTotals totals = counts.totals();
		this.spending.add(totals.minus((this.charged != null) ? this.charged : totals));
		this.charged = totals;
		BudgetExceededException exceeded = this.spending.exceeded();
		if (exceeded == null || counts.ended() == counts.all()) {
			return;
		}
		if (!this.stopping) {
			logger.info(this.name + " is stopping: its workers finish the calls under way. " + exceeded.getMessage());
		}
		JobSpending.recordStop(this.step, exceeded);
		requestStop();
	}

	private void pause() throws JobInterruptedException {
		try {
			new CountDownLatch(1).await(this.settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.offered.requestStop();
			throw new JobInterruptedException("Interrupted while waiting for partitions");
		}
	}

	private BatchStatus status() {
		return this.ended.stream().map(StepExecution::getStatus).reduce(BatchStatus.COMPLETED, BatchStatus::max);
	}

	// More exact than the table, which lacks what was committed after the last report.
	private CompletionTotals totals() {
		return this.ended.stream()
			.map((partition) -> CompletionTotals.of(partition.getExecutionContext()))
			.reduce(CompletionTotals.NONE, CompletionTotals::plus);
	}

	private void report(PartitionCounts counts, @Nullable BatchStatus status) {
		CompletionTotals totals = this.completedEarlier.plus(counts.totals());
		if (this.earlier == null) {
			this.earlier = totals;
		}
		PartitionsProgress progress = new ReportedProgress(counts.workers(), counts.waiting(), counts.running(),
				counts.ended(), totals, this.earlier, PartitionSplitter.items(this.step),
				Duration.ofNanos(System.nanoTime() - this.startNanos), status);
		this.manager.listeners().forEach((listener) -> listener.onProgress(this.step, progress));
	}

}
