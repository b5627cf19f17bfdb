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

import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.OptimisticLockingFailureException;

/**
 * Lets the manager end partitions that no worker will end: those that should stop and are
 * not running, and those that have failed too often.
 */
final class AbandonedPartitions {

	private static final Log logger = LogFactory.getLog(AbandonedPartitions.class);

	private final JobRepository repository;

	private final PartitionSettings settings;

	private final PartitionTable table;

	private final OfferedPartitions offered;

	private final String manager;

	private final Set<Long> exhausted = new HashSet<>();

	/**
	 * Create an instance.
	 * @param partitions the partitions of all steps
	 * @param offered the partitions of this step
	 * @param manager the name of the manager
	 */
	AbandonedPartitions(RemotePartitions partitions, OfferedPartitions offered, String manager) {
		this.repository = partitions.repository();
		this.settings = partitions.settings();
		this.table = partitions.table();
		this.offered = offered;
		this.manager = manager;
	}

	/**
	 * Stop the partitions that should stop and are not running.
	 */
	void stop() {
		this.offered.claimStopped(this.manager, this.settings.lease())
			.forEach((claim) -> end(claim, BatchStatus.STOPPED, ExitStatus.STOPPED, null));
	}

	/**
	 * Fail the partitions that have failed too often.
	 */
	void failExhausted() {
		for (PartitionClaim claim : this.offered.claimExhausted(this.manager, this.settings.lease(),
				this.settings.maxAttempts())) {
			String problem = claim.attempts() + " attempts in a row have failed. The last problem: "
					+ this.offered.problem(claim.stepExecutionId()).orElse("its worker has died");
			this.exhausted.add(claim.stepExecutionId());
			end(claim, BatchStatus.FAILED, ExitStatus.FAILED.addExitDescription(problem), problem);
		}
	}

	/**
	 * Return whether a partition has failed too often.
	 * @param stepExecutionId the step execution of the partition
	 * @return whether it has
	 */
	boolean isExhausted(long stepExecutionId) {
		return this.exhausted.contains(stepExecutionId);
	}

	private void end(PartitionClaim claim, BatchStatus status, ExitStatus exitStatus, @Nullable String problem) {
		StepExecution partition = Objects.requireNonNull(this.repository.getStepExecution(claim.stepExecutionId()));
		if (partition.getStatus() != BatchStatus.COMPLETED) {
			partition.setStatus(status);
			partition.setExitStatus(exitStatus);
			partition.setEndTime(LocalDateTime.now());
			try {
				this.repository.update(partition);
			}
			catch (OptimisticLockingFailureException ex) {
				logger.debug("A worker has just saved '" + partition.getStepName() + "'", ex);
				return;
			}
		}
		this.table.end(claim, problem);
	}

}
