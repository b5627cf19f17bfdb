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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.batch.PartitionedSteps;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.partition.StepExecutionSplitter;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Creates the step executions of partitions. After a restart, it returns those that are
 * not completed. A step execution that is offered to workers is returned unchanged,
 * because a worker may run it.
 * <p>
 * The input is divided once. The context of the step records when all partitions have
 * been created, and none is offered before. Therefore, if the process is killed in
 * between, no partition has run, and a partitioner that returns other partitions later
 * does no harm.
 */
final class PartitionSplitter implements StepExecutionSplitter {

	// The key of SimpleStepExecutionSplitter, whose partitions can be continued.
	private static final String GRID_SIZE = "SimpleStepExecutionSplitter.GRID_SIZE";

	private static final String CREATED = "together.partitions";

	private static final String ITEMS = "together.partitions.items";

	private static final String SEPARATOR = ":";

	private final JobRepository repository;

	private final Step worker;

	private final Partitioner partitioner;

	private final Supplier<Set<Long>> unfinished;

	private final @Nullable PartitionTable table;

	/**
	 * Create a splitter of a step whose partitions are offered to workers.
	 * @param repository the repository of the step executions
	 * @param worker the step that is executed for each partition
	 * @param partitioner divides the input
	 * @param table the step executions that are offered to workers
	 */
	PartitionSplitter(JobRepository repository, Step worker, Partitioner partitioner, PartitionTable table) {
		this(repository, worker, partitioner, () -> table.unfinished().keySet(), table);
	}

	/**
	 * Create a splitter of a step whose partitions this process runs.
	 * @param repository the repository of the step executions
	 * @param worker the step that is executed for each partition
	 * @param partitioner divides the input
	 * @param unfinished returns the step executions that a manager has offered to
	 * workers, which this process must not run
	 */
	PartitionSplitter(JobRepository repository, Step worker, Partitioner partitioner, Supplier<Set<Long>> unfinished) {
		this(repository, worker, partitioner, unfinished, null);
	}

	private PartitionSplitter(JobRepository repository, Step worker, Partitioner partitioner,
			Supplier<Set<Long>> unfinished, @Nullable PartitionTable table) {
		this.repository = repository;
		this.worker = worker;
		this.partitioner = partitioner;
		this.unfinished = unfinished;
		this.table = table;
	}

	@Override
	public String getStepName() {
		return this.worker.getName();
	}

	@Override
	public Set<StepExecution> split(StepExecution step, int gridSize) throws JobExecutionException {
		ExecutionContext context = step.getExecutionContext();
		int size = (int) context.getLong(GRID_SIZE, gridSize);
		context.putLong(GRID_SIZE, size);
		CompletionTotals.clear(context);
		this.repository.updateExecutionContext(step);
		// In this order: a partition that ends in between is still among the offered
		// ones.
		Set<Long> offered = this.unfinished.get();
		Map<String, StepExecution> earlier = earlier(step.getJobExecution());
		if (this.table == null) {
			checkNoneIsOffered(earlier.values(), offered);
		}
		boolean created = context.containsKey(CREATED);
		Map<String, ExecutionContext> contexts = created ? contextsOf(earlier, context.getLong(CREATED))
				: this.partitioner.partition(size);
		Set<StepExecution> partitions = new LinkedHashSet<>();
		for (Map.Entry<String, ExecutionContext> partition : contexts.entrySet()) {
			String name = getStepName() + SEPARATOR + partition.getKey();
			StepExecution last = earlier.get(partition.getKey());
			if (last != null && offered.contains(last.getId())) {
				partitions.add(last);
			}
			else if (last == null || last.getStartTime() == null) {
				partitions.add(create(name, step, partition.getValue()));
			}
			else if (last.getStatus() == BatchStatus.COMPLETED) {
				if (isToBeRepeated(last, step, created)) {
					partitions.add(create(name, step, partition.getValue()));
				}
				else {
					CompletionTotals.add(last.getExecutionContext(), context);
				}
			}
			else {
				partitions.add(create(name, step, restartable(last).getExecutionContext()));
			}
		}
		context.putLong(CREATED, contexts.size());
		Long items = items(contexts.values());
		if (items != null) {
			context.putLong(ITEMS, items);
		}
		this.repository.updateExecutionContext(step);
		if (this.table != null) {
			this.table.delete(earlier.values().stream().filter((last) -> !partitions.contains(last)).toList());
		}
		return partitions;
	}

	private void checkNoneIsOffered(Collection<StepExecution> partitions, Set<Long> offered)
			throws JobExecutionException {
		if (partitions.stream().map(StepExecution::getId).anyMatch(offered::contains)) {
			throw new JobExecutionException("Workers may still run partitions of the step '" + getStepName()
					+ "'. Continue the job as a manager.");
		}
	}

	private static @Nullable Long items(Collection<ExecutionContext> contexts) {
		long items = 0;
		for (ExecutionContext context : contexts) {
			if (!(context.get(PartitionedSteps.COUNT) instanceof Number count)) {
				return null;
			}
			items += count.longValue();
		}
		return items;
	}

	/**
	 * Return the number of items of all partitions of a step.
	 * @param step the step, which has been split
	 * @return the number of items, or {@code null} if the partitioner has not set it
	 */
	static @Nullable Long items(StepExecution step) {
		ExecutionContext context = step.getExecutionContext();
		return context.containsKey(ITEMS) ? context.getLong(ITEMS) : null;
	}

	// The last execution of each partition, in whichever execution of the job.
	private Map<String, StepExecution> earlier(JobExecution jobExecution) {
		String prefix = getStepName() + SEPARATOR;
		Map<String, StepExecution> last = new TreeMap<>();
		for (JobExecution execution : this.repository.getJobExecutions(jobExecution.getJobInstance())) {
			for (StepExecution partition : execution.getStepExecutions()) {
				if (partition.getStepName().startsWith(prefix)) {
					last.merge(partition.getStepName().substring(prefix.length()), partition,
							(one, other) -> (one.getId() > other.getId()) ? one : other);
				}
			}
		}
		return last;
	}

	private Map<String, ExecutionContext> contextsOf(Map<String, StepExecution> earlier, long created)
			throws JobExecutionException {
		if (earlier.size() != created) {
			throw new JobExecutionException("The step '" + getStepName() + "' was divided into " + created
					+ " partitions, but the job repository has " + earlier.size());
		}
		Map<String, ExecutionContext> contexts = new LinkedHashMap<>();
		earlier.forEach((name, partition) -> contexts.put(name, partition.getExecutionContext()));
		return contexts;
	}

	// Within one execution of the job, the step is executed twice on purpose.
	private boolean isToBeRepeated(StepExecution last, StepExecution step, boolean created) {
		return last.getJobExecutionId() == step.getJobExecutionId()
				|| (!created && this.worker.isAllowStartIfComplete());
	}

	private static StepExecution restartable(StepExecution last) throws JobExecutionException {
		BatchStatus status = last.getStatus();
		if (status != BatchStatus.FAILED && status != BatchStatus.STOPPED) {
			throw new JobExecutionException("The partition '" + last.getStepName()
					+ "' can't be restarted: its status is " + status + ", and it may still run");
		}
		return last;
	}

	private StepExecution create(String name, StepExecution step, ExecutionContext context) {
		StepExecution partition = this.repository.createStepExecution(name, step.getJobExecution());
		partition.setExecutionContext(new ExecutionContext(context));
		this.repository.updateExecutionContext(partition);
		return partition;
	}

}
