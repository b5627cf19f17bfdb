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

package io.github.togetherspring.internal.budget;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherStreamException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.completions.UnreadableResponseException;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * An attempt that is sent only if the budget allows it, and charged when it ends.
 *
 * @param <T> the type of result
 */
final class BudgetedAttempt<T> extends Operators.DeferredSubscription implements CoreSubscriber<T> {

	private final Budget budget;

	private final CoreSubscriber<? super T> actual;

	private final CompletionRequest request;

	private final ReceivedTokens received = new ReceivedTokens();

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	BudgetedAttempt(Budget budget, CoreSubscriber<? super T> actual, CompletionRequest request) {
		this.budget = budget;
		this.actual = actual;
		this.request = request;
	}

	void begin(Flux<T> attempt, UnaryOperator<Flux<T>> inTurn) {
		this.actual.onSubscribe(this);
		this.budget.enter(this);
		refuse();
		if (this.state.get() == State.WAITING) {
			inTurn.apply(Flux.defer(() -> send(attempt))).subscribe(this);
		}
		else {
			this.budget.leave(this);
		}
	}

	private Flux<T> send(Flux<T> attempt) {
		refuse();
		if (!this.state.compareAndSet(State.WAITING, State.SENT)) {
			return Flux.empty();
		}
		this.budget.leave(this);
		return attempt;
	}

	/**
	 * Fail, unless there is budget left or the attempt has been sent.
	 */
	void refuse() {
		TogetherException refusal = this.budget.refusal(this.request);
		if (refusal != null && this.state.compareAndSet(State.WAITING, State.ENDED)) {
			this.budget.leave(this);
			super.cancel();
			this.actual.onError(refusal);
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
		this.received.add(result);
		this.actual.onNext(result);
	}

	@Override
	public void onError(Throwable error) {
		State last = end();
		if (last == State.ENDED) {
			Operators.onErrorDropped(error, currentContext());
			return;
		}
		if (last == State.SENT && (!this.received.isEmpty() || isPaidFor(error))) {
			charge();
		}
		this.actual.onError(error);
	}

	@Override
	public void onComplete() {
		State last = end();
		if (last == State.SENT) {
			charge();
		}
		if (last != State.ENDED) {
			this.actual.onComplete();
		}
	}

	@Override
	public void cancel() {
		State last = end();
		super.cancel();
		if (last == State.SENT) {
			charge();
		}
	}

	private State end() {
		State last = this.state.getAndSet(State.ENDED);
		if (last == State.WAITING) {
			this.budget.leave(this);
		}
		return last;
	}

	private void charge() {
		this.budget.spend(this.received.total(this.request), this.request);
	}

	// The server may have generated text before the attempt failed, unless it responded
	// with an error or was not reached.
	private static boolean isPaidFor(Throwable error) {
		if (error instanceof TogetherTimeoutException timeout) {
			return timeout.phase() != Phase.CONNECT;
		}
		if (error instanceof ConnectionException connection) {
			return switch (connection.reason()) {
				case REFUSED, UNRESOLVED, CERTIFICATE, PROXY, POOL_EXHAUSTED -> false;
				case RESET, PROTOCOL, OTHER -> true;
			};
		}
		return error instanceof TogetherStreamException || error instanceof UnreadableResponseException;
	}

	private enum State {

		/** Waits for its turn. */
		WAITING,

		/** Was sent, or is about to be. */
		SENT,

		/** Has ended, and was charged if it had been sent. */
		ENDED

	}

}
