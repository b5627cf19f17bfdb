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

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.internal.http.DroppedErrors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;
import reactor.util.context.Context;

/**
 * Delivers the chunks of a reactive stream to a blocking reader, which may be slower than
 * the server. A limited number of chunks is requested in advance.
 */
final class BlockingCompletionStream extends BaseSubscriber<CompletionChunk> implements CompletionStream {

	// A refill from the reader's thread wakes up the event loop, so it should be for many
	// chunks.
	private static final int AHEAD = 128;

	private static final int REFILL = AHEAD / 2;

	private final Queue<CompletionChunk> chunks = new ConcurrentLinkedQueue<>();

	private final Context context = DroppedErrors.dropIn(Context.empty());

	private final Arrival arrival = new Arrival();

	private final AtomicBoolean iterated = new AtomicBoolean();

	// The thread that is waiting for the next chunk, if any.
	private volatile @Nullable Thread waiting;

	private volatile boolean ended;

	private volatile boolean closed;

	private @Nullable RuntimeException error;

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
		this.chunks.add(chunk);
		wakeUp();
	}

	@Override
	protected void hookOnError(Throwable error) {
		this.error = Exceptions.propagate(error);
		this.ended = true;
		wakeUp();
	}

	@Override
	protected void hookOnComplete() {
		this.ended = true;
		wakeUp();
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
		this.closed = true;
		this.chunks.clear();
		wakeUp();
	}

	private void wakeUp() {
		Thread reader = this.waiting;
		if (reader != null) {
			LockSupport.unpark(reader);
		}
	}

	// Return null at the end of the stream.
	private @Nullable CompletionChunk take() {
		while (true) {
			checkNotClosed();
			boolean last = this.ended;
			CompletionChunk chunk = this.chunks.poll();
			if (chunk != null) {
				refill();
				return chunk;
			}
			if (last) {
				if (this.error != null) {
					throw this.error;
				}
				return null;
			}
			await();
		}
	}

	private void checkNotClosed() {
		if (this.closed) {
			throw new IllegalStateException("The stream is closed");
		}
	}

	private void refill() {
		if (++this.taken == REFILL) {
			this.taken = 0;
			request(REFILL);
		}
	}

	private void await() {
		this.waiting = Thread.currentThread();
		try {
			ForkJoinPool.managedBlock(this.arrival);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.waiting = null;
		}
		if (Thread.currentThread().isInterrupted()) {
			cancel();
			this.error = new CallInterruptedException(new InterruptedException());
			this.ended = true;
		}
	}

	/**
	 * Waits for the next signal. If the reader runs on a thread of a fork-join pool, the
	 * pool adds another thread meanwhile.
	 */
	private final class Arrival implements ForkJoinPool.ManagedBlocker {

		@Override
		public boolean block() {
			if (!isReleasable()) {
				LockSupport.park(BlockingCompletionStream.this);
			}
			return isReleasable();
		}

		@Override
		public boolean isReleasable() {
			BlockingCompletionStream stream = BlockingCompletionStream.this;
			return !stream.chunks.isEmpty() || stream.ended || stream.closed || Thread.currentThread().isInterrupted();
		}

	}

	/**
	 * Waits for the next chunk when it is requested.
	 */
	private final class ChunkIterator implements Iterator<CompletionChunk> {

		private @Nullable CompletionChunk next;

		private boolean over;

		@Override
		public boolean hasNext() {
			if (this.next == null && !this.over) {
				this.next = take();
				this.over = this.next == null;
			}
			return this.next != null;
		}

		@Override
		public CompletionChunk next() {
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			CompletionChunk chunk = this.next;
			this.next = null;
			return Objects.requireNonNull(chunk);
		}

	}

}
