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

package io.github.togetherspring.internal.client;

import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One of many calls, from its subscription to its outcome.
 */
final class BulkCall implements CoreSubscriber<CompletionResponse>, Scannable {

	private static final Subscription ENDED = Operators.cancelledSubscription();

	private final BulkRun run;

	private final ReorderWindow.Place place;

	private final CompletionRequest request;

	private final AtomicReference<@Nullable Subscription> upstream = new AtomicReference<>();

	private @Nullable CompletionResponse response;

	private @Nullable BulkResult result;

	private long resultSize;

	private @Nullable ClientStoppedException stop;

	BulkCall(BulkRun run, ReorderWindow.Place place, CompletionRequest request) {
		this.run = run;
		this.place = place;
		this.request = request;
	}

	void begin(Function<CompletionRequest, Mono<CompletionResponse>> create) {
		try {
			create.apply(this.request).subscribe(this);
		}
		catch (RuntimeException | Error ex) {
			onError(ex);
		}
	}

	/**
	 * Cancel the call, which then has no outcome.
	 */
	void cancel() {
		Subscription running = this.upstream.getAndSet(ENDED);
		if (running != null) {
			running.cancel();
		}
	}

	/**
	 * Enter the outcome into the window.
	 * @param window the window
	 * @return whether the application shuts down
	 */
	boolean end(ReorderWindow window) {
		if (this.result != null) {
			window.end(this.place, this.result, this.resultSize);
		}
		else if (this.stop != null) {
			window.endWithoutResult(this.place, this.stop.callStarted());
		}
		return this.stop != null;
	}

	@Override
	public Context currentContext() {
		return this.run.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (this.upstream.compareAndSet(null, subscription)) {
			subscription.request(Long.MAX_VALUE);
		}
		else {
			subscription.cancel();
		}
	}

	@Override
	public void onNext(CompletionResponse response) {
		this.response = response;
	}

	@Override
	public void onError(Throwable error) {
		if (this.upstream.getAndSet(ENDED) == ENDED) {
			return;
		}
		if (error instanceof ClientStoppedException stopped) {
			// Not a result: whoever stores results would take it for a final one.
			this.stop = stopped;
			this.run.end(this);
		}
		else if (error instanceof Error) {
			this.run.fail(error);
		}
		else {
			end(BulkResult.failed(this.place.index(), this.request, Exceptions.propagate(error)));
		}
	}

	@Override
	public void onComplete() {
		if (this.upstream.getAndSet(ENDED) == ENDED) {
			return;
		}
		end((this.response != null) ? BulkResult.succeeded(this.place.index(), this.request, this.response) : BulkResult
			.failed(this.place.index(), this.request, new NoSuchElementException("The call ended without a response")));
	}

	private void end(BulkResult result) {
		this.result = result;
		this.resultSize = ResultSize.of(result);
		this.run.end(this);
	}

	@Override
	@SuppressWarnings("rawtypes")
	public @Nullable Object scanUnsafe(Attr key) {
		if (key == Attr.PARENT) {
			return this.upstream.get();
		}
		if (key == Attr.ACTUAL) {
			return this.run;
		}
		if (key == Attr.TERMINATED) {
			return this.upstream.get() == ENDED;
		}
		return (key == Attr.RUN_STYLE) ? Attr.RunStyle.SYNC : null;
	}

}
