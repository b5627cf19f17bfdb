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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.togetherspring.batch.CompletionProgress;
import io.github.togetherspring.batch.CompletionProgressListener;
import io.github.togetherspring.batch.CompletionTotals;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * Logs the progress of steps at level {@code INFO}: a line at intervals, and a summary at
 * the end. No line contains a prompt or a generated text.
 */
public final class CompletionProgressLog implements CompletionProgressListener {

	private static final Log logger = LogFactory.getLog(CompletionProgressLog.class);

	private final Duration interval;

	private final Map<StepRun, Lines> runs = new ConcurrentHashMap<>();

	/**
	 * Create a listener.
	 * @param interval the minimum time between two lines of a step; with zero, there is
	 * only the summary
	 * @throws IllegalArgumentException if the time is negative
	 */
	public CompletionProgressLog(Duration interval) {
		if (interval.isNegative()) {
			throw new IllegalArgumentException("The interval must not be negative: " + interval);
		}
		this.interval = interval;
	}

	@Override
	public void onProgress(@Nullable StepExecution stepExecution, CompletionProgress progress) {
		StepRun run = StepRun.of(stepExecution, progress);
		Lines lines = this.runs.computeIfAbsent(run,
				(key) -> new Lines(progress.totals().minus(progress.delta()), this.interval));
		ProgressText text = new ProgressText(StepName.of(stepExecution, progress.readerName()), progress.totals(),
				lines.earlier, progress.total(), progress.elapsed());
		if (progress.isLast()) {
			this.runs.remove(run);
			logger.info(text.summary((stepExecution != null) ? stepExecution.getStatus().name() : "ended")
					+ ProgressText.stopReason(stepExecution));
		}
		else if (lines.isDue(progress.elapsed())) {
			logger.info(text.items() + "; " + ProgressText.number(progress.inFlight()) + " calls under way");
		}
	}

	/**
	 * The lines of one execution. Used by the thread of its step.
	 */
	private static final class Lines {

		private final CompletionTotals earlier;

		private final Duration interval;

		private Duration last = Duration.ZERO;

		Lines(CompletionTotals earlier, Duration interval) {
			this.earlier = earlier;
			this.interval = interval;
		}

		boolean isDue(Duration elapsed) {
			boolean isDue = !this.interval.isZero() && elapsed.minus(this.last).compareTo(this.interval) >= 0;
			if (isDue) {
				this.last = elapsed;
			}
			return isDue;
		}

	}

}
