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
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.JobRestartException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Restarts the jobs of processes that have died. At regular intervals, it looks for
 * executions that the repository records as running, and restarts those that no process
 * runs. Requires an operator of {@link LockedJobs}, which can tell them apart.
 * <p>
 * It does not start automatically: start it after the jobs that the application starts.
 */
public final class JobTakeover implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(JobTakeover.class);

	// Stops before the jobs do.
	private static final int PHASE = GracefulJobStop.PHASE + 1;

	private final Supplier<? extends Collection<String>> jobNames;

	private final JobRepository repository;

	private final JobOperator operator;

	private final RunningJobs runningJobs;

	private final Duration interval;

	private final Set<JobExecution> restarting = ConcurrentHashMap.newKeySet();

	// They may already be marked as failed, and would not be found again.
	private final Set<JobExecution> tryAgain = ConcurrentHashMap.newKeySet();

	private @Nullable ScheduledExecutorService scheduler;

	/**
	 * Create an instance.
	 * @param jobNames returns the names of the jobs that this process can run
	 * @param repository the repository of the jobs
	 * @param operator restarts them
	 * @param runningJobs the executions of this process
	 * @param interval the time between two checks
	 */
	public JobTakeover(Supplier<? extends Collection<String>> jobNames, JobRepository repository, JobOperator operator,
			RunningJobs runningJobs, Duration interval) {
		this.jobNames = jobNames;
		this.repository = repository;
		this.operator = operator;
		this.runningJobs = runningJobs;
		this.interval = interval;
	}

	@Override
	public synchronized void start() {
		if (this.scheduler == null) {
			this.scheduler = Executors.newSingleThreadScheduledExecutor((task) -> thread(task, "together-takeover"));
			long millis = this.interval.toMillis();
			this.scheduler.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
		}
	}

	private static Thread thread(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	private void look() {
		try {
			Set<JobExecution> candidates = new HashSet<>(this.tryAgain);
			this.jobNames.get().forEach((name) -> candidates.addAll(this.repository.findRunningJobExecutions(name)));
			candidates.removeAll(this.runningJobs.executions());
			for (JobExecution execution : candidates) {
				if (this.restarting.add(execution)) {
					thread(() -> restart(execution), "together-takeover-" + execution.getId()).start();
				}
			}
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("Could not look for jobs whose processes have died", ex);
		}
	}

	private void restart(JobExecution execution) {
		boolean isToBeTriedAgain = false;
		try {
			JobExecution restarted = this.operator.restart(execution);
			logger.info("Job execution " + execution.getId() + " of '" + execution.getJobInstance().getJobName()
					+ "', whose process has died, was continued by " + restarted.getId());
		}
		catch (JobRestartException | RuntimeException ex) {
			isToBeTriedAgain = isTransient(ex);
			if (!isRunningElsewhere(ex) && !isToBeTriedAgain) {
				logger.warn("Could not restart job execution " + execution.getId() + " of '"
						+ execution.getJobInstance().getJobName() + "', whose process has died", ex);
			}
		}
		finally {
			if (isToBeTriedAgain) {
				this.tryAgain.add(execution);
			}
			else {
				this.tryAgain.remove(execution);
			}
			this.restarting.remove(execution);
		}
	}

	private static boolean isRunningElsewhere(Throwable failure) {
		return failure.getCause() instanceof JobExecutionAlreadyRunningException;
	}

	private static boolean isTransient(Throwable failure) {
		Throwable cause = (failure instanceof JobRestartException) ? failure.getCause() : failure;
		return cause instanceof DataAccessException || cause instanceof TransactionException;
	}

	@Override
	public synchronized void stop() {
		ScheduledExecutorService scheduler = this.scheduler;
		this.scheduler = null;
		if (scheduler != null) {
			scheduler.shutdownNow();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

	@Override
	public boolean isAutoStartup() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
