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

package io.github.togetherspring.internal.pacing;

import java.util.function.Function;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * An attempt that starts when its {@link Waiter} lets it, and reports its end to it.
 *
 * @param <T> the type of result
 */
final class WaitingAttempt<T> extends Operators.DeferredSubscription implements CoreSubscriber<T> {

	private final Flux<? extends T> attempt;

	private final CoreSubscriber<? super T> actual;

	private final Waiter<?> waiter;

	/**
	 * Create an attempt.
	 * @param attempt the attempt
	 * @param actual receives its results
	 * @param waiter creates the waiter, from the task that it must run to start the
	 * attempt
	 */
	WaitingAttempt(Flux<? extends T> attempt, CoreSubscriber<? super T> actual,
			Function<Runnable, ? extends Waiter<?>> waiter) {
		this.attempt = attempt;
		this.actual = actual;
		this.waiter = waiter.apply(this::start);
	}

	void begin() {
		this.actual.onSubscribe(this);
		this.waiter.enter();
	}

	private void start() {
		if (!isCancelled() && this.waiter.starts()) {
			this.attempt.subscribe(this);
		}
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		set(subscription);
	}

	@Override
	public void onNext(T result) {
		this.waiter.received(result);
		this.actual.onNext(result);
	}

	@Override
	public void onError(Throwable error) {
		this.waiter.failed(error);
		this.actual.onError(error);
	}

	@Override
	public void onComplete() {
		this.waiter.completed();
		this.actual.onComplete();
	}

	@Override
	public void cancel() {
		this.waiter.cancelled();
		super.cancel();
	}

}
