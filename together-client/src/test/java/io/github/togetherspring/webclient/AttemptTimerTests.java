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

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AttemptTimer}.
 */
class AttemptTimerTests {

	private static final Duration INTERVAL = Duration.ofSeconds(3);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final AttemptTimer timer = new AttemptTimer(INTERVAL, this.time);

	private final AtomicBoolean over = new AtomicBoolean();

	@AfterEach
	void tearDown() {
		this.time.dispose();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 1000, 2999, 3000, 3001, 6000, 7500, 600_000 })
	void timeIsOverToTheMillisecond(int millis) {
		waitFor(Duration.ofMillis(millis));

		this.time.advanceTimeBy(Duration.ofMillis(millis - 1));
		assertThat(this.over).isFalse();

		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.over).isTrue();
	}

	@Test
	void waitingForSomethingElseSetsNoOtherTimer() {
		Disposable wait = waitFor(Duration.ofSeconds(10));
		this.time.advanceTimeBy(Duration.ofMillis(100));
		wait.dispose();
		AtomicInteger asked = new AtomicInteger();
		this.timer.watch(INTERVAL.toNanos(), () -> {
			asked.incrementAndGet();
			return 0;
		});
		assertThat(this.time.getScheduledTaskCount()).isOne();

		this.time.advanceTimeBy(Duration.ofSeconds(20));
		assertThat(asked).hasPositiveValue();
		assertThat(this.over).isFalse();
	}

	@Test
	void endOfAnEarlierWaitLeavesTheLaterAlone() {
		Disposable wait = waitFor(Duration.ofSeconds(10));
		AtomicInteger asked = new AtomicInteger();
		this.timer.watch(INTERVAL.toNanos(), asked::incrementAndGet);
		wait.dispose();

		this.time.advanceTimeBy(INTERVAL);
		assertThat(asked).hasValue(1);
	}

	@Test
	void restsWhileNothingIsWaitedFor() {
		waitFor(Duration.ofSeconds(10)).dispose();
		this.time.advanceTimeBy(Duration.ofSeconds(100));
		assertThat(this.over).isFalse();
		assertThat(this.time.getScheduledTaskCount()).isOne();

		this.timer.watch(INTERVAL.toNanos(), () -> {
			this.over.set(true);
			return 0;
		});
		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.over).isTrue();
	}

	// The head may be there before anybody has begun to wait for it.
	@Test
	void waitThatIsCancelledBeforeItBeginsLeavesTheOtherAlone() {
		this.timer.watch(INTERVAL.toNanos(), () -> {
			this.over.set(true);
			return 0;
		});
		this.timer.after(Duration.ofSeconds(1)).subscribe(new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				cancel();
			}

		});

		this.time.advanceTimeBy(INTERVAL);
		assertThat(this.over).isTrue();
	}

	@Test
	void goesOnForWhatIsWaitedForNextWhenATimeIsOver() {
		Disposable wait = waitFor(Duration.ofSeconds(1));
		AtomicInteger asked = new AtomicInteger();
		this.time.schedule(() -> {
			wait.dispose();
			this.timer.watch(INTERVAL.toNanos(), () -> -asked.incrementAndGet());
		}, 1, TimeUnit.SECONDS);

		this.time.advanceTimeBy(Duration.ofSeconds(1));
		this.time.advanceTimeBy(INTERVAL);
		assertThat(asked).hasPositiveValue();
	}

	@Test
	void strikesEarlierForAShorterWait() {
		waitFor(Duration.ofSeconds(10)).dispose();
		waitFor(Duration.ofSeconds(2));

		this.time.advanceTimeBy(Duration.ofMillis(1999));
		assertThat(this.over).isFalse();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.over).isTrue();
	}

	@Test
	void stoppedTimerIsGone() {
		waitFor(Duration.ofSeconds(10));
		this.time.advanceTimeBy(INTERVAL);
		this.timer.stop();
		this.time.advanceTimeBy(Duration.ofSeconds(10));
		assertThat(this.over).isFalse();

		waitFor(Duration.ofMillis(1));
		this.time.advanceTimeBy(Duration.ofSeconds(10));
		assertThat(this.over).isFalse();
	}

	private Disposable waitFor(Duration timeout) {
		return this.timer.after(timeout).doOnSuccess((nothing) -> this.over.set(true)).subscribe();
	}

}
