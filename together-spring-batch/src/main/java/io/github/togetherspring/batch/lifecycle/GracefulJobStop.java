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

package io.github.togetherspring.batch.lifecycle;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.launch.JobExecutionNotRunningException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.context.SmartLifecycle;

/**
 * Stops the jobs of this process gracefully when the application stops, and waits until
 * they have saved their results. It stops before clients and databases do.
 */
public final class GracefulJobStop implements SmartLifecycle {

	/**
	 * The phase in which jobs stop: after the web server, and before the clients, which
	 * jobs still need.
	 */
	public static final int PHASE = DEFAULT_PHASE - 3072;

	private static final Log logger = LogFactory.getLog(GracefulJobStop.class);

	private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

	private static final Duration LAST_CHUNK = Duration.ofSeconds(10);

	private final RunningJobs runningJobs;

	private final JobOperator operator;

	private final Duration gracePeriod;

	private volatile boolean running;

	/**
	 * Create a graceful stop.
	 * @param runningJobs the jobs to stop
	 * @param operator stops jobs that have not ended within the grace period
	 * @param gracePeriod how long calls may take to end
	 */
	public GracefulJobStop(RunningJobs runningJobs, JobOperator operator, Duration gracePeriod) {
		this.runningJobs = runningJobs;
		this.operator = operator;
		this.gracePeriod = gracePeriod;
	}

	@Override
	public void start() {
		this.runningJobs.resume();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.runningJobs.requestStopOfAll();
		try {
			if (!awaitEnd(this.gracePeriod) && !stopAtOnce()) {
				logger.warn("Jobs are still running " + this.gracePeriod.plus(LAST_CHUNK).toSeconds()
						+ " s after they were asked to stop: " + this.runningJobs.executions()
						+ ". They are recovered when they are started again.");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	// Not by the operator, which would save the steps while they save themselves.
	private boolean awaitEnd(Duration timeout) throws InterruptedException {
		long end = System.nanoTime() + timeout.toNanos();
		while (!this.runningJobs.awaitEnd(CHECK_INTERVAL)) {
			if (System.nanoTime() - end > 0) {
				return false;
			}
			this.runningJobs.stopOthersAtEndOfChunk();
		}
		return true;
	}

	private boolean stopAtOnce() throws InterruptedException {
		for (JobExecution execution : this.runningJobs.executions()) {
			try {
				this.operator.stop(execution);
			}
			catch (JobExecutionNotRunningException | RuntimeException ex) {
				logger.debug("Could not stop job execution " + execution.getId(), ex);
			}
		}
		return this.runningJobs.awaitEnd(LAST_CHUNK);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
