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

import io.github.togetherspring.completions.BudgetExceededException;
import org.jspecify.annotations.Nullable;

/**
 * Why a reader ends before the end of its input.
 *
 * @param failure why the step fails, or {@code null} if it stops
 * @param budget why the step stops, or {@code null} if it was asked to stop
 */
record ReadEnd(@Nullable Throwable failure, @Nullable BudgetExceededException budget) {

	static ReadEnd stopped() {
		return new ReadEnd(null, null);
	}

	static ReadEnd spent(BudgetExceededException budget) {
		return new ReadEnd(null, budget);
	}

	static ReadEnd failed(Throwable failure) {
		return new ReadEnd(failure, null);
	}

	boolean isOutage() {
		return this.failure instanceof UnfinishedStepException unfinished
				&& unfinished.reason() == UnfinishedStepException.Reason.OUTAGE;
	}

}
