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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.observation.CompletionsMeterObservationHandler;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.quota.StoreServer.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that two clients share one quota, in stores on real servers.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SharedQuotaTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@ParameterizedTest
	@EnumSource
	void clientsNeverExceedTheQuotaTogether(Kind kind) throws IOException {
		try (StoreServer server = StoreServer.start(kind); QuotaService service = new QuotaService()) {
			List<CompletionsClient> clients = clients(server, service);
			long start = System.nanoTime();
			Flux.fromIterable(clients).flatMap((client) -> QuotaService.calls(client, 75)).blockLast();
			assertThat(service.requests()).isEqualTo(150);
			service.assertQuotaHolds(start, 1, 0);
		}
	}

	// A store that starts again may have full buckets.
	@ParameterizedTest
	@EnumSource
	void clientsUseTheirSharesWhileTheStoreIsDown(Kind kind) throws IOException {
		try (StoreServer server = StoreServer.start(kind); QuotaService service = new QuotaService()) {
			List<CompletionsClient> clients = clients(server, service);
			long start = System.nanoTime();
			List<Disposable> calls = clients.stream()
				.map((client) -> QuotaService.calls(client, 100_000).subscribe())
				.toList();
			service.awaitRequests(60);
			server.stop();
			awaitFallback(2);
			service.awaitRequests(service.requests() + 5);
			server.restart();
			awaitFallback(0);
			service.awaitRequests(service.requests() + 60);
			calls.forEach(Disposable::dispose);
			service.assertQuotaHolds(start, 2, 0.2);
		}
	}

	private void awaitFallback(int clients) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.meters.get("together.client.quota.fallback").gauge().value() == clients);
	}

	private List<CompletionsClient> clients(StoreServer server, QuotaService service) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new CompletionsMeterObservationHandler(this.meters));
		CompletionsObservations observations = CompletionsObservations.of(registry);
		return Stream.of(server.newStore(), server.newStore())
			.map((store) -> QuotaService.client(service.baseUrl(), store, observations))
			.toList();
	}

}
