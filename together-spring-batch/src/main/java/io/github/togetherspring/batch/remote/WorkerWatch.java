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

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs a warning if partitions are waiting and no worker is alive, or no live worker
 * claims one.
 */
final class WorkerWatch {

	private static final Log logger = LogFactory.getLog(WorkerWatch.class);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	// A partition that has failed may wait for half of it.
	private static final Duration CLAIM_PATIENCE = Duration.ofMinutes(1);

	private final String name;

	private final String stepName;

	private final Duration patience;

	private final Duration claimPatience;

	private long seenNanos = System.nanoTime();

	private long claimedNanos = this.seenNanos;

	private int waiting;

	private boolean warned;

	private boolean warnedOfClaims;

	/**
	 * Create an instance.
	 * @param name the name of what is waiting, to begin a sentence with
	 * @param stepName the name of the step that workers execute
	 */
	WorkerWatch(String name, String stepName) {
		this(name, stepName, PATIENCE, CLAIM_PATIENCE);
	}

	WorkerWatch(String name, String stepName, Duration patience, Duration claimPatience) {
		this.name = name;
		this.stepName = stepName;
		this.patience = patience;
		this.claimPatience = claimPatience;
	}

	/**
	 * Check the workers. Log one warning each time that all of them are gone, and each
	 * time that none of them claims a partition.
	 * @param counts the partitions and the workers
	 */
	void watch(PartitionCounts counts) {
		watchWorkers(counts);
		watchClaims(counts);
	}

	private void watchWorkers(PartitionCounts counts) {
		if (counts.workers() > 0 || counts.waiting() == 0) {
			this.seenNanos = System.nanoTime();
			if (this.warned) {
				this.warned = false;
				logger.info(this.name + " has workers again: " + counts.workers());
			}
		}
		else if (!this.warned && System.nanoTime() - this.seenNanos >= this.patience.toNanos()) {
			this.warned = true;
			logger.warn(this.name + " waits for workers: " + counts.waiting()
					+ " partitions are left, and no worker is alive. It continues when one is started.");
		}
	}

	// Such as workers with an earlier version of the application.
	private void watchClaims(PartitionCounts counts) {
		boolean stalled = counts.workers() > 0 && counts.running() == 0 && counts.waiting() > 0
				&& counts.waiting() == this.waiting;
		this.waiting = counts.waiting();
		if (!stalled) {
			this.claimedNanos = System.nanoTime();
			this.warnedOfClaims = false;
		}
		else if (!this.warnedOfClaims && System.nanoTime() - this.claimedNanos >= this.claimPatience.toNanos()) {
			this.warnedOfClaims = true;
			logger.warn(this.name + " waits: " + counts.waiting() + " partitions are left, and none of the "
					+ counts.workers() + " workers claims one. They run partitions of other jobs, or have no step '"
					+ this.stepName + "' because they are of another version or application.");
		}
	}

}
