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

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.util.context.Context;

/**
 * Gives a call up when its reader throws what Reactor does not turn into an error: fatal
 * errors, and anything from a subscriber written by hand. Nobody else would end the call,
 * and it would keep its connection and its place among the concurrent ones. A reader who
 * has left hears no error any more: Reactor would log it.
 *
 * @param <T> the kind of result
 */
final class ReaderGuard<T> implements CoreSubscriber<T>, Subscription {

	private final CoreSubscriber<? super T> actual;

	@SuppressWarnings("NullAway.Init")
	private Subscription call;

	private volatile boolean left;

	private ReaderGuard(CoreSubscriber<? super T> actual) {
		this.actual = actual;
	}

	static <T> Flux<T> guard(Flux<T> call) {
		return new FluxOperator<>(call) {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				this.source.subscribe(new ReaderGuard<>(actual));
			}

		};
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.call = subscription;
		this.actual.onSubscribe(this);
	}

	@Override
	public void onNext(T result) {
		try {
			this.actual.onNext(result);
		}
		catch (RuntimeException | Error ex) {
			this.call.cancel();
			throw ex;
		}
	}

	@Override
	public void onError(Throwable error) {
		if (this.left) {
			LateErrors.drop(error);
			return;
		}
		try {
			this.actual.onError(error);
		}
		catch (RuntimeException | Error ex) {
			this.call.cancel();
			throw ex;
		}
	}

	@Override
	public void onComplete() {
		try {
			this.actual.onComplete();
		}
		catch (RuntimeException | Error ex) {
			this.call.cancel();
			throw ex;
		}
	}

	@Override
	public void request(long n) {
		this.call.request(n);
	}

	@Override
	public void cancel() {
		this.left = true;
		this.call.cancel();
	}

}
