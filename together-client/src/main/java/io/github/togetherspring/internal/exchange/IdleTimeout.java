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

package io.github.togetherspring.internal.exchange;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.internal.call.Deadlines;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Ends a response if the server is silent for too long. Unlike Reactor's {@code timeout},
 * it only runs while the subscriber waits: a slow subscriber is not a silent server.
 * Unlike the read time-outs of HTTP clients, it exists for all of them.
 */
final class IdleTimeout {

	/**
	 * The time for which the server may be silent once all text has arrived.
	 */
	static final Duration GRACE = Duration.ofSeconds(1);

	private final Duration timeout;

	private final Deadlines deadlines;

	private final BooleanSupplier over;

	IdleTimeout(Duration timeout, Deadlines deadlines) {
		this(timeout, deadlines, () -> false);
	}

	/**
	 * Create a time-out for a response that may be complete before it ends.
	 * @param timeout the time for which the server may be silent
	 * @param deadlines the time-outs of the client
	 * @param over checks after each buffer whether all text has arrived, so that
	 * {@link #GRACE} is enough
	 */
	IdleTimeout(Duration timeout, Deadlines deadlines, BooleanSupplier over) {
		this.timeout = timeout;
		this.deadlines = deadlines;
		this.over = over;
	}

	Flux<DataBuffer> apply(Flux<DataBuffer> source) {
		return new FluxOperator<>(source) {

			@Override
			public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
				this.source.subscribe(
						new Watch(actual, IdleTimeout.this.timeout, IdleTimeout.this.deadlines, IdleTimeout.this.over));
			}

		};
	}

	private enum State {

		// Nothing is being delivered: the only state in which the time-out can expire.
		WAITING,

		HANDING_ON,

		ENDED

	}

	/**
	 * Monitors one response.
	 */
	private static final class Watch implements CoreSubscriber<DataBuffer>, Subscription, Scannable, Deadlines.Wait {

		private final CoreSubscriber<? super DataBuffer> actual;

		private final Deadlines deadlines;

		private final BooleanSupplier over;

		private final AtomicLong demand = new AtomicLong();

		private final AtomicReference<State> state = new AtomicReference<>(State.HANDING_ON);

		private volatile long waitingSince;

		private volatile Duration timeout;

		@SuppressWarnings("NullAway.Init")
		private Subscription upstream;

		Watch(CoreSubscriber<? super DataBuffer> actual, Duration timeout, Deadlines deadlines, BooleanSupplier over) {
			this.actual = actual;
			this.timeout = timeout;
			this.deadlines = deadlines;
			this.over = over;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (!Operators.validate(this.upstream, subscription)) {
				return;
			}
			this.upstream = subscription;
			this.waitingSince = this.deadlines.now();
			this.actual.onSubscribe(this);
			this.state.compareAndSet(State.HANDING_ON, State.WAITING);
			addToDeadlines();
		}

		@Override
		public void onNext(DataBuffer buffer) {
			if (!this.state.compareAndSet(State.WAITING, State.HANDING_ON) && this.state.get() == State.ENDED) {
				DataBufferUtils.release(buffer);
				return;
			}
			this.demand.updateAndGet((demand) -> (demand != Long.MAX_VALUE) ? demand - 1 : demand);
			this.actual.onNext(buffer);
			this.waitingSince = this.deadlines.now();
			boolean waits = this.state.compareAndSet(State.HANDING_ON, State.WAITING);
			if (waits && this.over.getAsBoolean() && this.timeout.compareTo(GRACE) > 0) {
				this.timeout = GRACE;
				this.deadlines.checkWithin(GRACE);
			}
		}

		@Override
		public void onError(Throwable error) {
			if (end()) {
				this.actual.onError(error);
			}
		}

		@Override
		public void onComplete() {
			if (end()) {
				this.actual.onComplete();
			}
		}

		@Override
		public void request(long n) {
			if (n <= 0) {
				fail(Exceptions.nullOrNegativeRequestException(n), State.HANDING_ON);
				fail(Exceptions.nullOrNegativeRequestException(n), State.WAITING);
				return;
			}
			// The time is set first: with new demand and an old time, it would expire too
			// early.
			if (this.demand.get() == 0) {
				this.waitingSince = this.deadlines.now();
			}
			this.demand.accumulateAndGet(n, Operators::addCap);
			this.upstream.request(n);
		}

		@Override
		public void cancel() {
			end();
			this.upstream.cancel();
		}

		private boolean end() {
			boolean ended = this.state.getAndSet(State.ENDED) != State.ENDED;
			this.deadlines.remove(this);
			return ended;
		}

		private boolean fail(Throwable error, State from) {
			if (!this.state.compareAndSet(from, State.ENDED)) {
				return false;
			}
			this.deadlines.remove(this);
			this.upstream.cancel();
			this.actual.onError(error);
			return true;
		}

		private void addToDeadlines() {
			this.deadlines.add(this, this.timeout);
			if (this.state.get() == State.ENDED) {
				this.deadlines.remove(this);
			}
		}

		@Override
		public long nanosLeft(long now) {
			long left = Deadlines.nanos(this.timeout);
			if (this.demand.get() > 0 && this.state.get() == State.WAITING) {
				left -= now - this.waitingSince;
			}
			return left;
		}

		@Override
		public void expire() {
			Throwable error = new TogetherTimeoutException(Phase.STREAM_IDLE, this.timeout, null);
			if (nanosLeft(this.deadlines.now()) > 0 || !fail(error, State.WAITING)) {
				// Something has just arrived.
				addToDeadlines();
			}
		}

		@Override
		@SuppressWarnings("rawtypes")
		public @Nullable Object scanUnsafe(Attr key) {
			if (key == Attr.PARENT) {
				return this.upstream;
			}
			if (key == Attr.ACTUAL) {
				return this.actual;
			}
			if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
				return this.demand.get();
			}
			if (key == Attr.TERMINATED) {
				return this.state.get() == State.ENDED;
			}
			return (key == Attr.RUN_STYLE) ? Attr.RunStyle.SYNC : null;
		}

	}

}
