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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.internal.http.DroppedErrors;
import io.github.togetherspring.observation.CompletionsObservation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Follows the calls of one client from their subscription to their end. Reports what
 * happens to a call's observation, to the client's record and to its retry budget; ends a
 * call when the application shuts down or its total time is over; cancels it if its
 * subscriber throws an exception that Reactor does not handle; drops errors after its
 * end.
 */
public final class CallLifecycle {

	private final @Nullable ShutdownGate gate;

	private final Deadlines deadlines;

	private final RecentCallsTracker recentCalls;

	private final Retries retries;

	/**
	 * Create an object for the calls of one client.
	 * @param gate the gate that calls go through, or {@code null} for none
	 * @param deadlines the time-outs of the client
	 * @param recentCalls the record of the client's calls
	 * @param retries the retries of the client
	 */
	public CallLifecycle(@Nullable ShutdownGate gate, Deadlines deadlines, RecentCallsTracker recentCalls,
			Retries retries) {
		this.gate = gate;
		this.deadlines = deadlines;
		this.recentCalls = recentCalls;
		this.retries = retries;
	}

	/**
	 * Follow a call.
	 * @param <T> the type of result
	 * @param attempts all attempts of the call
	 * @param call the call
	 * @param received reports a result to an observation
	 * @return the call as its caller sees it
	 */
	public <T> Flux<T> follow(Flux<T> attempts, Call call, BiConsumer<CompletionsObservation, T> received) {
		return new FluxOperator<>(attempts) {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				new Followed<>(CallLifecycle.this, actual, call, received).begin(this.source);
			}

		};
	}

	private @Nullable Throwable begin(Followed<?> call) {
		return (this.gate != null) ? this.gate.enter(call) : null;
	}

	private void end(Followed<?> call) {
		if (this.gate != null) {
			this.gate.leave(call);
		}
	}

	/**
	 * An active call.
	 *
	 * @param <T> the type of result
	 */
	private static final class Followed<T>
			implements CoreSubscriber<T>, Subscription, Scannable, ShutdownGate.Interruptible {

		// A flag in the state, next to the number of signals being delivered, which may
		// be nested.
		private static final int ENDED = 1 << 30;

		private static final int INTERRUPTED = 1 << 29;

		private final CallLifecycle lifecycle;

		private final CoreSubscriber<? super T> actual;

		private final Call call;

		private final BiConsumer<CompletionsObservation, T> received;

		private final Context context;

		// Initially, the subscription itself is being delivered.
		private final AtomicInteger state = new AtomicInteger(1);

		private final AtomicReference<@Nullable Throwable> interruption = new AtomicReference<>();

		private @Nullable Disposable totalTimeout;

		private volatile @Nullable Subscription upstream;

		Followed(CallLifecycle lifecycle, CoreSubscriber<? super T> actual, Call call,
				BiConsumer<CompletionsObservation, T> received) {
			this.lifecycle = lifecycle;
			this.actual = actual;
			this.call = call;
			this.received = received;
			Context dropping = DroppedErrors.dropIn(actual.currentContext());
			CompletionsObservation observation = call.observation();
			this.context = (observation != null)
					? dropping.put(ObservationThreadLocalAccessor.KEY, observation.observation()) : dropping;
		}

		void begin(Flux<? extends T> attempts) {
			Throwable refusal = this.lifecycle.begin(this);
			if (refusal == null) {
				attempts.subscribe(this);
				return;
			}
			CompletionsObservation observation = this.call.observation();
			if (observation != null) {
				observation.failed(refusal);
			}
			Operators.error(this.actual, refusal);
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (!Operators.validate(this.upstream, subscription)) {
				return;
			}
			this.upstream = subscription;
			Duration timeout = this.call.totalTimeout();
			if (timeout != null) {
				this.totalTimeout = this.lifecycle.deadlines.run(timeout, () -> interrupt(expired(timeout)));
			}
			this.actual.onSubscribe(this);
			handedOn();
		}

		private TogetherTimeoutException expired(Duration timeout) {
			return this.call.isSent() ? new TogetherTimeoutException(Phase.TOTAL, timeout, null)
					: TogetherTimeoutException.notSent(timeout);
		}

		@Override
		public void onNext(T result) {
			if (this.state.getAndIncrement() >= INTERRUPTED) {
				Operators.onDiscard(result, this.context);
				handedOn();
				return;
			}
			this.call.delivered();
			CompletionsObservation observation = this.call.observation();
			if (observation != null) {
				this.received.accept(observation, result);
			}
			try {
				this.actual.onNext(result);
			}
			catch (RuntimeException | Error ex) {
				cancel();
				throw ex;
			}
			finally {
				handedOn();
			}
		}

		private void handedOn() {
			if (this.state.decrementAndGet() == INTERRUPTED) {
				handOnInterruption();
			}
		}

		@Override
		public void onError(Throwable error) {
			if (!end(ENDED)) {
				DroppedErrors.drop(error);
				return;
			}
			this.lifecycle.recentCalls.failed(error);
			handOnError(error);
		}

		private void handOnError(Throwable error) {
			CompletionsObservation observation = this.call.observation();
			if (observation != null) {
				observation.failed(error);
			}
			leave();
			try {
				this.actual.onError(error);
			}
			catch (RuntimeException | Error ex) {
				cancelUpstream();
				throw ex;
			}
		}

		@Override
		public void onComplete() {
			if (!end(ENDED)) {
				return;
			}
			this.lifecycle.recentCalls.succeeded();
			this.lifecycle.retries.succeeded(this.call);
			CompletionsObservation observation = this.call.observation();
			if (observation != null) {
				observation.completed();
			}
			leave();
			try {
				this.actual.onComplete();
			}
			catch (RuntimeException | Error ex) {
				cancelUpstream();
				throw ex;
			}
		}

		@Override
		public void request(long n) {
			if (n <= 0) {
				interrupt(Exceptions.nullOrNegativeRequestException(n));
				return;
			}
			Subscription running = this.upstream;
			if (running != null) {
				running.request(n);
			}
		}

		@Override
		public void cancel() {
			if (end(ENDED)) {
				CompletionsObservation observation = this.call.observation();
				if (observation != null) {
					observation.cancelled();
				}
				cancelUpstream();
				leave();
			}
		}

		@Override
		public void interrupt(Throwable error) {
			if (this.interruption.compareAndSet(null, error) && end(INTERRUPTED)) {
				cancelUpstream();
				handOnInterruption();
			}
		}

		// Called by the interrupting thread, or by the one that was delivering a signal.
		private void handOnInterruption() {
			Throwable error = this.interruption.get();
			if (error != null && this.state.compareAndSet(INTERRUPTED, INTERRUPTED | ENDED)) {
				cancelUpstream();
				handOnError(error);
			}
		}

		private boolean end(int how) {
			return this.state.getAndUpdate((state) -> (state < INTERRUPTED) ? state | how : state) < INTERRUPTED;
		}

		private void cancelUpstream() {
			this.call.cancel();
			Subscription running = this.upstream;
			if (running != null) {
				running.cancel();
			}
		}

		private void leave() {
			if (this.totalTimeout != null) {
				this.totalTimeout.dispose();
			}
			this.lifecycle.end(this);
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
			if (key == Attr.TERMINATED) {
				return this.state.get() >= INTERRUPTED;
			}
			return (key == Attr.RUN_STYLE) ? Attr.RunStyle.SYNC : null;
		}

	}

}
