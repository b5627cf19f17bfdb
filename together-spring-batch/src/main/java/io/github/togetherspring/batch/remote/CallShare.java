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

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * The share of the concurrent calls of all workers that a partition of this process may
 * make.
 */
final class CallShare {

	private final @Nullable Integer maxConcurrentCalls;

	private final AtomicInteger partitions = new AtomicInteger();

	private volatile int workers = 1;

	CallShare(@Nullable Integer maxConcurrentCalls) {
		this.maxConcurrentCalls = maxConcurrentCalls;
	}

	void setWorkers(int workers) {
		this.workers = Math.max(workers, 1);
	}

	void begin() {
		this.partitions.incrementAndGet();
	}

	void end() {
		this.partitions.decrementAndGet();
	}

	/**
	 * Return how many calls a step may make at a time.
	 * @param stepExecution the execution of the step
	 * @return the number of calls, 0 if no more may be made
	 */
	int limit(StepExecution stepExecution) {
		if (!(stepExecution instanceof ClaimedStepExecution claimed)) {
			return Integer.MAX_VALUE;
		}
		if (claimed.isLost()) {
			return 0;
		}
		return (this.maxConcurrentCalls != null)
				? Math.max(this.maxConcurrentCalls / this.workers / Math.max(this.partitions.get(), 1), 1)
				: Integer.MAX_VALUE;
	}

}
