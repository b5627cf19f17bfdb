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

import java.time.Duration;

import io.github.togetherspring.batch.CompletionTotals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CompletionProgressLog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CompletionProgressLogTests {

	private final CompletionProgressLog log = new CompletionProgressLog(Duration.ofSeconds(10));

	private final StepExecution step = ProgressOf.step(1, "summarize");

	private void progress(CompletionTotals before, CompletionTotals now, Long total, long seconds) {
		this.log.onProgress(this.step, ProgressOf.running(before, now, total, seconds));
	}

	@Test
	void lineTellsHowFarTheStepIs(CapturedOutput output) {
		progress(ProgressOf.NOTHING, ProgressOf.totals(1190, 10, 0), 20_000L, 30);
		assertThat(output)
			.contains("Step 'summarize' of job 'articles': 1,200 of 20,000 items done, 10 of them failed, "
					+ "40.0 per second, about 7 min 50 s left; 119,000 input and 11,900 output tokens; cost 23.8; "
					+ "8 calls under way");
	}

	@Test
	void lineWithoutTotalAndPrices(CapturedOutput output) {
		progress(ProgressOf.NOTHING, ProgressOf.unpriced(ProgressOf.totals(50, 0, 0), 50), null, 10);
		assertThat(output)
			.contains(": 50 items done, 0 of them failed, 5.0 per second; 5,000 input and 500 output tokens; 8 calls");
	}

	@Test
	void rateIsThatOfThisExecution(CapturedOutput output) {
		progress(ProgressOf.totals(5000, 0, 0), ProgressOf.totals(5100, 0, 0), 5200L, 10);
		assertThat(output).contains(": 5,100 of 5,200 items done").contains(" 10.0 per second, about 10 s left");
	}

	@Test
	void linesAreRare(CapturedOutput output) {
		for (int second = 1; second <= 35; second++) {
			progress(ProgressOf.totals(second - 1, 0, 0), ProgressOf.totals(second, 0, 0), null, second);
		}
		assertThat(output.toString().lines().filter((line) -> line.contains("Step 'summarize'")))
			.extracting((line) -> line.replaceAll(".*: (\\d+) items done.*", "$1"))
			.containsExactly("10", "20", "30");
	}

	@Test
	void zeroIntervalLeavesOnlyTheSummary(CapturedOutput output) {
		CompletionProgressLog summaries = new CompletionProgressLog(Duration.ZERO);
		summaries.onProgress(this.step, ProgressOf.running(ProgressOf.NOTHING, ProgressOf.totals(1, 0, 0), null, 1000));
		assertThat(output).doesNotContain("summarize");
		summaries.onProgress(this.step, ProgressOf.last(ProgressOf.totals(1, 0, 0), null, 1001));
		assertThat(output).containsOnlyOnce("summarize");
	}

	@Test
	void summaryCountsEverything(CapturedOutput output) {
		this.step.setStatus(BatchStatus.STOPPED);
		CompletionTotals before = ProgressOf.totals(1000, 0, 0);
		CompletionTotals now = ProgressOf.unpriced(ProgressOf.totals(1230, 15, 5), 30);
		progress(before, now, 2000L, 3);
		this.log.onProgress(this.step, ProgressOf.last(now, 2000L, 7384));
		assertThat(output)
			.contains("Step 'summarize' of job 'articles' STOPPED after 2 h 3 min: 1,230 items completed, "
					+ "15 failed, 5 passed through, 750 left (1,000 of them done by earlier executions); "
					+ "123,000 input and 12,300 output tokens; cost 24.6 without 30 unpriced responses");
	}

	@Test
	void stepWithoutItemsHasASummary(CapturedOutput output) {
		this.step.setStatus(BatchStatus.COMPLETED);
		this.log.onProgress(this.step, ProgressOf.last(ProgressOf.NOTHING, null, 0));
		assertThat(output).contains("Step 'summarize' of job 'articles' COMPLETED after 0 s: 0 items completed, "
				+ "0 failed, 0 passed through; 0 input and 0 output tokens");
	}

	@Test
	void readerOutsideAStepHasItsOwnName(CapturedOutput output) {
		this.log.onProgress(null, ProgressOf.last(ProgressOf.totals(1, 0, 0), null, 1));
		assertThat(output).contains("Reader 'reader' ended after 1 s: 1 items completed");
	}

	@Test
	void negativeIntervalIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new CompletionProgressLog(Duration.ofSeconds(-1)))
			.withMessageContaining("must not be negative");
	}

}
