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

package io.github.togetherspring.batch.observation;

import java.math.BigDecimal;
import java.time.Duration;

import io.github.togetherspring.batch.CompletionProgress;
import io.github.togetherspring.batch.CompletionTotals;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.StepExecution;

/**
 * Progress for tests.
 */
final class ProgressOf {

	static final CompletionTotals NOTHING = totals(0, 0, 0);

	private ProgressOf() {
	}

	static StepExecution step(long id, String name) {
		return new StepExecution(id, name, new JobExecution(1, new JobInstance(1, "articles"), new JobParameters()));
	}

	// Each response has 100 input and 10 output tokens, and costs 0.02.
	static CompletionTotals totals(long completed, long failed, long passedThrough) {
		return CompletionTotals.builder()
			.completed(completed)
			.failed(failed)
			.passedThrough(passedThrough)
			.promptTokens(100 * completed)
			.completionTokens(10 * completed)
			.cost(new BigDecimal("0.02").multiply(BigDecimal.valueOf(completed)))
			.build();
	}

	static CompletionTotals unpriced(CompletionTotals totals, long unpriced) {
		return totals.plus(CompletionTotals.builder().unpriced(unpriced).build());
	}

	static CompletionProgress running(CompletionTotals before, CompletionTotals now, @Nullable Long total,
			long seconds) {
		return new Values("reader", now, now.minus(before), 8, total, Duration.ofSeconds(seconds), false);
	}

	static CompletionProgress last(CompletionTotals now, @Nullable Long total, long seconds) {
		return new Values("reader", now, NOTHING, 0, total, Duration.ofSeconds(seconds), true);
	}

	private record Values(String readerName, CompletionTotals totals, CompletionTotals delta, int inFlight,
			@Nullable Long total, Duration elapsed, boolean isLast) implements CompletionProgress {

	}

}
