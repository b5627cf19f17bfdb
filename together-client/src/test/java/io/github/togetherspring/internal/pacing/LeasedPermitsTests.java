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

package io.github.togetherspring.internal.pacing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.completions.SharedQuota;
import io.github.togetherspring.observation.QuotaType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link LeasedPermits} behind a {@link QuotaGate}, with a store in memory.
 */
@ExtendWith(OutputCaptureExtension.class)
class LeasedPermitsTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final MemoryStore store = new MemoryStore();

	private final List<Long> started = new ArrayList<>();

	// A hundred requests a second, in blocks of twenty.
	private QuotaGate gate = gate(QuotaSettings.builder().requestsPerMinute(6000L));

	@AfterEach
	void stop() {
		this.time.dispose();
	}

	@Test
	void permitsAreTakenInBlocks() {
		ask(this.gate, 20);
		assertThat(this.started).hasSize(20);
		assertThat(this.store.taken).containsExactly(20L);
		ask(this.gate, 1);
		assertThat(this.store.taken).containsExactly(20L, 20L);
	}

	@Test
	void blockHasAtLeastOnePermit() {
		this.gate = gate(QuotaSettings.builder().requestsPerMinute(1L));
		ask(this.gate, 2);
		advance(60_000);
		assertThat(this.started).containsExactly(0L, 60_000L);
	}

	@Test
	void callsWaitUntilTheStoreHasPermits() {
		ask(this.gate, 150);
		assertThat(this.started).hasSize(100);
		advance(499);
		assertThat(this.started).hasSizeLessThan(150);
		advance(201);
		assertThat(this.started).hasSize(150);
	}

	@Test
	void largeCallTakesWhatAccruesUntilItIsEnough() {
		this.gate = gate(QuotaSettings.builder().tokensPerMinute(6000L));
		ask(this.gate, 1, 499);
		advance(3999);
		assertThat(this.started).isEmpty();
		advance(201);
		assertThat(this.started).hasSize(1);
		assertThat(this.store.sum()).isEqualTo(500);
		assertThat(this.store.calls).as("one for each lease").isLessThan(25);
	}

	@ParameterizedTest
	@CsvSource({ "199, 1", "201, 2" })
	void whatIsLeftOfABlockExpires(long idle, int blocks) {
		advance(1000);
		ask(this.gate, 1);
		assertThat(this.gate.available(QuotaType.REQUESTS)).isEqualTo(19);
		advance(idle);
		ask(this.gate, 1);
		assertThat(this.store.taken).hasSize(blocks).containsOnly(20L);
	}

	@ParameterizedTest
	@CsvSource({ "600, 100", "1200, 50", "6000, 50", "60000, 50" })
	void storeOfAQuotaThatIsUsedUpIsAskedAtIntervals(long requestsPerMinute, long interval) {
		this.gate = gate(QuotaSettings.builder().requestsPerMinute(requestsPerMinute));
		long perSecond = requestsPerMinute / 60;
		ask(this.gate, (int) (3 * perSecond));
		assertThat(this.started).hasSize((int) perSecond);
		int calls = this.store.calls;
		advance(1000);
		assertThat(this.started).hasSize((int) (2 * perSecond));
		assertThat(this.store.calls - calls).isEqualTo((int) (1000 / interval));
		assertThat(new TreeSet<>(this.started)).hasSize((int) (1 + 1000 / interval));
	}

	@Test
	void tokensThatWereNotUsedReturnToTheStoreExceptABlock() {
		this.gate = gate(QuotaSettings.builder().tokensPerMinute(6000L));
		Sinks.One<CompletionResponse> response = ask(this.gate, 1, 99);
		response.tryEmitValue(CompletionResponse.of(Map.of("usage", Map.of("total_tokens", 10))));
		assertThat(this.store.givenBack).containsExactly(70L);
		assertThat(this.gate.available(QuotaType.TOKENS)).isEqualTo(20);
	}

	@Test
	void permitsForACancelledCallReturnToTheStoreExceptABlock() {
		this.store.state = State.SLOW;
		this.gate = gate(QuotaSettings.builder().tokensPerMinute(6000L));
		this.gate.limit(Flux.never(), new Call(new TokenEstimate(1, 99))).subscribe().dispose();
		advance(500);
		assertThat(this.store.givenBack).containsExactly(80L);
	}

	@ParameterizedTest
	@EnumSource(names = { "FAILS", "HANGS" })
	void shareOfTheQuotaIsUsedWhileTheStoreFails(State state) {
		this.store.state = state;
		ask(this.gate, 1000);
		advance(1000);
		assertThat(this.gate.isFallback(QuotaType.REQUESTS)).isTrue();
		this.started.clear();
		advance(10_000);
		assertThat(this.started).as("a tenth of the quota").hasSizeBetween(99, 101);
	}

	@Test
	void shareOfTheQuotaIsConfigured() {
		this.store.state = State.FAILS;
		this.gate = gate(QuotaSettings.builder().requestsPerMinute(6000L).fallbackShare(0.5));
		ask(this.gate, 1000);
		advance(10_000);
		assertThat(this.started).hasSizeBetween(499, 501);
	}

	@ParameterizedTest
	@EnumSource(names = { "FAILS", "HANGS" })
	void storeThatRespondsAgainIsUsedAgain(State state) {
		this.store.state = state;
		ask(this.gate, 1000);
		advance(5000);
		this.store.state = State.WORKS;
		advance(2100);
		assertThat(this.gate.isFallback(QuotaType.REQUESTS)).isFalse();
		this.started.clear();
		advance(2000);
		assertThat(this.started).hasSizeBetween(195, 205);
	}

	@Test
	void storeThatRespondsAgainIsUsedAgainHoweverSmallTheShare() {
		this.store.state = State.FAILS;
		this.gate = gate(QuotaSettings.builder().requestsPerMinute(60L));
		ask(this.gate, 1);
		advance(5000);
		assertThat(this.started).as("a tenth of a permit per second").isEmpty();
		this.store.state = State.WORKS;
		advance(1100);
		assertThat(this.gate.isFallback(QuotaType.REQUESTS)).isFalse();
		assertThat(this.started).hasSize(1);
	}

	@Test
	void whatAccruedOfTheShareForACancelledLargeCallIsNotABurst() {
		this.store.state = State.FAILS;
		this.gate = gate(QuotaSettings.builder().tokensPerMinute(6000L));
		Disposable large = this.gate.limit(Flux.never(), new Call(new TokenEstimate(0, 5000))).subscribe();
		advance(30_000);
		large.dispose();
		assertThat(this.gate.available(QuotaType.TOKENS)).as("the share of a second").isEqualTo(10, within(0.001));
	}

	@Test
	void storeIsAskedOnceASecondWhileItFails() {
		this.store.state = State.FAILS;
		ask(this.gate, 1000);
		advance(10_000);
		assertThat(this.store.calls).isBetween(10, 12);
	}

	@Test
	void causeOfTheFirstFailureIsLoggedOnce(CapturedOutput output) {
		this.store.state = State.FAILS;
		ask(this.gate, 1000);
		advance(10_000);
		assertThat(output).containsOnlyOnce("wrong password");
	}

	@Test
	void causeIsLoggedAsSoonAsAStoreThatDidNotRespondHasOne(CapturedOutput output) {
		this.store.state = State.HANGS;
		ask(this.gate, 1000);
		advance(5000);
		assertThat(output).containsOnlyOnce("No response within 1000 ms").doesNotContain("wrong password");
		this.store.state = State.FAILS;
		advance(10_000);
		assertThat(output).containsOnlyOnce("No response within 1000 ms").containsOnlyOnce("wrong password");
	}

	@Test
	void storeThatRespondsLateGrantsNothing() {
		this.store.state = State.LATE;
		ask(this.gate, 1);
		advance(1099);
		assertThat(this.gate.isFallback(QuotaType.REQUESTS)).isTrue();
		assertThat(this.started).isEmpty();
		advance(1);
		assertThat(this.started).as("of its share").hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(longs = { -5, 1_000_000 })
	void storeGrantsNoMoreThanItWasAskedFor(long granted) {
		QuotaStore wrong = new QuotaStore() {

			@Override
			public Mono<Long> acquire(SharedQuota quota, long permits) {
				return Mono.just(granted);
			}

			@Override
			public Mono<Void> release(SharedQuota quota, long permits) {
				return Mono.empty();
			}

		};
		QuotaGate gate = gate(QuotaSettings.builder().requestsPerMinute(6000L).store(wrong));
		ask(gate, 1);
		assertThat(gate.available(QuotaType.REQUESTS)).isEqualTo((granted > 0) ? 19 : 0);
	}

	// What both have started is never more than what the store had and what has accrued.
	@ParameterizedTest
	@CsvSource({ "1", "2", "3", "4", "5", "6", "7", "8" })
	void clientsNeverExceedTheQuotaTogether(long seed) {
		QuotaGate other = gate(QuotaSettings.builder().requestsPerMinute(6000L));
		Random random = new Random(seed);
		for (int i = 0; i < 200; i++) {
			ask(random.nextBoolean() ? this.gate : other, random.nextInt(20));
			advance(random.nextInt(100));
			long now = this.time.now(TimeUnit.MILLISECONDS);
			assertThat(this.started.size()).isLessThanOrEqualTo((int) (100 + now / 10));
		}
		advance(60_000);
		assertThat(this.gate.waiting(CallPriority.INTERACTIVE) + other.waiting(CallPriority.INTERACTIVE)).isZero();
	}

	private QuotaGate gate(QuotaSettings.Builder settings) {
		QuotaSettings built = settings.build();
		return new QuotaGate((built.store() != null) ? built : settings.store(this.store).build(), "test",
				Duration.ofSeconds(30), () -> this.time);
	}

	private void ask(QuotaGate gate, int count) {
		for (int i = 0; i < count; i++) {
			ask(gate, 1, 0);
		}
	}

	private Sinks.One<CompletionResponse> ask(QuotaGate gate, long prompt, long completion) {
		Sinks.One<CompletionResponse> response = Sinks.one();
		gate.limit(Flux.defer(() -> {
			this.started.add(this.time.now(TimeUnit.MILLISECONDS));
			return response.asMono().flux();
		}), new Call(new TokenEstimate(prompt, completion))).subscribe();
		return response;
	}

	private void advance(long millis) {
		this.time.advanceTimeBy(Duration.ofMillis(millis));
	}

	/**
	 * A call.
	 *
	 * @param tokenEstimate the tokens it may use
	 */
	private record Call(TokenEstimate tokenEstimate) implements QuotaCall {

		@Override
		public CallPriority priority() {
			return CallPriority.INTERACTIVE;
		}

		@Override
		public void permitted(Reservation reservation) {
			reservation.sent();
		}

	}

	/**
	 * How the store responds.
	 */
	enum State {

		WORKS, SLOW, LATE, FAILS, HANGS

	}

	/**
	 * A store in memory.
	 */
	private final class MemoryStore implements QuotaStore {

		private final List<Long> taken = new ArrayList<>();

		private final List<Long> givenBack = new ArrayList<>();

		private State state = State.WORKS;

		private int calls;

		private double available = Double.NaN;

		private long updated;

		@Override
		public Mono<Long> acquire(SharedQuota quota, long permits) {
			this.calls++;
			return switch (this.state) {
				case WORKS -> Mono.fromSupplier(() -> grant(quota, permits));
				case SLOW -> after(300, quota, permits);
				case LATE -> after(1050, quota, permits);
				case FAILS -> Mono
					.error(new IllegalStateException("no connection", new IllegalArgumentException("wrong password")));
				case HANGS -> Mono.never();
			};
		}

		private Mono<Long> after(long millis, SharedQuota quota, long permits) {
			return Mono.fromSupplier(() -> grant(quota, permits))
				.delaySubscription(Duration.ofMillis(millis), LeasedPermitsTests.this.time);
		}

		private long grant(SharedQuota quota, long permits) {
			long now = LeasedPermitsTests.this.time.now(TimeUnit.NANOSECONDS);
			double accrued = (now - this.updated) / 60e9 * quota.permitsPerMinute();
			this.available = Double.isNaN(this.available) ? quota.capacity()
					: Math.min(quota.capacity(), this.available + accrued);
			this.updated = now;
			long granted = Math.min(permits, (long) (this.available + 1e-6));
			this.available -= granted;
			if (granted > 0) {
				this.taken.add(granted);
			}
			return granted;
		}

		@Override
		public Mono<Void> release(SharedQuota quota, long permits) {
			return Mono.fromRunnable(() -> {
				this.givenBack.add(permits);
				this.available = Math.min(quota.capacity(), this.available + permits);
			});
		}

		long sum() {
			return this.taken.stream().mapToLong(Long::longValue).sum();
		}

	}

}
