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

import io.github.togetherspring.batch.UnfinishedStepException.Reason;
import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.TokenPrices;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * The budget of a job, as used by one reader.
 */
final class ReaderBudget implements AutoCloseable {

	private final @Nullable JobSpending spending;

	private final boolean limitsCost;

	private final TokenPrices prices;

	/**
	 * Open the budget for a step.
	 * @param budget the budget of all jobs
	 * @param step the step execution
	 * @param prices the prices of models
	 */
	ReaderBudget(JobBudget budget, StepExecution step, TokenPrices prices) {
		this.spending = budget.isCountedElsewhere(step) ? null : budget.open(step);
		this.limitsCost = budget.settings().maxCost() != null;
		this.prices = prices;
	}

	/**
	 * Return why a request can't be sent.
	 * @param request the request, whose model may be the client's default one
	 * @return the reason, or {@code null} if it can be sent
	 */
	@Nullable Exception refusal(CompletionRequest request) {
		String model = request.model();
		return (this.limitsCost && model != null && !this.prices.hasPrice(model)) ? new MissingPriceException(model)
				: null;
	}

	@Nullable BudgetExceededException exceeded() {
		return (this.spending != null) ? this.spending.exceeded() : null;
	}

	/**
	 * Charge the response of an item, if there is one, to the budget.
	 * @param item the item
	 * @return why it can't be charged, or {@code null} if it was
	 */
	@Nullable UnfinishedStepException add(CompletedItem<?> item) {
		CompletionResponse response = item.response();
		if (response == null) {
			return null;
		}
		CompletionTotals used = CompletionTotals.of(response, item.requestedModel(), this.prices);
		if (this.spending != null) {
			this.spending.add(used);
		}
		if (response.usage() == null) {
			return uncounted("The response has no usage, which the budget of the job requires", null);
		}
		return (this.limitsCost && used.unpriced() > 0)
				? uncounted("The model of the response has no price, which the budget of the job requires",
						new MissingPriceException(response.model()))
				: null;
	}

	private static UnfinishedStepException uncounted(String problem, @Nullable Exception cause) {
		Exception failure = (cause != null) ? cause : new IllegalStateException(problem);
		return new UnfinishedStepException(Reason.EVERY_ITEM, problem + ": " + failure.getMessage(), failure);
	}

	@Override
	public void close() {
		if (this.spending != null) {
			this.spending.close();
		}
	}

}
