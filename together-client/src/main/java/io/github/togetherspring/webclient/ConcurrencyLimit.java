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

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.context.ContextView;

/**
 * Lets a number of calls run at a time; the others wait in the order they came.
 */
final class ConcurrencyLimit {

	private final int limit;

	private final Queue<Turn> waiting = new ArrayDeque<>();

	private final AtomicInteger changes = new AtomicInteger();

	private int running;

	ConcurrencyLimit(int limit) {
		this.limit = limit;
	}

	/**
	 * Returns a call that waits for its turn.
	 * @param <T> the kind of result
	 * @param call the call
	 * @return the call when it is its turn
	 */
	<T> Flux<T> limit(Flux<T> call) {
		return Flux.deferContextual((context) -> {
			Turn turn = new Turn(context);
			return turn.begun.asMono()
				.doOnSubscribe((subscription) -> await(turn))
				.thenMany(call)
				.doFinally((signal) -> end(turn));
		});
	}

	private void await(Turn turn) {
		turn.waiting(true);
		synchronized (this) {
			this.waiting.add(turn);
		}
		beginNext();
	}

	private void end(Turn turn) {
		remove(turn);
		beginNext();
	}

	private synchronized void remove(Turn turn) {
		if (turn.running) {
			turn.running = false;
			this.running--;
		}
		else {
			this.waiting.remove(turn);
		}
	}

	// A call may end while it begins, and so come back here: the loop of the first one in
	// goes on, rather than the stack growing with each waiting call.
	private void beginNext() {
		if (this.changes.getAndIncrement() != 0) {
			return;
		}
		@Nullable Throwable failure = null;
		int seen = 1;
		do {
			for (Turn next = next(); next != null; next = next()) {
				next.waiting(false);
				try {
					next.begun.tryEmitEmpty();
				}
				catch (RuntimeException | Error ex) {
					// One call's failure to begin is not to hold up the others.
					remove(next);
					failure = ex;
				}
			}
			seen = this.changes.addAndGet(-seen);
		}
		while (seen != 0);
		if (failure != null) {
			throw Exceptions.propagate(failure);
		}
	}

	private synchronized @Nullable Turn next() {
		Turn next = (this.running < this.limit) ? this.waiting.poll() : null;
		if (next != null) {
			next.running = true;
			this.running++;
		}
		return next;
	}

	/**
	 * One call's place in the queue, and then among the running.
	 */
	private static final class Turn {

		private final Sinks.Empty<Void> begun = Sinks.empty();

		private final ContextView context;

		private boolean running;

		Turn(ContextView context) {
			this.context = context;
		}

		void waiting(boolean waiting) {
			ObservedCalls.tell(this.context, (observation) -> observation.waiting(waiting));
		}

	}

}
