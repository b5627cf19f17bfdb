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

package io.github.togetherspring.batch;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.function.Predicate;

import io.github.togetherspring.completions.BudgetSettings;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/**
 * Limits the tokens and the cost of each job. The limits apply to a job instance, with
 * all its executions and steps.
 * <p>
 * When the first step of an execution begins, the amount spent is read from the contexts
 * of the steps in the job repository ({@link CompletionTotals}). From then on, each
 * response is charged when it arrives.
 * <p>
 * When a limit is reached, no more items are read. The results of calls under way are
 * written, and the job is {@code STOPPED}. With a higher limit, a restart continues it.
 */
public final class JobBudget {

	// A step that has been divided: its partitions have totals of their own. The key of
	// SimpleStepExecutionSplitter.
	private static final String DIVIDED = "SimpleStepExecutionSplitter.GRID_SIZE";

	private final BudgetSettings settings;

	private final JobRepository repository;

	private final Predicate<StepExecution> countedElsewhere;

	private final List<JobBudgetListener> listeners;

	// By execution, as long as it is in use, so that each is read only once, however many
	// steps and partitions begin and end.
	private final Map<JobExecution, JobSpending> spendings = new WeakHashMap<>();

	/**
	 * Create a budget.
	 * @param settings the limits, without a period
	 * @param repository the repository of the jobs
	 * @param listeners are notified of what jobs spend
	 * @throws IllegalArgumentException if there is a period
	 */
	public JobBudget(BudgetSettings settings, JobRepository repository, List<JobBudgetListener> listeners) {
		this(settings, repository, (step) -> false, listeners);
	}

	/**
	 * Create a budget for jobs with steps whose use is counted by another process.
	 * @param settings the limits, without a period
	 * @param repository the repository of the jobs
	 * @param countedElsewhere whether another process counts the use of a step, and stops
	 * it
	 * @param listeners are notified of what jobs spend
	 * @throws IllegalArgumentException if there is a period
	 */
	public JobBudget(BudgetSettings settings, JobRepository repository, Predicate<StepExecution> countedElsewhere,
			List<JobBudgetListener> listeners) {
		if (settings.period() != null) {
			throw new IllegalArgumentException("The budget of a job has no period: " + settings.period());
		}
		this.settings = settings;
		this.repository = repository;
		this.countedElsewhere = countedElsewhere;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Return the limits.
	 * @return the settings, without a period
	 */
	public BudgetSettings settings() {
		return this.settings;
	}

	boolean isCountedElsewhere(StepExecution step) {
		return this.countedElsewhere.test(step);
	}

	/**
	 * Return what the job of a step has spent. All steps of an execution in this process
	 * share the result, and each must close it.
	 * @param step the step execution, with its context
	 * @return what has been spent, to be closed
	 */
	public synchronized JobSpending open(StepExecution step) {
		JobExecution execution = step.getJobExecution();
		JobSpending spending = this.spendings.get(execution);
		if (spending == null) {
			spending = new JobSpending(this, execution.getJobInstance().getJobName(), spent(step));
			this.spendings.put(execution, spending);
		}
		if (spending.join()) {
			for (JobBudgetListener listener : this.listeners) {
				listener.opened(spending);
			}
		}
		return spending;
	}

	synchronized void close(JobSpending spending) {
		if (spending.leave()) {
			this.listeners.forEach((listener) -> listener.closed(spending));
		}
	}

	// The last totals of each step. Its last execution may not have saved any yet.
	private CompletionTotals spent(StepExecution step) {
		Map<String, StepExecution> last = new TreeMap<>();
		for (JobExecution execution : this.repository.getJobExecutions(step.getJobExecution().getJobInstance())) {
			for (StepExecution each : execution.getStepExecutions()) {
				if (!CompletionTotals.of(each.getExecutionContext()).equals(CompletionTotals.NONE)) {
					last.merge(each.getStepName(), each, (one, other) -> (one.getId() > other.getId()) ? one : other);
				}
			}
		}
		last.put(step.getStepName(), step);
		return last.values()
			.stream()
			.map(StepExecution::getExecutionContext)
			.filter((context) -> !context.containsKey(DIVIDED))
			.map(CompletionTotals::of)
			.reduce(CompletionTotals.NONE, CompletionTotals::plus);
	}

}
