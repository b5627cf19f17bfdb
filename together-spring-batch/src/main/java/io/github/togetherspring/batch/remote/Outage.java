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
 * A period in which the database can't be reached. It is logged once, and tolerated for a
 * limited time.
 */
final class Outage {

	private static final Log logger = LogFactory.getLog(Outage.class);

	private static final Duration PATIENCE = Duration.ofMinutes(10);

	private static final Duration PATIENCE_WHEN_STOPPING = Duration.ofSeconds(20);

	private final String name;

	private final Duration patience;

	private final Duration patienceWhenStopping;

	private boolean present;

	private long startNanos;

	/**
	 * Create an instance.
	 * @param name the name of the component that needs the database, to begin a sentence
	 * with
	 */
	Outage(String name) {
		this(name, PATIENCE, PATIENCE_WHEN_STOPPING);
	}

	Outage(String name, Duration patience, Duration patienceWhenStopping) {
		this.name = name;
		this.patience = patience;
		this.patienceWhenStopping = patienceWhenStopping;
	}

	/**
	 * Record a failure. After ten minutes of failures by default, throw it.
	 * @param failure the failure
	 * @param stopping whether the job is stopping, which shortens the time
	 */
	void add(RuntimeException failure, boolean stopping) {
		if (!this.present) {
			this.present = true;
			this.startNanos = System.nanoTime();
			logger.warn(this.name + " can't reach the database, and waits: " + failure.getMessage());
			return;
		}
		Duration patience = stopping ? this.patienceWhenStopping : this.patience;
		if (System.nanoTime() - this.startNanos > patience.toNanos()) {
			throw failure;
		}
	}

	/**
	 * Record that the database can be reached.
	 */
	void end() {
		if (this.present) {
			this.present = false;
			logger.info(this.name + " can reach the database again");
		}
	}

}
