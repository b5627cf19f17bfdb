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

import java.math.BigDecimal;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.BudgetUnit;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * The amount that a job has spent of its budget. Thread-safe.
 */
public final class JobSpending implements AutoCloseable {

	private final JobBudget budget;

	private final String jobName;

	// Guarded by the budget.
	private int steps;

	private CompletionTotals spent;

	private @Nullable BudgetExceededException exceeded;

	JobSpending(JobBudget budget, String jobName, CompletionTotals spent) {
		this.budget = budget;
		this.jobName = jobName;
		this.spent = spent;
	}

	/**
	 * Return the name of the job.
	 * @return the name
	 */
	public String jobName() {
		return this.jobName;
	}

	/**
	 * Record that a step has begun.
	 * @return whether it is the only one
	 */
	boolean join() {
		this.steps++;
		return this.steps == 1;
	}

	/**
	 * Record that a step has ended.
	 * @return whether it was the last one
	 */
	boolean leave() {
		this.steps--;
		return this.steps == 0;
	}

	/**
	 * Return a limit of the budget.
	 * @param unit the unit
	 * @return the number of tokens or the amount of money, or {@code null} if it is not
	 * limited
	 */
	public @Nullable BigDecimal limit(BudgetUnit unit) {
		BudgetSettings settings = this.budget.settings();
		if (unit == BudgetUnit.COST) {
			return settings.maxCost();
		}
		Long maxTokens = settings.maxTokens();
		return (maxTokens != null) ? BigDecimal.valueOf(maxTokens) : null;
	}

	/**
	 * Return the amount spent.
	 * @param unit the unit
	 * @return the number of tokens or the amount of money
	 */
	public synchronized BigDecimal spent(BudgetUnit unit) {
		return (unit == BudgetUnit.COST) ? this.spent.cost()
				: BigDecimal.valueOf(this.spent.promptTokens()).add(BigDecimal.valueOf(this.spent.completionTokens()));
	}

	/**
	 * Add used tokens and their cost.
	 * @param used the totals to add
	 */
	public synchronized void add(CompletionTotals used) {
		this.spent = this.spent.plus(used);
	}

	/**
	 * Return the exception to report once the budget is spent.
	 * @return the exception, always the same one, or {@code null} if something is left
	 */
	public synchronized @Nullable BudgetExceededException exceeded() {
		for (BudgetUnit unit : BudgetUnit.values()) {
			BigDecimal limit = limit(unit);
			if (this.exceeded == null && limit != null && spent(unit).compareTo(limit) >= 0) {
				this.exceeded = new BudgetExceededException("job '" + jobName() + "'", unit, limit, spent(unit), null);
			}
		}
		return this.exceeded;
	}

	/**
	 * Record that a step stops because a budget is spent, in its exit description and
	 * failure exceptions.
	 * @param step the step execution
	 * @param exceeded the reason
	 */
	public static void recordStop(StepExecution step, BudgetExceededException exceeded) {
		if (!step.getFailureExceptions().contains(exceeded)) {
			step.addFailureException(exceeded);
			step.setExitStatus(step.getExitStatus().addExitDescription(String.valueOf(exceeded.getMessage())));
		}
	}

	/**
	 * Record that a step has ended.
	 */
	@Override
	public void close() {
		this.budget.close(this);
	}

}
