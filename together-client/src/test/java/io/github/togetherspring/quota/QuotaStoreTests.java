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
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.completions.SharedQuota;
import io.github.togetherspring.quota.StoreServer.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisQuotaStore} and {@link PostgresQuotaStore} with real servers.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class QuotaStoreTests {

	private static final Map<Kind, StoreServer> SERVERS = new EnumMap<>(Kind.class);

	@BeforeAll
	static void start() {
		for (Kind kind : Kind.values()) {
			SERVERS.put(kind, StoreServer.start(kind));
		}
	}

	@AfterAll
	static void stop() {
		SERVERS.values().forEach(StoreServer::close);
	}

	private static StoreServer server(Kind kind) {
		return SERVERS.get(kind);
	}

	@ParameterizedTest
	@EnumSource
	void permitsOfASecondAreThereAtFirst(Kind kind) {
		QuotaStore store = server(kind).newStore();
		SharedQuota quota = SharedQuota.of("first", 60_000);
		assertThat(take(store, quota, 400)).isEqualTo(400);
		assertThat(take(store, quota, 10_000)).isBetween(600L, 1000L);
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsGrantedWhenNothingIsLeft(Kind kind) {
		QuotaStore store = server(kind).newStore();
		SharedQuota quota = SharedQuota.of("empty", 1);
		assertThat(take(store, quota, 5)).isEqualTo(1);
		assertThat(take(store, quota, 5)).isZero();
		assertThat(take(store, SharedQuota.of("another", 1), 5)).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void permitsAccrue(Kind kind) {
		QuotaStore store = server(kind).newStore();
		SharedQuota quota = SharedQuota.of("accrues", 6000);
		assertThat(take(store, quota, 100)).isEqualTo(100);
		Awaitility.await().until(() -> take(store, quota, 100), (taken) -> taken > 0);
	}

	@ParameterizedTest
	@EnumSource
	void permitsThatAreGivenBackCanBeTakenUpToTheCapacity(Kind kind) {
		QuotaStore store = server(kind).newStore();
		SharedQuota quota = SharedQuota.of("given-back", 600);
		assertThat(take(store, quota, 10)).isEqualTo(10);
		store.giveBack(quota, 1000).block();
		assertThat(take(store, quota, 1000)).isEqualTo(10);
	}

	@ParameterizedTest
	@EnumSource
	void concurrentProcessesNeverTakeTheSamePermit(Kind kind) {
		QuotaStore first = server(kind).newStore();
		QuotaStore second = server(kind).newStore();
		SharedQuota quota = SharedQuota.of("concurrent", 60 * 50);
		long start = System.nanoTime();
		Long taken = Flux.range(0, 300)
			.flatMap((i) -> ((i % 2 == 0) ? first : second).take(quota, 3), 6)
			.reduce(0L, Long::sum)
			.block();
		double seconds = (System.nanoTime() - start) / 1e9;
		assertThat(taken).isBetween(50L, (long) (50 + seconds * 50 + 1));
	}

	@ParameterizedTest
	@EnumSource
	void callsReturnAtOnceOnThreadsThatMustNotBlock(Kind kind) {
		QuotaStore store = server(kind).newStore();
		SharedQuota quota = SharedQuota.of("threads", 60);
		assertThat(Mono.defer(() -> store.take(quota, 1)).subscribeOn(Schedulers.parallel()).block()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void storeThatReturnsIsUsedAgain(Kind kind) {
		try (StoreServer server = StoreServer.start(kind)) {
			QuotaStore store = server.newStore();
			SharedQuota quota = SharedQuota.of("returns", 60_000);
			assertThat(take(store, quota, 1)).isOne();
			server.stop();
			Awaitility.await().untilAsserted(() -> assertThat(fails(store, quota)).isTrue());
			server.restart();
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(fails(store, quota)).isFalse());
		}
	}

	@ParameterizedTest
	@EnumSource
	void storeThatIsNotThereAtFirstIsUsedLater(Kind kind) {
		try (StoreServer server = StoreServer.start(kind)) {
			server.stop();
			QuotaStore store = server.newStore();
			SharedQuota quota = SharedQuota.of("late", 60_000);
			assertThat(fails(store, quota)).isTrue();
			server.restart();
			assertThat(take(store, quota, 1)).isOne();
		}
	}

	private static boolean fails(QuotaStore store, SharedQuota quota) {
		return Boolean.TRUE.equals(
				store.take(quota, 1).map((taken) -> false).timeout(Duration.ofSeconds(5)).onErrorReturn(true).block());
	}

	private static long take(QuotaStore store, SharedQuota quota, long permits) {
		Long taken = store.take(quota, permits).block();
		return (taken != null) ? taken : -1;
	}

}
