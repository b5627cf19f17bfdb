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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.internal.call.Deadlines;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Scheduler;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IdleTimeout} in virtual time.
 */
class IdleTimeoutTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration ALMOST = TIMEOUT.minusMillis(1);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final NettyDataBufferFactory buffers = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);

	// A publisher that continues after a cancellation, as those of HTTP clients may.
	private final TestPublisher<DataBuffer> server = TestPublisher
		.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);

	private final Reader reader = new Reader();

	@Test
	void serverThatSendsNothing() {
		read(1);
		this.time.advanceTimeBy(ALMOST);
		assertThat(this.reader.signals).isEmpty();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertStalled();
	}

	@Test
	void serverThatStopsSending() {
		read(Long.MAX_VALUE);
		this.time.advanceTimeBy(ALMOST);
		this.server.next(buffer("a"));
		this.time.advanceTimeBy(ALMOST);
		this.server.next(buffer("b"));
		this.time.advanceTimeBy(ALMOST);
		assertThat(this.reader.signals).containsExactly("a", "b");
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertStalled("a", "b");
	}

	@Test
	void serverThatTricklesIsNoServerThatStalls() {
		read(Long.MAX_VALUE);
		for (int i = 0; i < 100; i++) {
			this.time.advanceTimeBy(ALMOST);
			this.server.next(buffer("x"));
		}
		this.server.complete();
		assertThat(this.reader.signals).hasSize(101).endsWith("complete");
	}

	@Test
	void readerWhoAsksForNothingMayTakeAsLongAsHeLikes() {
		read(1);
		this.server.next(buffer("a"));
		this.time.advanceTimeBy(Duration.ofDays(1));
		assertThat(this.reader.signals).containsExactly("a");
		this.server.assertNotCancelled();
	}

	@Test
	void waitBeginsWhenTheReaderAsks() {
		read(1);
		this.server.next(buffer("a"));
		this.time.advanceTimeBy(Duration.ofDays(1));
		this.reader.request(1);
		this.time.advanceTimeBy(ALMOST);
		assertThat(this.reader.signals).containsExactly("a");
		this.time.advanceTimeBy(TIMEOUT);
		assertStalled("a");
	}

	@Test
	void furtherDemandDoesNotProlongTheWait() {
		read(1);
		this.time.advanceTimeBy(ALMOST);
		this.reader.request(1);
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertStalled();
	}

	@Test
	void lessIsEnoughWhenAllHasComeThatCounts() {
		AtomicBoolean over = new AtomicBoolean();
		new IdleTimeout(TIMEOUT, deadlines(this.time), over::get).apply(this.server.flux()).subscribe(this.reader);
		this.reader.request(1);
		over.set(true);
		this.server.next(buffer("a"));
		this.time.advanceTimeBy(Duration.ofDays(1));
		assertThat(this.reader.signals).as("while the reader takes his time").containsExactly("a");
		this.reader.request(2);
		this.time.advanceTimeBy(IdleTimeout.GRACE.minusMillis(1));
		this.server.next(buffer("b"));
		this.time.advanceTimeBy(IdleTimeout.GRACE.minusMillis(1));
		assertThat(this.reader.signals).containsExactly("a", "b");
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertStalled(IdleTimeout.GRACE, "a", "b");
	}

	@Test
	void shorterTimeoutStaysWhenAllHasComeThatCounts() {
		Duration shorter = IdleTimeout.GRACE.dividedBy(2);
		new IdleTimeout(shorter, deadlines(this.time), () -> true).apply(this.server.flux()).subscribe(this.reader);
		this.reader.request(2);
		this.server.next(buffer("a"));
		this.time.advanceTimeBy(shorter);
		assertStalled(shorter, "a");
	}

	@Test
	void timerThatStrikesBeforeItIsSetIsSetAgain() {
		new IdleTimeout(TIMEOUT, deadlines(new SlowScheduler(this.time))).apply(this.server.flux())
			.subscribe(this.reader);
		this.reader.request(1);
		this.time.advanceTimeBy(TIMEOUT);
		assertStalled();
	}

	@Test
	void endStopsTheTimer() {
		read(1);
		this.server.next(buffer("a"));
		this.server.complete();
		this.time.advanceTimeBy(Duration.ofDays(1));
		assertThat(this.reader.signals).containsExactly("a", "complete");
		assertNoTimer();
	}

	@Test
	void errorStopsTheTimer() {
		read(1);
		this.server.error(new IllegalStateException("broken"));
		this.time.advanceTimeBy(Duration.ofDays(1));
		assertThat(this.reader.signals).containsExactly("IllegalStateException");
		assertNoTimer();
	}

	@Test
	void cancellingStopsTheTimer() {
		read(1);
		this.reader.cancel();
		this.server.assertCancelled();
		this.time.advanceTimeBy(Duration.ofDays(1));
		assertThat(this.reader.signals).isEmpty();
		assertNoTimer();
	}

	@Test
	void bufferAfterTheTimeoutIsReleased() {
		read(1);
		this.time.advanceTimeBy(TIMEOUT);
		NettyDataBuffer late = buffer("late");
		this.server.next(late);
		this.server.error(new IllegalStateException("late"));
		assertThat(late.getNativeBuffer().refCnt()).isZero();
		assertStalled();
	}

	@Test
	void bufferAfterACancellationIsReleased() {
		read(1);
		this.reader.cancel();
		NettyDataBuffer late = buffer("late");
		this.server.next(late);
		assertThat(late.getNativeBuffer().refCnt()).isZero();
		assertThat(this.reader.signals).isEmpty();
	}

	@Test
	@Tag("timing")
	void signalsStaySerialWhenTheTimeoutRacesTheServer() throws InterruptedException {
		int rounds = 2000;
		int timeouts = 0;
		long headStart = 0;
		for (int round = 0; round < rounds; round++) {
			VirtualTimeScheduler time = VirtualTimeScheduler.create();
			TestPublisher<DataBuffer> server = TestPublisher
				.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
			SerialReader reader = new SerialReader();
			new IdleTimeout(TIMEOUT, deadlines(time)).apply(server.flux()).subscribe(reader);
			List<NettyDataBuffer> sent = List.of(buffer("a"), buffer("b"), buffer("c"));
			race(headStart, () -> {
				sent.forEach(server::next);
				server.complete();
			}, () -> time.advanceTimeBy(TIMEOUT));
			assertThat(reader.overlaps).as("signals at the same time").hasValue(0);
			assertThat(reader.ends).as("ends").hasValue(1);
			assertThat(sent).allMatch((buffer) -> buffer.getNativeBuffer().refCnt() == 0);
			timeouts += reader.errors.get();
			// Who lost starts a little earlier the next time, so that most rounds are
			// close.
			headStart += (reader.errors.get() > 0) ? 1000 : -1000;
		}
		assertThat(timeouts).as("rounds that the time-out won").isBetween(1, rounds - 1);
	}

	// Runs both at once, the first one some nanoseconds before the other, or after it.
	private static void race(long headStart, Runnable first, Runnable second) throws InterruptedException {
		AtomicBoolean ready = new AtomicBoolean();
		AtomicBoolean go = new AtomicBoolean();
		Thread thread = new Thread(() -> {
			ready.set(true);
			spinUntil(go::get);
			pause(-headStart);
			first.run();
		});
		thread.start();
		spinUntil(ready::get);
		go.set(true);
		pause(headStart);
		second.run();
		thread.join();
	}

	private static void pause(long nanos) {
		long start = System.nanoTime();
		spinUntil(() -> System.nanoTime() - start >= nanos);
	}

	// A thread that waits in any other way is too late when it wakes.
	private static void spinUntil(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			Thread.yield();
		}
	}

	private static Deadlines deadlines(Scheduler scheduler) {
		return new Deadlines(() -> scheduler, () -> scheduler);
	}

	private void read(long demand) {
		new IdleTimeout(TIMEOUT, deadlines(this.time)).apply(this.server.flux()).subscribe(this.reader);
		this.reader.request(demand);
	}

	private void assertStalled(String... before) {
		assertStalled(TIMEOUT, before);
	}

	private void assertStalled(Duration timeout, String... before) {
		List<String> signals = new ArrayList<>(List.of(before));
		signals.add("TogetherTimeoutException");
		assertThat(this.reader.signals).containsExactlyElementsOf(signals);
		TogetherTimeoutException error = (TogetherTimeoutException) this.reader.error;
		assertThat(error.phase()).isEqualTo(Phase.STREAM_IDLE);
		assertThat(error.timeout()).isEqualTo(timeout);
		this.server.assertCancelled();
	}

	private void assertNoTimer() {
		// A timer that was not stopped would have been set anew each time it struck.
		assertThat(this.time.getScheduledTaskCount()).as("timers that were ever set").isEqualTo(1);
	}

	private NettyDataBuffer buffer(String text) {
		NettyDataBuffer buffer = this.buffers.allocateBuffer(text.length());
		buffer.write(text, StandardCharsets.UTF_8);
		return buffer;
	}

	/**
	 * Records all signals.
	 */
	private static class Reader extends BaseSubscriber<DataBuffer> {

		private final List<String> signals = new ArrayList<>();

		private Throwable error;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
		}

		@Override
		protected void hookOnNext(DataBuffer buffer) {
			this.signals.add(buffer.toString(StandardCharsets.UTF_8));
			DataBufferUtils.release(buffer);
		}

		@Override
		protected void hookOnError(Throwable error) {
			this.signals.add(error.getClass().getSimpleName());
			this.error = error;
		}

		@Override
		protected void hookOnComplete() {
			this.signals.add("complete");
		}

	}

	/**
	 * Counts signals that arrive while another one is being handled, and ends.
	 */
	private static final class SerialReader extends BaseSubscriber<DataBuffer> {

		private final AtomicInteger inside = new AtomicInteger();

		private final AtomicInteger overlaps = new AtomicInteger();

		private final AtomicInteger ends = new AtomicInteger();

		private final AtomicInteger errors = new AtomicInteger();

		@Override
		protected void hookOnNext(DataBuffer buffer) {
			handle(() -> DataBufferUtils.release(buffer));
		}

		@Override
		protected void hookOnError(Throwable error) {
			this.errors.incrementAndGet();
			handle(this.ends::incrementAndGet);
		}

		@Override
		protected void hookOnComplete() {
			handle(this.ends::incrementAndGet);
		}

		private void handle(Runnable work) {
			if (this.inside.getAndIncrement() != 0) {
				this.overlaps.incrementAndGet();
			}
			work.run();
			this.inside.decrementAndGet();
		}

	}

	/**
	 * Takes so long to set its first timer that this has struck by then.
	 */
	private static final class SlowScheduler implements Scheduler {

		private final VirtualTimeScheduler time;

		private boolean first = true;

		private SlowScheduler(VirtualTimeScheduler time) {
			this.time = time;
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			Disposable timer = this.time.schedule(task, delay, unit);
			if (this.first) {
				this.first = false;
				this.time.advanceTimeBy(Duration.of(delay, unit.toChronoUnit()));
			}
			return timer;
		}

		@Override
		public Disposable schedule(Runnable task) {
			return this.time.schedule(task);
		}

		@Override
		public Worker createWorker() {
			return this.time.createWorker();
		}

		@Override
		public long now(TimeUnit unit) {
			return this.time.now(unit);
		}

	}

}
