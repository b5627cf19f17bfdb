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

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;
import reactor.util.context.Context;

/**
 * Hands the chunks of a reactive stream to a blocking reader, who may be slower than the
 * server: a few chunks are asked for ahead and no more.
 */
final class BlockingCompletionStream extends BaseSubscriber<CompletionChunk> implements CompletionStream {

	private static final int AHEAD = 32;

	// Asking for each chunk by itself costs more than the chunk.
	private static final int REFILL = AHEAD / 2;

	private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

	private final Context context = LateErrors.dropIn(Context.empty());

	private final AtomicBoolean iterated = new AtomicBoolean();

	private int taken;

	@Override
	public Context currentContext() {
		return this.context;
	}

	@Override
	protected void hookOnSubscribe(Subscription subscription) {
		subscription.request(AHEAD);
	}

	@Override
	protected void hookOnNext(CompletionChunk chunk) {
		this.signals.add(new Signal(chunk, null));
	}

	@Override
	protected void hookOnError(Throwable error) {
		this.signals.add(new Signal(null, Exceptions.propagate(error)));
	}

	@Override
	protected void hookOnComplete() {
		this.signals.add(Signal.END);
	}

	@Override
	public Iterator<CompletionChunk> iterator() {
		if (!this.iterated.compareAndSet(false, true)) {
			throw new IllegalStateException("The chunks of a stream can be read only once");
		}
		return new ChunkIterator();
	}

	@Override
	public void close() {
		cancel();
		this.signals.clear();
		this.signals.add(new Signal(null, new IllegalStateException("The stream is closed")));
	}

	private Signal take() {
		try {
			Signal signal = this.signals.take();
			if (signal.chunk != null && ++this.taken == REFILL) {
				this.taken = 0;
				request(REFILL);
			}
			return signal;
		}
		catch (InterruptedException ex) {
			cancel();
			Thread.currentThread().interrupt();
			return new Signal(null, new CallInterruptedException(ex));
		}
	}

	/**
	 * A chunk, an error, or the end.
	 */
	private record Signal(@Nullable CompletionChunk chunk, @Nullable RuntimeException error) {

		static final Signal END = new Signal(null, null);

	}

	/**
	 * Waits for the next signal when it is asked for it.
	 */
	private final class ChunkIterator implements Iterator<CompletionChunk> {

		private @Nullable Signal next;

		@Override
		public boolean hasNext() {
			Signal signal = peek();
			if (signal.error != null) {
				throw signal.error;
			}
			return signal.chunk != null;
		}

		@Override
		public CompletionChunk next() {
			CompletionChunk chunk = hasNext() ? peek().chunk : null;
			if (chunk == null) {
				throw new NoSuchElementException();
			}
			this.next = null;
			return chunk;
		}

		private Signal peek() {
			Signal signal = this.next;
			if (signal == null) {
				signal = take();
				this.next = signal;
			}
			return signal;
		}

	}

}
