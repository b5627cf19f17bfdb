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
import java.util.Optional;

import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.OptimisticLockingFailureException;

/**
 * Runs a claimed partition. One thread executes the step; others renew the claim, check
 * it, and stop the step.
 */
final class PartitionRun {

	private static final Log logger = LogFactory.getLog(PartitionRun.class);

	private static final Duration SHORT_DELAY = Duration.ofSeconds(1);

	private static final Duration MAX_DELAY = Duration.ofSeconds(30);

	private final PartitionClaim claim;

	private final PartitionTable table;

	private final JobRepository repository;

	private final RunningJobs runningJobs;

	private final Duration lease;

	private volatile @Nullable ClaimedStepExecution execution;

	private volatile long renewedAt;

	private volatile boolean lost;

	private volatile boolean stopRequested;

	private volatile boolean leaving;

	/**
	 * Create a run.
	 * @param claim the claim
	 * @param claimedAt the {@link System#nanoTime() time} before the claim was made
	 * @param lease how long the claim is valid unless it is renewed
	 * @param table the table of partitions
	 * @param repository the job repository
	 * @param runningJobs stops steps gracefully
	 */
	PartitionRun(PartitionClaim claim, long claimedAt, Duration lease, PartitionTable table, JobRepository repository,
			RunningJobs runningJobs) {
		this.claim = claim;
		this.renewedAt = claimedAt;
		this.lease = lease;
		this.table = table;
		this.repository = repository;
		this.runningJobs = runningJobs;
	}

	PartitionClaim claim() {
		return this.claim;
	}

	/**
	 * Execute the step, and end or release the partition.
	 * @param step the step
	 * @return how it ended
	 * @throws org.springframework.dao.DataAccessException if the database failed, so that
	 * the partition remains claimed until the lease expires
	 */
	PartitionOutcome execute(Step step) {
		StepExecution stored;
		try {
			stored = Objects.requireNonNull(this.repository.getStepExecution(this.claim.stepExecutionId()),
					"The step execution does not exist");
		}
		catch (RuntimeException ex) {
			return release(ex);
		}
		if (stored.getStatus() == BatchStatus.COMPLETED) {
			renew(CompletionTotals.of(stored.getExecutionContext()), true);
			return end(PartitionOutcome.COMPLETED, null);
		}
		ClaimedStepExecution execution = new ClaimedStepExecution(stored, this.claim,
				() -> this.table.isHeld(this.claim));
		this.execution = execution;
		return execute(step, execution);
	}

	private PartitionOutcome execute(Step step, ClaimedStepExecution execution) {
		this.runningJobs.beginPartition(execution.getJobExecution());
		try {
			applyRequests(execution);
			step.execute(execution);
		}
		catch (OptimisticLockingFailureException ex) {
			// An earlier worker has committed in the meantime. After the next claim, it
			// can't.
			return release(SHORT_DELAY, null, PartitionOutcome.CONFLICT);
		}
		catch (JobInterruptedException | RuntimeException ex) {
			return release(ex);
		}
		finally {
			this.runningJobs.endPartition(execution.getJobExecution());
		}
		return conclude(execution);
	}

	private PartitionOutcome conclude(ClaimedStepExecution execution) {
		renew();
		if (this.lost) {
			return lost();
		}
		switch (execution.getStatus()) {
			case COMPLETED -> {
				return end(PartitionOutcome.COMPLETED, null);
			}
			case STOPPED -> {
				return (this.stopRequested || Failures.isBudgetSpent(execution.getFailureExceptions()))
						? end(PartitionOutcome.STOPPED, null)
						: release(this.leaving ? Duration.ZERO : SHORT_DELAY, null, PartitionOutcome.INTERRUPTED);
			}
			default -> {
				String problem = Failures.describe(execution.getFailureExceptions());
				return (execution.getStatus() == BatchStatus.FAILED
						&& Failures.areFinal(execution.getFailureExceptions())) ? end(PartitionOutcome.FAILED, problem)
								: release(delay(), problem, PartitionOutcome.RETRIED);
			}
		}
	}

	private PartitionOutcome end(PartitionOutcome outcome, @Nullable String problem) {
		return this.table.end(this.claim, problem) ? outcome : lost();
	}

	private PartitionOutcome release(Exception failure) {
		return release(delay(), Failures.describe(failure), PartitionOutcome.RETRIED);
	}

	private PartitionOutcome release(Duration delay, @Nullable String problem, PartitionOutcome outcome) {
		if (problem != null) {
			logger.warn("Partition " + this + " has failed and will be tried again in " + delay.toSeconds()
					+ " s, by this or another worker. Attempt " + this.claim.attempts() + " without progress: "
					+ problem);
		}
		return this.table.release(this.claim, delay, problem) ? outcome : lost();
	}

	private PartitionOutcome lost() {
		logger.warn("Partition " + this + " is lost: another worker may continue it");
		return PartitionOutcome.LOST;
	}

	private Duration delay() {
		long seconds = 1L << Math.min(Math.max(this.claim.attempts() - 1, 0), 10);
		return Duration.ofSeconds(Math.min(seconds, MAX_DELAY.toSeconds()));
	}

	/**
	 * Renew the claim of a step that has begun, and apply what the manager requests.
	 * @throws org.springframework.dao.DataAccessException if the database failed
	 */
	void renew() {
		ClaimedStepExecution execution = this.execution;
		if (execution != null) {
			renew(CompletionTotals.of(execution.getExecutionContext()), execution.hasCommitted());
		}
	}

	private void renew(CompletionTotals totals, boolean committed) {
		if (this.lost) {
			return;
		}
		long now = System.nanoTime();
		Optional<Boolean> stop = this.table.renew(this.claim, this.lease, totals, committed);
		if (stop.isEmpty()) {
			lose();
			return;
		}
		this.renewedAt = now;
		if (stop.get()) {
			this.stopRequested = true;
			applyRequests(this.execution);
		}
	}

	/**
	 * Treat the claim as lost if its lease has expired according to the clock of this
	 * process.
	 */
	void checkLease() {
		if (System.nanoTime() - this.renewedAt > this.lease.toNanos()) {
			lose();
		}
	}

	/**
	 * End the step without a commit, and cancel its calls.
	 */
	void lose() {
		this.lost = true;
		applyRequests(this.execution);
	}

	/**
	 * Request that the step stops gracefully, because the worker is stopping.
	 */
	void leave() {
		this.leaving = true;
		applyRequests(this.execution);
	}

	// Called with each request and when the step begins, so that none is missed.
	private void applyRequests(@Nullable ClaimedStepExecution execution) {
		if (execution == null) {
			return;
		}
		if (this.lost) {
			execution.lose();
		}
		else if ((this.leaving || this.stopRequested) && !this.runningJobs.requestStop(execution.getJobExecution())) {
			execution.setTerminateOnly();
		}
	}

	@Override
	public String toString() {
		StepExecution execution = this.execution;
		return "'" + ((execution != null) ? execution.getStepName() : this.claim.stepName()) + "' (step execution "
				+ this.claim.stepExecutionId() + ")";
	}

}
