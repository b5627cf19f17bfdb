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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import reactor.core.publisher.Flux;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service with a quota of fifty requests a second, which records when requests arrive.
 */
final class QuotaService implements AutoCloseable {

	private static final long PER_SECOND = 50;

	private static final String BODY = "{\"id\":\"i\",\"choices\":[{\"index\":0,\"text\":\"ab\","
			+ "\"finish_reason\":\"stop\"}]}";

	private final List<Long> arrivals = new CopyOnWriteArrayList<>();

	private final RawHttpServer server;

	QuotaService() throws IOException {
		this.server = RawHttpServer.responding((request) -> {
			this.arrivals.add(System.nanoTime());
			return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n"
					+ BODY)
				.getBytes(StandardCharsets.UTF_8);
		});
	}

	String baseUrl() {
		return "http://localhost:" + this.server.port() + "/v1";
	}

	int requests() {
		return this.arrivals.size();
	}

	void awaitRequests(int count) {
		Awaitility.await()
			.atMost(60, TimeUnit.SECONDS)
			.pollInterval(10, TimeUnit.MILLISECONDS)
			.until(() -> requests() >= count);
	}

	/**
	 * Check that the quota held from the start until each request. A request that arrives
	 * late breaks nothing.
	 * @param start when the clients started
	 * @param stores how often the store started with permits
	 * @param shares the shares of the quota that clients use without the store
	 */
	void assertQuotaHolds(long start, int stores, double shares) {
		List<Long> times = this.arrivals.stream().sorted().toList();
		for (int i = 0; i < times.size(); i++) {
			double seconds = (times.get(i) - start) / 1e9;
			assertThat(i).as("requests before the one after " + seconds + " s")
				.isLessThanOrEqualTo((int) (PER_SECOND * (stores + (1 + shares) * seconds)));
		}
	}

	static CompletionsClient client(String baseUrl, QuotaStore store, CompletionsObservations observations) {
		return CompletionsClients.builder(WebClient.builder(), observations)
			.baseUrl(baseUrl)
			.apiKey("test-key")
			.quotaSettings(QuotaSettings.builder().requestsPerMinute(60 * PER_SECOND).store(store).build())
			.build();
	}

	static Flux<?> calls(CompletionsClient client, int count) {
		CompletionRequest request = CompletionRequest.builder().model("m").prompt("p").maxTokens(1).build();
		return Flux.fromStream(IntStream.range(0, count).boxed()).flatMap((i) -> client.createAsync(request), 32);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
