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
 * Warns if partitions wait and no worker is alive.
 */
final class WorkerWatch {

	private static final Log logger = LogFactory.getLog(WorkerWatch.class);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final String name;

	private final Duration patience;

	private long seenNanos = System.nanoTime();

	private boolean warned;

	/**
	 * Create an instance.
	 * @param name the name of what waits, at the beginning of a sentence
	 */
	WorkerWatch(String name) {
		this(name, PATIENCE);
	}

	WorkerWatch(String name, Duration patience) {
		this.name = name;
		this.patience = patience;
	}

	/**
	 * Look at the workers, and warn once for each time that all of them are gone.
	 * @param counts the partitions and the workers
	 */
	void watch(PartitionCounts counts) {
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

}
