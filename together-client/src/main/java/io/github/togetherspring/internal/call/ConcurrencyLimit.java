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

package io.github.togetherspring.internal.call;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Limits the number of concurrent attempts of a client. Further attempts wait in order.
 */
public final class ConcurrencyLimit {

	private final int limit;

	private final Queue<Turn> waiting = new ArrayDeque<>();

	private final AtomicInteger changes = new AtomicInteger();

	private int running;

	public ConcurrencyLimit(int limit) {
		this.limit = limit;
	}

	/**
	 * Return an attempt that waits for a permit.
	 * @param <T> the type of result
	 * @param attempt the attempt
	 * @param call the call it belongs to
	 * @return the attempt, which starts once it has a permit
	 */
	public <T> Flux<T> await(Flux<T> attempt, Call call) {
		return Flux.defer(() -> {
			Turn turn = new Turn(call);
			// Not 'thenMany', which loses a cancellation just as the attempt starts.
			return turn.begun.asMono()
				.doOnSubscribe((subscription) -> await(turn))
				.flatMapMany((begun) -> attempt)
				.doFinally((signal) -> end(turn));
		});
	}

	private void await(Turn turn) {
		turn.call.waiting(true);
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

	// An attempt may end while it starts, and call this method again. The outermost loop
	// then continues, so that the stack does not grow with the queue.
	private void beginNext() {
		if (this.changes.getAndIncrement() != 0) {
			return;
		}
		@Nullable Throwable failure = null;
		int seen = 1;
		do {
			for (Turn next = next(); next != null; next = next()) {
				next.call.waiting(false);
				try {
					next.begun.tryEmitValue(true);
				}
				catch (RuntimeException | Error ex) {
					// An attempt that fails to start must not block the others.
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
	 * One attempt, first in the queue and then running.
	 */
	private static final class Turn {

		private final Sinks.One<Boolean> begun = Sinks.one();

		private final Call call;

		private boolean running;

		Turn(Call call) {
			this.call = call;
		}

	}

}
