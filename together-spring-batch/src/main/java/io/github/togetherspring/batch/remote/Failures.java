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

import io.github.togetherspring.batch.UnfinishedStepException;
import io.github.togetherspring.batch.UnfinishedStepException.Reason;
import io.github.togetherspring.completions.BudgetExceededException;

import org.springframework.core.NestedExceptionUtils;

/**
 * Classifies and describes failures of partitions, without values from SQL statements.
 */
final class Failures {

	private static final int MAX_LENGTH = 500;

	private Failures() {
	}

	/**
	 * Return whether a step would fail in the same way on another worker. An outage of
	 * the service is not final, because the cause may be the network of this worker.
	 * @param failures the failures of the step
	 * @return whether the partition should not be tried again
	 */
	static boolean areFinal(Collection<Throwable> failures) {
		return failures.stream()
			.anyMatch((failure) -> failure instanceof UnfinishedStepException unfinished
					&& unfinished.reason() != Reason.OUTAGE);
	}

	/**
	 * Return whether a step has stopped because the budget of its client is spent. The
	 * job then stops, too.
	 * @param failures the failures of the step
	 * @return whether one of them is about a budget
	 */
	static boolean isBudgetSpent(Collection<Throwable> failures) {
		return failures.stream().anyMatch(BudgetExceededException.class::isInstance);
	}

	static String describe(Collection<Throwable> failures) {
		return failures.stream().findFirst().map(Failures::describe).orElse("The step has failed");
	}

	static String describe(Throwable failure) {
		Throwable cause = (failure instanceof UnfinishedStepException) ? failure
				: NestedExceptionUtils.getMostSpecificCause(failure);
		String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
		String problem = cause.getClass().getSimpleName() + ": " + message;
		return (problem.length() > MAX_LENGTH) ? problem.substring(0, MAX_LENGTH) : problem;
	}

}
