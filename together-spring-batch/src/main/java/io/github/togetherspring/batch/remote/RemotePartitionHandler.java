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

import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.github.togetherspring.batch.JobBudget;
import io.github.togetherspring.batch.JobSpending;
import io.github.togetherspring.completions.BudgetExceededException;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.partition.StepExecutionSplitter;
import org.springframework.batch.core.step.StepExecution;

/**
 * Offers the partitions of a step to workers, and waits until all of them have ended.
 */
final class RemotePartitionHandler implements PartitionHandler {

	private final RemotePartitions partitions;

	private final Manager manager;

	RemotePartitionHandler(RemotePartitions partitions, Manager manager) {
		this.partitions = partitions;
		this.manager = manager;
	}

	@Override
	public Collection<StepExecution> handle(StepExecutionSplitter splitter, StepExecution step) throws Exception {
		this.partitions.initialize();
		checkBudget(step);
		Set<StepExecution> divided = splitter.split(step, this.partitions.settings().gridSize());
		if (divided.isEmpty()) {
			return List.of();
		}
		OfferedPartitions offered = this.partitions.table().offered(step.getJobExecutionId(), splitter.getStepName());
		this.partitions.observations().offer(splitter.getStepName(), (trace) -> offered.offer(divided, trace));
		this.partitions.signal().announce();
		return new PartitionedRun(this.partitions, this.manager, offered, step, divided).await();
	}

	// Before workers can claim anything. Partitions already offered are stopped later.
	private void checkBudget(StepExecution step) throws JobInterruptedException {
		JobBudget budget = this.partitions.budget();
		if (budget == null) {
			return;
		}
		try (JobSpending spending = budget.open(step)) {
			BudgetExceededException exceeded = spending.exceeded();
			if (exceeded != null && !isOffered(step.getJobExecution().getJobInstance())) {
				JobSpending.recordStop(step, exceeded);
				throw new JobInterruptedException("The budget is spent");
			}
		}
	}

	private boolean isOffered(JobInstance instance) {
		List<Long> executions = this.partitions.repository()
			.getJobExecutions(instance)
			.stream()
			.map(JobExecution::getId)
			.toList();
		return this.partitions.table().unfinished().values().stream().anyMatch(executions::contains);
	}

}
