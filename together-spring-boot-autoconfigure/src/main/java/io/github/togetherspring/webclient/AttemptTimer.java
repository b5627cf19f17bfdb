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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The one timer of an attempt, whatever is waited for: the head of the answer first, then
 * each piece of its body. It is not moved with what is waited for but looks at the clock
 * when it strikes, since a timer that is due before all others wakes the scheduler's
 * thread, and that costs as much as the rest of a time-out.
 */
final class AttemptTimer {

	private final long intervalMillis;

	private final Scheduler scheduler;

	private final Disposable.Swap timer = Disposables.swap();

	// Tells how many milliseconds are left to wait, and acts if none are.
	private final AtomicReference<@Nullable LongSupplier> watched = new AtomicReference<>();

	private boolean started;

	/**
	 * Creates a timer that does not run yet.
	 * @param interval how often it strikes at least: the shortest time that anything but
	 * the first may be waited for
	 * @param scheduler its scheduler
	 */
	AttemptTimer(Duration interval, Scheduler scheduler) {
		this.intervalMillis = interval.toMillis();
		this.scheduler = scheduler;
	}

	/**
	 * Waits for something from now on, instead of what was waited for before.
	 * @param millis how long to wait
	 * @param left asked when the time may be over, and again as long as there is time
	 * left: tells how many milliseconds, or that the wait is over by something that is
	 * not positive
	 */
	void watch(long millis, LongSupplier left) {
		this.watched.set(left);
		if (!this.started) {
			this.started = true;
			set(Math.min(millis, this.intervalMillis));
		}
	}

	/**
	 * Returns a publisher that completes when a time is over.
	 * @param timeout the time from the subscription on
	 * @return the publisher, which waits for nothing any more once it is cancelled
	 */
	Mono<Void> after(Duration timeout) {
		return Mono.create((sink) -> {
			long end = now() + timeout.toMillis();
			LongSupplier watch = () -> {
				long left = end - now();
				if (left <= 0) {
					sink.success();
				}
				return left;
			};
			sink.onDispose(() -> this.watched.compareAndSet(watch, null));
			watch(timeout.toMillis(), watch);
		});
	}

	/**
	 * Ends the timer, for good.
	 */
	void stop() {
		this.timer.dispose();
	}

	long now() {
		return this.scheduler.now(TimeUnit.MILLISECONDS);
	}

	private void strike() {
		LongSupplier left = this.watched.get();
		long millis = (left != null) ? left.getAsLong() : this.intervalMillis;
		if (millis > 0) {
			set(Math.min(millis, this.intervalMillis));
		}
	}

	// Replaced, not updated: a timer may strike, and set the next, before it is known
	// here, and is not to dispose of that one then.
	private void set(long millis) {
		this.timer.replace(this.scheduler.schedule(this::strike, millis, TimeUnit.MILLISECONDS));
	}

}
