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

package io.github.togetherspring.quota;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.completions.SharedQuota;
import io.github.togetherspring.quota.StoreServer.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisQuotaStore} and {@link PostgresQuotaStore} with real servers.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ParameterizedClass
@EnumSource
class QuotaStoreTests {

	private static StoreServer server;

	@Parameter
	private Kind kind;

	private QuotaStore store;

	@BeforeParameterizedClassInvocation
	static void start(Kind kind) {
		server = StoreServer.start(kind);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void create() {
		this.store = server.newStore();
	}

	@Test
	void permitsOfASecondAreThereAtFirst() {
		SharedQuota quota = SharedQuota.of("first", 60_000);
		assertThat(acquire(quota, 400)).isEqualTo(400);
		assertThat(acquire(quota, 10_000)).isBetween(600L, 1000L);
	}

	@Test
	void nothingIsGrantedWhenNothingIsLeft() {
		SharedQuota quota = SharedQuota.of("empty", 1);
		assertThat(acquire(quota, 5)).isEqualTo(1);
		assertThat(acquire(quota, 5)).isZero();
		assertThat(acquire(SharedQuota.of("another", 1), 5)).isEqualTo(1);
	}

	@Test
	void permitsAccrue() {
		SharedQuota quota = SharedQuota.of("accrues", 6000);
		assertThat(acquire(quota, 100)).isEqualTo(100);
		Awaitility.await().until(() -> acquire(quota, 100), (taken) -> taken > 0);
	}

	@Test
	void permitsThatAreGivenBackCanBeTakenUpToTheCapacity() {
		SharedQuota quota = SharedQuota.of("given-back", 600);
		assertThat(acquire(quota, 10)).isEqualTo(10);
		this.store.release(quota, 1000).block();
		assertThat(acquire(quota, 1000)).isEqualTo(10);
	}

	@Test
	void concurrentProcessesNeverTakeTheSamePermit() {
		QuotaStore second = server.newStore();
		SharedQuota quota = SharedQuota.of("concurrent", 60 * 50);
		long start = System.nanoTime();
		Long taken = Flux.range(0, 300)
			.flatMap((i) -> ((i % 2 == 0) ? this.store : second).acquire(quota, 3), 6)
			.reduce(0L, Long::sum)
			.block();
		double seconds = (System.nanoTime() - start) / 1e9;
		assertThat(taken).isBetween(50L, (long) (50 + seconds * 50 + 1));
	}

	@Test
	void callsReturnAtOnceOnThreadsThatMustNotBlock() {
		SharedQuota quota = SharedQuota.of("threads", 60);
		assertThat(Mono.defer(() -> this.store.acquire(quota, 1)).subscribeOn(Schedulers.parallel()).block()).isOne();
	}

	@Test
	void storeThatReturnsIsUsedAgain() {
		try (StoreServer server = StoreServer.start(this.kind)) {
			QuotaStore store = server.newStore();
			SharedQuota quota = SharedQuota.of("returns", 60_000);
			assertThat(acquire(store, quota, 1)).isOne();
			server.stop();
			Awaitility.await().untilAsserted(() -> assertThat(fails(store, quota)).isTrue());
			server.restart();
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(fails(store, quota)).isFalse());
		}
	}

	@Test
	void storeThatIsNotThereAtFirstIsUsedLater() {
		try (StoreServer server = StoreServer.start(this.kind)) {
			server.stop();
			QuotaStore store = server.newStore();
			SharedQuota quota = SharedQuota.of("late", 60_000);
			assertThat(fails(store, quota)).isTrue();
			server.restart();
			assertThat(acquire(store, quota, 1)).isOne();
		}
	}

	private static boolean fails(QuotaStore store, SharedQuota quota) {
		return Boolean.TRUE.equals(store.acquire(quota, 1)
			.map((taken) -> false)
			.timeout(Duration.ofSeconds(5))
			.onErrorReturn(true)
			.block());
	}

	private long acquire(SharedQuota quota, long permits) {
		return acquire(this.store, quota, permits);
	}

	private static long acquire(QuotaStore store, SharedQuota quota, long permits) {
		Long taken = store.acquire(quota, permits).block();
		return (taken != null) ? taken : -1;
	}

}
