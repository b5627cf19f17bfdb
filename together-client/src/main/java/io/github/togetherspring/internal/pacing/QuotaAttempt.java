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

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * An attempt that starts when it has its permits.
 *
 * @param <T> the type of result
 */
final class QuotaAttempt<T> extends Operators.DeferredSubscription implements CoreSubscriber<T> {

	private final QuotaGate gate;

	private final Flux<? extends T> attempt;

	private final CoreSubscriber<? super T> actual;

	private final QuotaCall call;

	private final Reservation reservation;

	QuotaAttempt(QuotaGate gate, Flux<? extends T> attempt, CoreSubscriber<? super T> actual, QuotaCall call,
			@Nullable TokenEstimate estimate) {
		this.gate = gate;
		this.attempt = attempt;
		this.actual = actual;
		this.call = call;
		this.reservation = new Reservation(call.priority(), estimate, this::start);
	}

	void begin() {
		this.actual.onSubscribe(this);
		this.gate.enter(this.reservation);
	}

	private void start() {
		if (this.gate.start(this.reservation)) {
			this.call.permitted(this.reservation.granted - this.reservation.asked);
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
		this.reservation.received(result);
		this.actual.onNext(result);
	}

	@Override
	public void onError(Throwable error) {
		this.gate.failed(this.reservation, error);
		this.actual.onError(error);
	}

	@Override
	public void onComplete() {
		this.gate.completed(this.reservation);
		this.actual.onComplete();
	}

	@Override
	public void cancel() {
		this.gate.cancelled(this.reservation);
		super.cancel();
	}

}
