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

package io.github.togetherspring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * A scheduler whose time and threads are those of the test.
 */
public final class ManualScheduler implements Scheduler {

	private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();

	private volatile long nanos;

	/**
	 * Let time pass.
	 * @param seconds the seconds
	 */
	public void advance(long seconds) {
		this.nanos += TimeUnit.SECONDS.toNanos(seconds);
	}

	/**
	 * Run the tasks that are due, and those that they add if these are due, too.
	 */
	public void runDue() {
		for (Task task : this.tasks) {
			if (task.due <= this.nanos && this.tasks.remove(task)) {
				task.action.run();
			}
		}
	}

	@Override
	public long now(TimeUnit unit) {
		return unit.convert(this.nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable action) {
		return schedule(action, 0, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable action, long delay, TimeUnit unit) {
		Task task = new Task(this.nanos + unit.toNanos(delay), action);
		this.tasks.add(task);
		return () -> this.tasks.remove(task);
	}

	@Override
	public Worker createWorker() {
		throw new UnsupportedOperationException();
	}

	private static final class Task {

		private final long due;

		private final Runnable action;

		Task(long due, Runnable action) {
			this.due = due;
			this.action = action;
		}

	}

}
