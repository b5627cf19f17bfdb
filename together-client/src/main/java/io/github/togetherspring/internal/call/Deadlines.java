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

package io.github.togetherspring.internal.call;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The time-outs of one client: a set of waits, and one task that checks all of them when
 * the first may be due. A wait that is due after the task, like nearly every new one,
 * schedules nothing. What a wait does when it expires is a task of its own, because a
 * subscriber that blocks then must not delay the others.
 */
public final class Deadlines {

	private static final Duration FOREVER = Duration.ofDays(36_500);

	private static final long SHORTEST_DELAY = TimeUnit.MILLISECONDS.toNanos(1);

	private final Supplier<Scheduler> scheduler;

	private final Supplier<Scheduler> expiryScheduler;

	private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Check> nextCheck = new AtomicReference<>();

	/**
	 * Create an empty set.
	 * @param scheduler supplies the scheduler of each check, because tests with virtual
	 * time replace it
	 * @param expiryScheduler supplies the scheduler on which waits expire, whose threads
	 * may block
	 */
	public Deadlines(Supplier<Scheduler> scheduler, Supplier<Scheduler> expiryScheduler) {
		this.scheduler = scheduler;
		this.expiryScheduler = expiryScheduler;
	}

	public static long nanos(Duration duration) {
		return ((duration.compareTo(FOREVER) < 0) ? duration : FOREVER).toNanos();
	}

	/**
	 * Return the current time.
	 * @return nanoseconds since an arbitrary point in time
	 */
	public long now() {
		return this.scheduler.get().now(TimeUnit.NANOSECONDS);
	}

	/**
	 * Add a wait, which is checked when it may be due.
	 * @param wait the wait
	 * @param timeout the time until its first check, at the latest
	 */
	public void add(Wait wait, Duration timeout) {
		this.waits.add(wait);
		checkWithin(timeout);
	}

	public void remove(Wait wait) {
		this.waits.remove(wait);
	}

	/**
	 * Check all waits after the given time, or earlier.
	 * @param timeout the time
	 */
	public void checkWithin(Duration timeout) {
		checkWithin(nanos(timeout));
	}

	/**
	 * Run a task after the given time.
	 * @param timeout the time
	 * @param task the task
	 * @return cancels the task
	 */
	public Disposable run(Duration timeout, Runnable task) {
		long due = now() + nanos(timeout);
		Wait wait = new Wait() {

			@Override
			public long nanosLeft(long now) {
				return due - now;
			}

			@Override
			public void expire() {
				task.run();
			}

		};
		add(wait, timeout);
		return () -> remove(wait);
	}

	/**
	 * Return a publisher that completes after the given time.
	 * @param timeout the time from the subscription
	 * @return the publisher
	 */
	public Mono<Void> after(Duration timeout) {
		return Mono.create((sink) -> sink.onDispose(run(timeout, sink::success)));
	}

	private void checkWithin(long nanos) {
		Scheduler current = this.scheduler.get();
		long time = current.now(TimeUnit.NANOSECONDS) + nanos;
		while (true) {
			Check planned = this.nextCheck.get();
			if (planned != null && planned.scheduler == current && planned.time - time <= 0) {
				return;
			}
			Check check = new Check(current, time);
			if (this.nextCheck.compareAndSet(planned, check)) {
				if (planned != null) {
					planned.dispose();
				}
				check.schedule(nanos);
				return;
			}
		}
	}

	private void check() {
		long now = now();
		long least = Long.MAX_VALUE;
		for (Wait wait : this.waits) {
			long left = wait.nanosLeft(now);
			if (left > 0) {
				least = Math.min(least, left);
			}
			else if (this.waits.remove(wait)) {
				this.expiryScheduler.get().schedule(wait::expire);
			}
		}
		if (least != Long.MAX_VALUE) {
			checkWithin(Math.max(least, SHORTEST_DELAY));
		}
	}

	/**
	 * Something that may take too long.
	 */
	public interface Wait {

		/**
		 * Return how much time is left.
		 * @param now the current time, in nanoseconds
		 * @return nanoseconds, positive unless the wait is due
		 */
		long nanosLeft(long now);

		/**
		 * End the wait, which was due and has been removed. It may have to be added again
		 * if it is not due any more.
		 */
		void expire();

	}

	/**
	 * A scheduled check of all waits. A check that was replaced by an earlier one does
	 * nothing.
	 */
	private final class Check implements Runnable {

		private final Scheduler scheduler;

		private final long time;

		private volatile @Nullable Disposable task;

		Check(Scheduler scheduler, long time) {
			this.scheduler = scheduler;
			this.time = time;
		}

		void schedule(long nanos) {
			this.task = this.scheduler.schedule(this, nanos, TimeUnit.NANOSECONDS);
		}

		void dispose() {
			Disposable scheduled = this.task;
			if (scheduled != null) {
				scheduled.dispose();
			}
		}

		@Override
		public void run() {
			if (Deadlines.this.nextCheck.compareAndSet(this, null)) {
				check();
			}
		}

	}

}
