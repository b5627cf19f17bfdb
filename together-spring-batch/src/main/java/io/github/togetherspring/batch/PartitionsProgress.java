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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;

/**
 * Progress of a step whose partitions run on other machines, as last reported by the
 * workers.
 *
 * @param workers the number of live workers, including those that work for other jobs
 * @param waiting the number of partitions that no worker runs
 * @param running the number of partitions that a worker runs
 * @param ended the number of partitions that have ended in this execution
 * @param totals what the partitions have done, in this execution and those that it
 * continues
 * @param earlier what had been done when this execution began
 * @param total the number of items of all partitions, or {@code null} if it is unknown
 * @param elapsed the time since this execution began
 * @param status how the step has ended, or {@code null} if it continues
 */
public record PartitionsProgress(int workers, int waiting, int running, int ended, CompletionTotals totals,
		CompletionTotals earlier, @Nullable Long total, Duration elapsed, @Nullable BatchStatus status) {

	/**
	 * Return how many items remain.
	 * @return the number of items, or {@code null} if the total is unknown
	 */
	public @Nullable Long remaining() {
		return (this.total != null) ? Math.max(0, this.total - this.totals.items()) : null;
	}

	/**
	 * Return whether this is the last progress of this execution.
	 * @return whether the step has ended
	 */
	public boolean isLast() {
		return this.status != null;
	}

}
