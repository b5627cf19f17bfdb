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

import java.util.Set;
import java.util.function.Supplier;

import io.github.togetherspring.batch.PartitionedSteps;

import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * {@link PartitionedSteps} whose partitions run on threads of this process.
 */
public final class LocalPartitionedSteps implements PartitionedSteps {

	private final JobRepository repository;

	private final PartitionSettings settings;

	private final Supplier<Set<Long>> stepsElsewhere;

	/**
	 * Create an instance.
	 * @param repository the repository of the steps
	 * @param settings the number of partitions of a step, and how many of them run at a
	 * time
	 * @param stepsElsewhere returns the ids of step executions that workers on other
	 * machines may run, such as {@link UnfinishedPartitions}. A step with one of them
	 * fails.
	 */
	public LocalPartitionedSteps(JobRepository repository, PartitionSettings settings,
			Supplier<Set<Long>> stepsElsewhere) {
		this.repository = repository;
		this.settings = settings;
		this.stepsElsewhere = stepsElsewhere;
	}

	@Override
	public Step step(String name, Step worker, Partitioner partitioner) {
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor(worker.getName() + "-");
		threads.setConcurrencyLimit(this.settings.concurrency());
		TaskExecutorPartitionHandler handler = new TaskExecutorPartitionHandler();
		handler.setStep(worker);
		handler.setTaskExecutor(threads);
		handler.setGridSize(this.settings.gridSize());
		return new StepBuilder(name, this.repository).partitioner(worker)
			.partitionHandler(handler)
			.splitter(new PartitionSplitter(this.repository, worker, partitioner, this.stepsElsewhere))
			.aggregator(new TotalsAggregator())
			.build();
	}

}
