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

import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkProgress;
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
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * The calls and results of one subscription to {@code createAll}.
 * <p>
 * What happens is queued and processed by one thread at a time, in a loop: a call ends, a
 * result is delivered, a call begins, requests are asked for. The loop owns the window.
 * Only cancelling reaches the active calls from outside, because a subscriber that blocks
 * must not delay it.
 */
final class BulkRun implements CoreSubscriber<CompletionRequest>, Subscription, Scannable {

	private final CoreSubscriber<? super BulkResult> actual;

	private final Function<CompletionRequest, Mono<CompletionResponse>> create;

	private final ReorderWindow window;

	private final @Nullable ProgressReporter progress;

	private final Queue<CompletionRequest> requests = Queues.<CompletionRequest>unboundedMultiproducer().get();

	private final Queue<BulkCall> ended = Queues.<BulkCall>unboundedMultiproducer().get();

	private final Set<BulkCall> active = ConcurrentHashMap.newKeySet();

	private final AtomicLong demand = new AtomicLong();

	// The number of signals to process. The thread that increments it from zero does the
	// work.
	private final AtomicInteger work = new AtomicInteger();

	private volatile boolean cancelled;

	// What ends everything at once.
	private volatile @Nullable Throwable failure;

	private @Nullable Throwable sourceError;

	private volatile boolean sourceEnded;

	// The number of requests that were asked for and whose calls have not begun.
	private int asked;

	// The application shuts down: no call begins any more.
	private boolean stopped;

	private volatile boolean terminated;

	@SuppressWarnings("NullAway.Init")
	private Subscription source;

	BulkRun(CoreSubscriber<? super BulkResult> actual, Function<CompletionRequest, Mono<CompletionResponse>> create,
			BulkOptions options) {
		this.actual = actual;
		this.create = create;
		this.window = new ReorderWindow(options);
		this.progress = ProgressReporter.of(options.progressListener());
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (!Operators.validate(this.source, subscription)) {
			return;
		}
		this.source = subscription;
		this.actual.onSubscribe(this);
	}

	@Override
	public void onNext(CompletionRequest request) {
		this.requests.add(Objects.requireNonNull(request));
		drain();
	}

	@Override
	public void onError(Throwable error) {
		this.sourceError = Objects.requireNonNull(error);
		onComplete();
	}

	@Override
	public void onComplete() {
		this.sourceEnded = true;
		drain();
	}

	@Override
	public void request(long n) {
		if (n > 0) {
			this.demand.accumulateAndGet(n, Operators::addCap);
			drain();
		}
		else {
			fail(Exceptions.nullOrNegativeRequestException(n));
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		cancelCalls();
		drain();
	}

	/**
	 * Take note of the end of a call.
	 * @param call the call, which has its outcome
	 */
	void end(BulkCall call) {
		this.active.remove(call);
		this.ended.add(call);
		drain();
	}

	/**
	 * End everything with an error that is not the failure of a request.
	 * @param error the error
	 */
	void fail(Throwable error) {
		this.failure = error;
		drain();
	}

	private void cancelSource() {
		if (!this.sourceEnded) {
			this.source.cancel();
		}
	}

	private void cancelCalls() {
		cancelSource();
		for (BulkCall call : this.active) {
			this.active.remove(call);
			call.cancel();
		}
	}

	private void drain() {
		if (this.work.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		do {
			try {
				proceed();
			}
			catch (RuntimeException | Error ex) {
				// The subscriber has thrown, and can't cancel any more.
				cancelCalls();
				abandon();
				throw ex;
			}
			seen = this.work.addAndGet(-seen);
		}
		while (seen != 0);
	}

	private void proceed() {
		boolean delivered = true;
		while (delivered && !isOver()) {
			endCalls();
			delivered = deliver();
			// One for each result: calls that end at once must not run ahead.
			beginCalls(delivered ? 1 : Integer.MAX_VALUE);
			askForRequests();
		}
		if (!isOver()) {
			terminateIfDone();
		}
	}

	private boolean isOver() {
		if (!this.terminated && this.cancelled) {
			abandon();
		}
		Throwable error = this.failure;
		if (!this.terminated && error != null) {
			cancelCalls();
			abandon();
			this.actual.onError(error);
		}
		if (this.terminated) {
			this.requests.clear();
			this.ended.clear();
		}
		return this.terminated;
	}

	private void endCalls() {
		for (BulkCall call = this.ended.poll(); call != null; call = this.ended.poll()) {
			if (call.end(this.window)) {
				this.stopped = true;
				cancelSource();
			}
			report();
		}
	}

	private boolean deliver() {
		BulkResult result = (this.demand.get() > 0) ? this.window.next() : null;
		if (result == null) {
			return false;
		}
		this.demand.updateAndGet((demand) -> (demand != Long.MAX_VALUE) ? demand - 1 : demand);
		this.actual.onNext(result);
		return true;
	}

	private void beginCalls(int atMost) {
		for (int i = 0; i < atMost && this.window.room() > 0 && !this.stopped && !this.cancelled; i++) {
			CompletionRequest request = this.requests.poll();
			if (request == null) {
				return;
			}
			begin(request);
		}
	}

	private void begin(CompletionRequest request) {
		this.asked--;
		ReorderWindow.Place place = this.window.begin();
		BulkCall call = new BulkCall(this, place, request);
		this.active.add(call);
		report();
		// It may have been cancelled before the call was there to be cancelled.
		if (this.cancelled) {
			this.active.remove(call);
			this.window.endWithoutResult(place, false);
		}
		else {
			call.begin(this.create);
		}
	}

	private void askForRequests() {
		int more = this.window.room() - this.asked;
		if (more > 0 && !this.stopped && !this.sourceEnded && !this.cancelled) {
			this.asked += more;
			this.source.request(more);
		}
	}

	private void terminateIfDone() {
		boolean complete = this.sourceEnded && this.requests.isEmpty();
		if (!this.window.isEmpty() || !(complete || this.stopped)) {
			return;
		}
		abandon();
		Throwable error = this.stopped ? stoppedException() : this.sourceError;
		if (error != null) {
			this.actual.onError(error);
		}
		else {
			this.actual.onComplete();
		}
	}

	private ClientStoppedException stoppedException() {
		BulkProgress end = this.window.progress();
		return new ClientStoppedException(
				"The application shut down before each request had a result: %d results, %d cancelled, %d not started"
					.formatted(end.done(), end.cancelled(), end.notStarted()),
				end.cancelled() > 0);
	}

	private void abandon() {
		if (this.terminated) {
			return;
		}
		this.terminated = true;
		for (BulkCall call = this.ended.poll(); call != null; call = this.ended.poll()) {
			call.end(this.window);
		}
		this.window.abandon(this.requests.size());
		this.requests.clear();
		report();
	}

	private void report() {
		if (this.progress != null) {
			this.progress.report(this.window.progress());
		}
	}

	@Override
	public Stream<? extends Scannable> inners() {
		return this.active.stream();
	}

	@Override
	@SuppressWarnings("rawtypes")
	public @Nullable Object scanUnsafe(Attr key) {
		if (key == Attr.PARENT) {
			return this.source;
		}
		if (key == Attr.ACTUAL) {
			return this.actual;
		}
		if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
			return this.demand.get();
		}
		if (key == Attr.CANCELLED) {
			return this.cancelled;
		}
		if (key == Attr.TERMINATED) {
			return this.terminated && !this.cancelled;
		}
		return (key == Attr.RUN_STYLE) ? Attr.RunStyle.SYNC : null;
	}

}
