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

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A scheduler whose time passes faster. With it, the delays of a client are compressed
 * like the limit that the client meets.
 */
final class FastScheduler implements Scheduler {

	private final Scheduler scheduler;

	private final int factor;

	private final long start = System.nanoTime();

	private FastScheduler(Scheduler scheduler, int factor) {
		this.scheduler = scheduler;
		this.factor = factor;
	}

	/**
	 * Replace the scheduler of all delays in this process.
	 * @param factor how much faster time passes
	 */
	static void install(int factor) {
		Scheduler parallel = Schedulers.newParallel("fast", Runtime.getRuntime().availableProcessors(), true);
		Scheduler fast = new FastScheduler(parallel, factor);
		Schedulers.setFactory(new Schedulers.Factory() {

			@Override
			public Scheduler newParallel(int parallelism, ThreadFactory threadFactory) {
				return fast;
			}

		});
	}

	@Override
	public long now(TimeUnit unit) {
		return unit.convert((System.nanoTime() - this.start) * this.factor, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedule(Runnable task) {
		return this.scheduler.schedule(task);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		return this.scheduler.schedule(task, unit.toNanos(delay) / this.factor, TimeUnit.NANOSECONDS);
	}

	@Override
	public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
		return this.scheduler.schedulePeriodically(task, unit.toNanos(initialDelay) / this.factor,
				unit.toNanos(period) / this.factor, TimeUnit.NANOSECONDS);
	}

	@Override
	public Worker createWorker() {
		Worker worker = this.scheduler.createWorker();
		int factor = this.factor;
		return new Worker() {

			@Override
			public Disposable schedule(Runnable task) {
				return worker.schedule(task);
			}

			@Override
			public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
				return worker.schedule(task, unit.toNanos(delay) / factor, TimeUnit.NANOSECONDS);
			}

			@Override
			public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
				return worker.schedulePeriodically(task, unit.toNanos(initialDelay) / factor,
						unit.toNanos(period) / factor, TimeUnit.NANOSECONDS);
			}

			@Override
			public void dispose() {
				worker.dispose();
			}

		};
	}

}
