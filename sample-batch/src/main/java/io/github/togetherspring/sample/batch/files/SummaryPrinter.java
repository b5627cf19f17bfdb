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

package io.github.togetherspring.sample.batch.files;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Objects;

import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.completions.BudgetExceededException;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.stereotype.Component;

/**
 * Prints a summary to standard output when the job ends or is stopped.
 */
@Component
@ConditionalOnBean(BatchCommand.class)
class SummaryPrinter implements JobExecutionListener {

	static final String STEP = "complete";

	static final String READER = "requests";

	private final JobRepository repository;

	private long itemsBefore;

	SummaryPrinter(JobRepository repository) {
		this.repository = repository;
	}

	@Override
	public void beforeJob(JobExecution execution) {
		this.itemsBefore = totals(execution).items();
	}

	@Override
	public void afterJob(JobExecution execution) {
		LocalDateTime start = Objects.requireNonNull(execution.getStartTime());
		CompletionTotals totals = totals(execution);
		execution.getStepExecutions()
			.stream()
			.flatMap((step) -> step.getFailureExceptions().stream())
			.filter(BudgetExceededException.class::isInstance)
			.findFirst()
			.ifPresent((exceeded) -> System.out.println(exceeded.getMessage() + "."));
		System.out.println(new Summary(lines(execution), totals, totals.items() - this.itemsBefore,
				Duration.between(start, LocalDateTime.now())));
	}

	/**
	 * Print the summary of a job that was already complete.
	 * @param execution the last execution of the job
	 */
	void printAgain(JobExecution execution) {
		System.out.println(new Summary(lines(execution), totals(execution), 0, Duration.ZERO));
	}

	/**
	 * Return how many lines of a job failed.
	 * @param execution the last execution of the job
	 * @return the number of lines with an error
	 */
	long failed(JobExecution execution) {
		return totals(execution).failed();
	}

	private static long lines(JobExecution execution) {
		return Objects.requireNonNull(execution.getJobParameters().getLong(FileJobRunner.LINES));
	}

	// The repository returns executions without the contexts of their steps.
	private CompletionTotals totals(JobExecution execution) {
		CompletionTotals totals = execution.getStepExecutions()
			.stream()
			.filter((step) -> STEP.equals(step.getStepName()))
			.map(SummaryPrinter::totals)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		if (totals == null) {
			StepExecution last = this.repository.getLastStepExecution(execution.getJobInstance(), STEP);
			totals = (last != null) ? totals(last) : null;
		}
		return (totals != null) ? totals : CompletionTotals.NONE;
	}

	private static @Nullable CompletionTotals totals(StepExecution step) {
		return CompletionTotals.of(step.getExecutionContext(), READER);
	}

}
