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

package io.github.togetherspring.internal.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.internal.call.Deadlines;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * The chunks of a streamed response. Reads one buffer at a time, and requests the next
 * one once its chunks have been delivered. Chunks that have arrived are delivered before
 * an error. When nothing more can follow, it completes immediately and briefly reads on
 * to the end of the body, so that the connection can be reused.
 */
final class DecodedChunks extends FluxOperator<DataBuffer, CompletionChunk> {

	private static final Duration GRACE = Duration.ofMillis(200);

	private static final int MAX_BUFFERS_AFTER_END = 16;

	private final ChunkDecoder decoder;

	private final Deadlines deadlines;

	/**
	 * Create the chunks of one response.
	 * @param body the body, with errors of this library's types
	 * @param decoder the decoder, which is used for one subscription
	 * @param deadlines the time-outs of the client
	 */
	DecodedChunks(Flux<DataBuffer> body, ChunkDecoder decoder, Deadlines deadlines) {
		super(body);
		this.decoder = decoder;
		this.deadlines = deadlines;
	}

	@Override
	public void subscribe(CoreSubscriber<? super CompletionChunk> actual) {
		this.source.subscribe(new Reader(actual, this.decoder, this.deadlines));
	}

	/**
	 * Reads one response.
	 */
	private static final class Reader implements CoreSubscriber<DataBuffer>, Subscription, Scannable {

		private final CoreSubscriber<? super CompletionChunk> actual;

		private final ChunkDecoder decoder;

		private final Deadlines deadlines;

		private final AtomicLong demand = new AtomicLong();

		// The number of signals to process. The thread that increments it from zero does
		// the work.
		private final AtomicInteger work = new AtomicInteger();

		// What the last buffer completed, until all of it has been delivered.
		private volatile ChunkDecoder.@Nullable Batch batch;

		private int next;

		private volatile @Nullable Throwable invalidRequest;

		private volatile boolean bodyEnded;

		private @Nullable Throwable bodyError;

		// A failure that is neither the stream's nor the connection's.
		private @Nullable Throwable failure;

		// All chunks have arrived: what follows is discarded.
		private volatile boolean draining;

		private int buffersAfterEnd;

		private volatile @Nullable Disposable drainTimeout;

		// Nothing more is delivered.
		private volatile boolean terminated;

		@SuppressWarnings("NullAway.Init")
		private Subscription body;

		Reader(CoreSubscriber<? super CompletionChunk> actual, ChunkDecoder decoder, Deadlines deadlines) {
			this.actual = actual;
			this.decoder = decoder;
			this.deadlines = deadlines;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (!Operators.validate(this.body, subscription)) {
				return;
			}
			this.body = subscription;
			this.actual.onSubscribe(this);
			subscription.request(1);
		}

		@Override
		public void onNext(DataBuffer buffer) {
			Objects.requireNonNull(buffer);
			if (this.draining) {
				DataBufferUtils.release(buffer);
				if (++this.buffersAfterEnd > MAX_BUFFERS_AFTER_END) {
					this.body.cancel();
				}
				return;
			}
			if (this.terminated) {
				DataBufferUtils.release(buffer);
				return;
			}
			ChunkDecoder.Batch read = read(buffer);
			this.batch = read;
			if (read.done()) {
				drain();
			}
			handOn();
		}

		private ChunkDecoder.Batch read(DataBuffer buffer) {
			try {
				return this.decoder.read(buffer);
			}
			catch (RuntimeException ex) {
				return failed(ex);
			}
		}

		private ChunkDecoder.Batch failed(Throwable error) {
			this.failure = error;
			return new ChunkDecoder.Batch(List.of(), null, false, true);
		}

		private void drain() {
			this.draining = true;
			this.body.request(Long.MAX_VALUE);
			if (!this.bodyEnded) {
				this.drainTimeout = this.deadlines.run(GRACE, this.body::cancel);
				stopDrainTimeoutIfEnded();
			}
		}

		private void stopDrainTimeoutIfEnded() {
			Disposable timeout = this.drainTimeout;
			if (timeout != null && this.bodyEnded) {
				timeout.dispose();
			}
		}

		@Override
		public void onError(Throwable error) {
			this.bodyError = Objects.requireNonNull(error);
			endBody();
		}

		@Override
		public void onComplete() {
			endBody();
		}

		private void endBody() {
			this.bodyEnded = true;
			stopDrainTimeoutIfEnded();
			if (!this.draining) {
				handOn();
			}
		}

		@Override
		public void request(long n) {
			if (n > 0) {
				this.demand.accumulateAndGet(n, Operators::addCap);
			}
			else {
				this.invalidRequest = Exceptions.nullOrNegativeRequestException(n);
			}
			handOn();
		}

		@Override
		public void cancel() {
			this.terminated = true;
			if (!this.draining) {
				this.body.cancel();
			}
		}

		private void handOn() {
			if (this.work.getAndIncrement() != 0) {
				return;
			}
			int seen = 1;
			do {
				handOnBatches();
				seen = this.work.addAndGet(-seen);
			}
			while (seen != 0);
		}

		private void handOnBatches() {
			while (!this.terminated) {
				if (this.invalidRequest != null) {
					fail(this.invalidRequest);
					return;
				}
				ChunkDecoder.Batch current = this.batch;
				if (current == null) {
					if (!this.bodyEnded || this.batch != null) {
						return;
					}
					current = end();
					this.batch = current;
				}
				if (!handOn(current)) {
					return;
				}
				this.next = 0;
				this.batch = null;
				Throwable error = (current.error() != null) ? current.error() : this.failure;
				if (error != null) {
					fail(error);
				}
				else if (current.last()) {
					this.terminated = true;
					this.actual.onComplete();
				}
				else if (current.done()) {
					this.batch = this.decoder.end(null);
				}
				else if (!this.bodyEnded) {
					this.body.request(1);
				}
			}
		}

		private void fail(Throwable error) {
			this.terminated = true;
			if (!this.bodyEnded) {
				this.body.cancel();
			}
			this.actual.onError(error);
		}

		private ChunkDecoder.Batch end() {
			Throwable error = this.bodyError;
			if (error == null) {
				return this.decoder.end(null);
			}
			return (error instanceof TogetherException broken)
					? this.decoder.end(TransportErrorTranslator.inStream(broken, this.decoder)) : failed(error);
		}

		// Return whether the whole batch has been delivered.
		private boolean handOn(ChunkDecoder.Batch current) {
			long demanded = this.demand.get();
			long handedOn = 0;
			while (this.next < current.chunks().size() && handedOn < demanded && !this.terminated) {
				handedOn++;
				this.actual.onNext(current.chunks().get(this.next++));
			}
			if (handedOn > 0 && demanded != Long.MAX_VALUE) {
				this.demand.addAndGet(-handedOn);
			}
			if (this.next == current.chunks().size()) {
				return !this.terminated;
			}
			// Demand that was added meanwhile is counted by 'work'.
			return false;
		}

		@Override
		@SuppressWarnings("rawtypes")
		public @Nullable Object scanUnsafe(Attr key) {
			if (key == Attr.PARENT) {
				return this.body;
			}
			if (key == Attr.ACTUAL) {
				return this.actual;
			}
			if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
				return this.demand.get();
			}
			if (key == Attr.TERMINATED) {
				return this.terminated;
			}
			return (key == Attr.RUN_STYLE) ? Attr.RunStyle.SYNC : null;
		}

	}

}
