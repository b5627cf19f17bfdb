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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Ends an answer with an error if the server sends nothing for some time although the
 * reader waits for it. {@link Flux#timeout} does not tell the two apart: there a reader
 * who takes his time would be taken for a server that stalls.
 */
final class IdleTimeout {

	/**
	 * How long the server may be silent when all that counts has come.
	 */
	static final Duration GRACE = Duration.ofSeconds(1);

	private final Duration timeout;

	private final AttemptTimer timer;

	private final BooleanSupplier over;

	IdleTimeout(Duration timeout, AttemptTimer timer) {
		this(timeout, timer, () -> false);
	}

	/**
	 * Creates a time-out for a response that may be over before it ends.
	 * @param timeout how long the server may be silent
	 * @param timer the attempt's timer
	 * @param over asked after each piece whether all that counts has come, so that
	 * {@link #GRACE} is enough
	 */
	IdleTimeout(Duration timeout, AttemptTimer timer, BooleanSupplier over) {
		this.timeout = timeout;
		this.timer = timer;
		this.over = over;
	}

	Flux<DataBuffer> apply(Flux<DataBuffer> source) {
		return new FluxOperator<>(source) {

			@Override
			public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
				this.source.subscribe(
						new Watch(actual, IdleTimeout.this.timeout, IdleTimeout.this.timer, IdleTimeout.this.over));
			}

		};
	}

	private enum State {

		// Nothing is being handed on: the only state in which a time-out may strike.
		WAITING,

		HANDING_ON,

		ENDED

	}

	/**
	 * Watches one answer.
	 */
	private static final class Watch implements CoreSubscriber<DataBuffer>, Subscription {

		private final CoreSubscriber<? super DataBuffer> actual;

		private final AttemptTimer timer;

		private final BooleanSupplier over;

		private final AtomicLong demand = new AtomicLong();

		private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

		private volatile long waitingSince;

		private volatile Duration timeout;

		@SuppressWarnings("NullAway.Init")
		private Subscription upstream;

		Watch(CoreSubscriber<? super DataBuffer> actual, Duration timeout, AttemptTimer timer, BooleanSupplier over) {
			this.actual = actual;
			this.timeout = timeout;
			this.timer = timer;
			this.over = over;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.waitingSince = this.timer.now();
			this.timer.watch(AttemptTimer.nanos(this.timeout), this::nanosLeft);
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(DataBuffer buffer) {
			if (!this.state.compareAndSet(State.WAITING, State.HANDING_ON) && this.state.get() == State.ENDED) {
				DataBufferUtils.release(buffer);
				return;
			}
			this.demand.updateAndGet((demand) -> (demand != Long.MAX_VALUE) ? demand - 1 : demand);
			this.actual.onNext(buffer);
			this.waitingSince = this.timer.now();
			boolean waits = this.state.compareAndSet(State.HANDING_ON, State.WAITING);
			if (waits && this.over.getAsBoolean() && this.timeout.compareTo(GRACE) > 0) {
				this.timeout = GRACE;
				this.timer.watch(AttemptTimer.nanos(GRACE), this::nanosLeft);
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
			// The time first: with demand and an old time, a strike would come too early.
			if (this.demand.get() == 0) {
				this.waitingSince = this.timer.now();
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
			this.timer.stop();
			return this.state.getAndSet(State.ENDED) != State.ENDED;
		}

		private long nanosLeft() {
			long left = AttemptTimer.nanos(this.timeout);
			if (this.demand.get() > 0 && this.state.get() == State.WAITING) {
				left -= this.timer.now() - this.waitingSince;
			}
			if (left > 0) {
				return left;
			}
			if (this.state.compareAndSet(State.WAITING, State.ENDED)) {
				this.timer.stop();
				this.upstream.cancel();
				this.actual.onError(new TogetherTimeoutException(Phase.STREAM_IDLE, this.timeout, null));
				return 0;
			}
			// Something has come just now.
			return AttemptTimer.nanos(this.timeout);
		}

	}

}
