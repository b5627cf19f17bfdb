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
 * <p>
 * It may gain methods in later versions, and is not meant to be implemented, except by
 * tests.
 */
public interface PartitionsProgress {

	/**
	 * Return the number of live workers, including those that work for other jobs.
	 * @return the number of workers
	 */
	int workers();

	/**
	 * Return the number of partitions that no worker runs.
	 * @return the number of partitions
	 */
	int waiting();

	/**
	 * Return the number of partitions that a worker runs.
	 * @return the number of partitions
	 */
	int running();

	/**
	 * Return the number of partitions that have ended in this execution.
	 * @return the number of partitions
	 */
	int ended();

	/**
	 * Return what the partitions have done, in this execution and those that it
	 * continues.
	 * @return the totals
	 */
	CompletionTotals totals();

	/**
	 * Return what had been done when this execution began.
	 * @return the totals
	 */
	CompletionTotals earlier();

	/**
	 * Return the number of items of all partitions.
	 * @return the number of items, or {@code null} if it is unknown
	 */
	@Nullable Long total();

	/**
	 * Return the time since this execution began.
	 * @return the time
	 */
	Duration elapsed();

	/**
	 * Return how the step has ended.
	 * @return the status, or {@code null} if it continues
	 */
	@Nullable BatchStatus status();

	/**
	 * Return how many items remain.
	 * @return the number of items, or {@code null} if the total is unknown
	 */
	default @Nullable Long remaining() {
		Long total = total();
		return (total != null) ? Math.max(0, total - totals().items()) : null;
	}

	/**
	 * Return whether this is the last progress of this execution.
	 * @return whether the step has ended
	 */
	default boolean isLast() {
		return status() != null;
	}

}
