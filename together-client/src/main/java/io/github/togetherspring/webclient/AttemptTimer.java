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

package io.github.togetherspring.webclient;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The one timer of an attempt, whatever is waited for: the head of the answer first, then
 * each piece of its body. It is not moved with what is waited for but looks at the clock
 * when it strikes, since a timer that is due before all others wakes the scheduler's
 * thread, and that costs as much as the rest of a time-out. Where it finds that nothing
 * is waited for, it rests until something is.
 * <p>
 * Its lock is not held while it asks, since the answer may be the end of the call.
 */
final class AttemptTimer {

	private static final Duration FOREVER = Duration.ofDays(36_500);

	private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(1);

	private final long interval;

	private final Scheduler scheduler;

	private @Nullable LongSupplier watched;

	private @Nullable Disposable alarm;

	// When the alarm is due, if one is set.
	private long due;

	private boolean set;

	// How many alarms were set: one may strike before it is known here.
	private int alarms;

	private boolean stopped;

	/**
	 * Creates a timer that does not run yet.
	 * @param interval how often it strikes at least; what is waited for later and not
	 * shorter than this sets no other timer
	 * @param scheduler its scheduler
	 */
	AttemptTimer(Duration interval, Scheduler scheduler) {
		this.interval = Math.max(nanos(interval), SHORTEST);
		this.scheduler = scheduler;
	}

	static long nanos(Duration duration) {
		return ((duration.compareTo(FOREVER) < 0) ? duration : FOREVER).toNanos();
	}

	/**
	 * Waits for something from now on, instead of what was waited for before.
	 * @param nanos how long to wait
	 * @param left asked when the time may be over, and again as long as there is time
	 * left: tells how many nanoseconds, or that the wait is over by something that is not
	 * positive
	 */
	synchronized void watch(long nanos, LongSupplier left) {
		this.watched = left;
		arm(nanos);
	}

	/**
	 * Returns a publisher that completes when a time is over.
	 * @param timeout the time from the subscription on
	 * @return the publisher, which waits for nothing any more once it is cancelled
	 */
	Mono<Void> after(Duration timeout) {
		return Mono.create((sink) -> {
			long nanos = nanos(timeout);
			long end = now() + nanos;
			LongSupplier left = () -> {
				long leftNanos = end - now();
				if (leftNanos <= 0) {
					sink.success();
				}
				return leftNanos;
			};
			// It may be cancelled already, and somebody else be waiting for the body.
			watchIfFree(nanos, left);
			sink.onDispose(() -> forget(left));
		});
	}

	private synchronized void watchIfFree(long nanos, LongSupplier left) {
		if (this.watched == null) {
			watch(nanos, left);
		}
	}

	private synchronized void forget(LongSupplier left) {
		if (this.watched == left) {
			this.watched = null;
		}
	}

	/**
	 * Ends the timer, for good.
	 */
	void stop() {
		Disposable last;
		synchronized (this) {
			this.stopped = true;
			this.watched = null;
			last = this.alarm;
			this.alarm = null;
		}
		if (last != null) {
			last.dispose();
		}
	}

	/**
	 * Returns the time.
	 * @return nanoseconds since some moment; they do not jump as the time of day may
	 */
	long now() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	private void strike() {
		LongSupplier left;
		synchronized (this) {
			this.set = false;
			left = this.watched;
		}
		long nanos = (left != null) ? left.getAsLong() : 0;
		if (nanos > 0) {
			arm(Math.max(nanos, SHORTEST));
		}
	}

	private synchronized void arm(long nanos) {
		long delay = Math.min(nanos, this.interval);
		long next = now() + delay;
		if (this.stopped || (this.set && this.due - next <= 0)) {
			return;
		}
		if (this.alarm != null) {
			this.alarm.dispose();
		}
		this.set = true;
		this.due = next;
		int number = ++this.alarms;
		Disposable scheduled = this.scheduler.schedule(this::strike, delay, TimeUnit.NANOSECONDS);
		if (number == this.alarms) {
			this.alarm = scheduled;
		}
	}

}
