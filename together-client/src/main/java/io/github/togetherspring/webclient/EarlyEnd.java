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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Ends a flux for its reader with the last item that counts, and lets the source run to
 * its own end behind it, for a moment: so a connection whose answer is over is used
 * again, where cancelling would close it.
 *
 * @param <T> the kind of item
 */
final class EarlyEnd<T> {

	private static final Duration GRACE = Duration.ofMillis(200);

	private static final int MAX_ITEMS = 16;

	private final Predicate<T> last;

	EarlyEnd(Predicate<T> last) {
		this.last = last;
	}

	Flux<T> apply(Flux<T> source) {
		return new FluxOperator<>(source) {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				this.source.subscribe(new Reader<>(actual, EarlyEnd.this.last));
			}

		};
	}

	/**
	 * Hands the items on until the last.
	 *
	 * @param <T> the kind of item
	 */
	private static final class Reader<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> actual;

		private final Predicate<T> last;

		private final AtomicBoolean ended = new AtomicBoolean();

		private int behind;

		@SuppressWarnings("NullAway.Init")
		private Subscription upstream;

		Reader(CoreSubscriber<? super T> actual, Predicate<T> last) {
			this.actual = actual;
			this.last = last;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(T item) {
			if (this.ended.get()) {
				if (++this.behind > MAX_ITEMS) {
					this.upstream.cancel();
				}
				return;
			}
			boolean isLast = this.last.test(item);
			this.actual.onNext(item);
			if (isLast && this.ended.compareAndSet(false, true)) {
				this.actual.onComplete();
				Schedulers.parallel().schedule(this.upstream::cancel, GRACE.toMillis(), TimeUnit.MILLISECONDS);
				this.upstream.request(Long.MAX_VALUE);
			}
		}

		@Override
		public void onError(Throwable error) {
			if (this.ended.compareAndSet(false, true)) {
				this.actual.onError(error);
			}
		}

		@Override
		public void onComplete() {
			if (this.ended.compareAndSet(false, true)) {
				this.actual.onComplete();
			}
		}

		@Override
		public void request(long n) {
			if (!this.ended.get()) {
				this.upstream.request(n);
			}
		}

		@Override
		public void cancel() {
			if (this.ended.compareAndSet(false, true)) {
				this.upstream.cancel();
			}
		}

	}

}
