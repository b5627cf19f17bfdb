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

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * An attempt that starts when its place is granted.
 *
 * @param <T> the type of result
 */
final class PacedAttempt<T> extends Operators.DeferredSubscription implements CoreSubscriber<T> {

	private final Pacer pacer;

	private final Flux<? extends T> attempt;

	private final CoreSubscriber<? super T> actual;

	private final PacedCall call;

	private final Place place;

	PacedAttempt(Pacer pacer, Flux<? extends T> attempt, CoreSubscriber<? super T> actual, PacedCall call) {
		this.pacer = pacer;
		this.attempt = attempt;
		this.actual = actual;
		this.call = call;
		this.place = new Place(pacer, call.priority(), this::start);
	}

	void begin() {
		this.actual.onSubscribe(this);
		this.pacer.enter(this.place);
	}

	private void start() {
		if (isCancelled()) {
			return;
		}
		this.call.granted(this.place);
		this.attempt.subscribe(this);
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
		this.actual.onNext(result);
	}

	@Override
	public void onError(Throwable error) {
		this.pacer.failed(this.place, error, this.call);
		this.actual.onError(error);
	}

	@Override
	public void onComplete() {
		this.actual.onComplete();
	}

	@Override
	public void cancel() {
		this.pacer.leave(this.place);
		super.cancel();
	}

}
