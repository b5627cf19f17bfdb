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

import java.util.concurrent.atomic.AtomicInteger;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * A subscriber that records what reaches it, and whether it breaks a rule: two signals at
 * once, or one after the end.
 *
 * @param <T> the type of item
 */
public final class Downstream<T> implements CoreSubscriber<T> {

	private final AtomicInteger inside = new AtomicInteger();

	private final AtomicInteger items = new AtomicInteger();

	private final AtomicInteger completions = new AtomicInteger();

	private final AtomicInteger errors = new AtomicInteger();

	private volatile boolean broken;

	private volatile Subscription subscription;

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
	}

	@Override
	public void onNext(T item) {
		signal(this.items);
	}

	@Override
	public void onError(Throwable error) {
		signal(this.errors);
	}

	@Override
	public void onComplete() {
		signal(this.completions);
	}

	private void signal(AtomicInteger count) {
		boolean alone = this.inside.getAndIncrement() == 0;
		boolean ended = this.completions.get() + this.errors.get() > 0;
		if (!alone || ended) {
			this.broken = true;
		}
		count.incrementAndGet();
		this.inside.decrementAndGet();
	}

	public void request(long n) {
		this.subscription.request(n);
	}

	public void cancel() {
		this.subscription.cancel();
	}

	/**
	 * Return how it ended.
	 * @return {@code completed}, {@code failed}, {@code open} or, if a rule was broken,
	 * {@code broken}
	 */
	public String end() {
		if (this.broken) {
			return "broken";
		}
		return (this.completions.get() > 0) ? "completed" : (this.errors.get() > 0) ? "failed" : "open";
	}

	public int items() {
		return this.items.get();
	}

}
