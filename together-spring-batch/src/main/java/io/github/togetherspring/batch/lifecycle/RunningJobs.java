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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

/**
 * The job executions of this process, from their start until everything about them has
 * been saved.
 * <p>
 * A stop that is requested here is graceful: a
 * {@link io.github.togetherspring.batch.CompletionItemReader} built with
 * {@link io.github.togetherspring.batch.CompletionItemReader.Builder#stopWhen
 * stopWhen(runningJobs::isStopRequested)} returns all items whose calls end within its
 * grace period before it ends the step.
 */
public final class RunningJobs {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition ended = this.lock.newCondition();

	private final Map<Long, JobExecution> executions = new ConcurrentHashMap<>();

	private final Map<Long, Integer> partitions = new ConcurrentHashMap<>();

	private final Set<Long> stopRequested = ConcurrentHashMap.newKeySet();

	private final Set<Long> drainable = ConcurrentHashMap.newKeySet();

	private int starting;

	private volatile boolean stopAll;

	// Jobs that are being started count, too, because they may use the database.
	void beginStart() {
		this.lock.lock();
		try {
			this.starting++;
		}
		finally {
			this.lock.unlock();
		}
	}

	void endStart() {
		this.lock.lock();
		try {
			this.starting--;
			this.ended.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	void begin(JobExecution execution) {
		this.executions.put(execution.getId(), execution);
	}

	void end(JobExecution execution) {
		this.lock.lock();
		try {
			this.executions.remove(execution.getId());
			forgetIfEnded(execution.getId());
			this.ended.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Record that this process runs a partition of an execution, which may belong to
	 * another process.
	 * @param execution the execution
	 */
	public void beginPartition(JobExecution execution) {
		this.partitions.merge(execution.getId(), 1, Integer::sum);
	}

	/**
	 * Record that a partition of an execution has ended. After the last one, a requested
	 * stop no longer applies.
	 * @param execution the execution
	 */
	public void endPartition(JobExecution execution) {
		this.lock.lock();
		try {
			this.partitions.computeIfPresent(execution.getId(), (id, count) -> (count > 1) ? count - 1 : null);
			forgetIfEnded(execution.getId());
		}
		finally {
			this.lock.unlock();
		}
	}

	private void forgetIfEnded(long id) {
		if (!isRunning(id)) {
			this.stopRequested.remove(id);
			this.drainable.remove(id);
		}
	}

	private boolean isRunning(long id) {
		return this.executions.containsKey(id) || this.partitions.containsKey(id);
	}

	/**
	 * Return the executions of this process.
	 * @return the executions
	 */
	public Collection<JobExecution> executions() {
		return List.copyOf(this.executions.values());
	}

	/**
	 * Return whether an execution should stop. An execution for which this is called can
	 * be stopped gracefully.
	 * @param execution the execution
	 * @return whether a stop was requested
	 */
	public boolean isStopRequested(JobExecution execution) {
		this.drainable.add(execution.getId());
		return this.stopAll || this.stopRequested.contains(execution.getId());
	}

	/**
	 * Request that an execution, or the part of it that this process runs, stops
	 * gracefully.
	 * @param execution the execution
	 * @return whether this process runs it and can stop it gracefully; otherwise nothing
	 * happens
	 */
	public boolean requestStop(JobExecution execution) {
		if (!isRunning(execution.getId()) || !this.drainable.contains(execution.getId())) {
			return false;
		}
		this.stopRequested.add(execution.getId());
		return true;
	}

	/**
	 * Request that all executions stop gracefully, including those that begin later.
	 */
	public void requestStopOfAll() {
		this.stopAll = true;
	}

	/**
	 * End the steps of executions that can't be stopped gracefully after their current
	 * chunk.
	 */
	void stopOthersAtEndOfChunk() {
		this.executions.forEach((id, execution) -> {
			if (!this.drainable.contains(id)) {
				execution.getStepExecutions().forEach(StepExecution::setTerminateOnly);
			}
		});
	}

	/**
	 * Allow executions to begin again after {@link #requestStopOfAll()}.
	 */
	public void resume() {
		this.stopAll = false;
	}

	/**
	 * Wait until no execution is left.
	 * @param timeout how long to wait
	 * @return whether none is left
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitEnd(Duration timeout) throws InterruptedException {
		long nanos = timeout.toNanos();
		this.lock.lock();
		try {
			while (this.starting > 0 || !this.executions.isEmpty()) {
				if (nanos <= 0) {
					return false;
				}
				nanos = this.ended.awaitNanos(nanos);
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

}
