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

package io.github.togetherspring.benchmarks.pacing;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * A scheduler whose time is that of the task that runs, so that an hour takes as long as
 * its tasks. For one thread.
 */
final class SimulatedTime implements Scheduler {

	private static final Comparator<Task> ORDER = Comparator.<Task>comparingLong((task) -> task.time)
		.thenComparingLong((task) -> task.number);

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(ORDER);

	private long now;

	private long count;

	/**
	 * Run tasks, also those that they schedule.
	 * @param end the time at which to stop
	 */
	void runUntil(Duration end) {
		Task next = this.tasks.poll();
		while (next != null && next.time <= end.toNanos()) {
			this.now = next.time;
			if (!next.isDisposed()) {
				next.action.run();
			}
			next = this.tasks.poll();
		}
	}

	@Override
	public long now(TimeUnit unit) {
		return unit.convert(this.now, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable action) {
		return schedule(action, 0, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable action, long delay, TimeUnit unit) {
		Task task = new Task(action, this.now + unit.toNanos(delay), this.count++);
		this.tasks.add(task);
		return task;
	}

	@Override
	public Worker createWorker() {
		throw new UnsupportedOperationException();
	}

	/**
	 * What is to be done at a time.
	 */
	private static final class Task implements Disposable {

		private final Runnable action;

		private final long time;

		private final long number;

		private boolean disposed;

		Task(Runnable action, long time, long number) {
			this.action = action;
			this.time = time;
			this.number = number;
		}

		@Override
		public void dispose() {
			this.disposed = true;
		}

		@Override
		public boolean isDisposed() {
			return this.disposed;
		}

	}

}
