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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Deadlines} in virtual time.
 */
class DeadlinesTests {

	private VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final Deadlines deadlines = new Deadlines(() -> this.time, () -> this.time);

	private final List<String> expired = new ArrayList<>();

	@AfterEach
	void tearDown() {
		this.time.dispose();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 1000, 2999, 3000, 3001, 6000, 7500, 600_000 })
	void taskRunsWhenItIsDue(int millis) {
		expect("a", millis);
		advance(millis - 1);
		assertThat(this.expired).isEmpty();
		advance(1);
		assertThat(this.expired).containsExactly("a");
		advance(millis);
		assertThat(this.expired).containsExactly("a");
	}

	@Test
	void publisherCompletesWhenItIsDueAndForgetsWhenItIsCancelled() {
		AtomicBoolean over = new AtomicBoolean();
		this.deadlines.after(Duration.ofMillis(10)).doOnSuccess((nothing) -> over.set(true)).subscribe();
		this.deadlines.after(Duration.ofMillis(10)).doOnSuccess((nothing) -> over.set(false)).subscribe().dispose();
		advance(10);
		assertThat(over).isTrue();
	}

	@Test
	void manyWaitsThatAreDueLaterScheduleOneTask() {
		for (int i = 0; i < 1000; i++) {
			expect("wait " + i, 1000 + i);
		}
		assertThat(this.time.getScheduledTaskCount()).isOne();
		advance(1500);
		assertThat(this.expired).hasSize(501);
	}

	@Test
	void earlierWaitIsNotMissed() {
		expect("later", 1000);
		expect("earlier", 10);
		advance(10);
		assertThat(this.expired).containsExactly("earlier");
		advance(990);
		assertThat(this.expired).containsExactly("earlier", "later");
	}

	@Test
	void cancelledTaskDoesNotRun() {
		expect("a", 10).dispose();
		advance(1000);
		assertThat(this.expired).isEmpty();
	}

	@Test
	void nothingIsScheduledWhenNothingIsWaitedFor() {
		expect("a", 10).dispose();
		advance(10);
		long before = this.time.getScheduledTaskCount();
		advance(1_000_000);
		assertThat(this.time.getScheduledTaskCount()).isEqualTo(before);
	}

	@Test
	void waitIsAskedAgainWhenTheTimeItTellsIsOver() {
		AtomicInteger asked = new AtomicInteger();
		this.deadlines.add(new Deadlines.Wait() {

			@Override
			public long nanosLeft(long now) {
				asked.incrementAndGet();
				return TimeUnit.MILLISECONDS.toNanos(100);
			}

			@Override
			public void expire() {
				DeadlinesTests.this.expired.add("early");
			}

		}, Duration.ofMillis(10));
		advance(10);
		assertThat(asked).hasValue(1);
		advance(99);
		assertThat(asked).hasValue(1);
		advance(1);
		assertThat(asked).hasValue(2);
		assertThat(this.expired).isEmpty();
	}

	@Test
	void taskThatAddsAnother() {
		this.deadlines.run(Duration.ofMillis(10), () -> expect("second", 5));
		advance(14);
		assertThat(this.expired).isEmpty();
		advance(1);
		assertThat(this.expired).containsExactly("second");
	}

	@Test
	void tasksThatFailOrBlockDoNotStopTheOthers() throws InterruptedException {
		Deadlines real = new Deadlines(Schedulers::parallel, Schedulers::boundedElastic);
		Duration soon = Duration.ofMillis(10);
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch others = new CountDownLatch(2);
		try {
			real.run(soon, () -> {
				throw new IllegalStateException("of the test");
			});
			real.run(soon, () -> await(release));
			real.run(soon, others::countDown);
			real.run(soon.multipliedBy(2), others::countDown);
			assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			release.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void anotherSchedulerTakesOver() {
		expect("a", 1000);
		this.time.dispose();
		this.time = VirtualTimeScheduler.create();
		expect("b", 2000);
		advance(2000);
		assertThat(this.expired).contains("b");
	}

	private Disposable expect(String name, int millis) {
		return this.deadlines.run(Duration.ofMillis(millis), () -> this.expired.add(name));
	}

	private void advance(int millis) {
		this.time.advanceTimeBy(Duration.ofMillis(millis));
	}

}
