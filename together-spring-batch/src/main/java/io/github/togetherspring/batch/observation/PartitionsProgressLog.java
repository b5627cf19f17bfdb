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
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.togetherspring.batch.PartitionsProgress;
import io.github.togetherspring.batch.PartitionsProgressListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.batch.core.step.StepExecution;

/**
 * Logs the progress of steps whose partitions run on other machines at level
 * {@code INFO}: a line at intervals, and a summary at the end.
 */
public final class PartitionsProgressLog implements PartitionsProgressListener {

	private static final Log logger = LogFactory.getLog(PartitionsProgressLog.class);

	private final Duration interval;

	private final Map<Long, Duration> lastLines = new ConcurrentHashMap<>();

	/**
	 * Create a listener.
	 * @param interval the minimum time between two lines of a step; with zero, there is
	 * only the summary
	 * @throws IllegalArgumentException if the time is negative
	 */
	public PartitionsProgressLog(Duration interval) {
		if (interval.isNegative()) {
			throw new IllegalArgumentException("The interval must not be negative: " + interval);
		}
		this.interval = interval;
	}

	@Override
	public void onProgress(StepExecution stepExecution, PartitionsProgress progress) {
		if (progress.isLast()) {
			this.lastLines.remove(stepExecution.getId());
			logger.info(text(stepExecution, progress).summary(Objects.requireNonNull(progress.status()).name()) + "; "
					+ partitions(progress) + ProgressText.stopReason(stepExecution));
		}
		else if (isDue(stepExecution, progress.elapsed())) {
			this.lastLines.put(stepExecution.getId(), progress.elapsed());
			logger.info(text(stepExecution, progress).items() + "; " + partitions(progress));
		}
	}

	private boolean isDue(StepExecution stepExecution, Duration elapsed) {
		Duration last = this.lastLines.getOrDefault(stepExecution.getId(), Duration.ZERO);
		return !this.interval.isZero() && elapsed.minus(last).compareTo(this.interval) >= 0;
	}

	private static ProgressText text(StepExecution stepExecution, PartitionsProgress partitions) {
		return new ProgressText(StepName.of(stepExecution), partitions.totals(), partitions.earlier(),
				partitions.total(), partitions.elapsed());
	}

	private static String partitions(PartitionsProgress progress) {
		return "partitions: " + ProgressText.number(progress.waiting()) + " waiting, "
				+ ProgressText.number(progress.running()) + " running, " + ProgressText.number(progress.ended())
				+ " ended; workers: " + ProgressText.number(progress.workers());
	}

}
