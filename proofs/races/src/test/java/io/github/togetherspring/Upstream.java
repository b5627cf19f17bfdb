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

package io.github.togetherspring;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * A publisher for one subscriber, whose signals are sent by the test.
 *
 * @param <T> the type of item
 */
public final class Upstream<T> extends Flux<T> implements Subscription {

	private volatile CoreSubscriber<? super T> subscriber;

	private volatile boolean cancelled;

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		this.subscriber = actual;
		actual.onSubscribe(this);
	}

	/**
	 * Send an item.
	 * @param item the item
	 */
	public void next(T item) {
		this.subscriber.onNext(item);
	}

	/**
	 * Complete, if there is a subscriber.
	 */
	public void complete() {
		if (this.subscriber != null) {
			this.subscriber.onComplete();
		}
	}

	/**
	 * Fail.
	 * @param error the error
	 */
	public void fail(Throwable error) {
		this.subscriber.onError(error);
	}

	public boolean isStarted() {
		return this.subscriber != null;
	}

	/**
	 * Return whether it has a subscriber that will never cancel it.
	 * @return whether it is left running
	 */
	public boolean isRunning() {
		return isStarted() && !this.cancelled;
	}

	public boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void request(long n) {
	}

	@Override
	public void cancel() {
		this.cancelled = true;
	}

}
