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

package io.github.togetherspring.sample.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code GET /playground/meters}.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "together.api-key=test-key", "together.retry.base-delay=1ms" })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetersTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final TogetherSimulator upstream = TogetherSimulator.start();

	private static final String CHUNK = """
			{"choices":[{"index":0,"text":"a"}]}""";

	private static final String LAST_CHUNK = """
			{"choices":[{"index":0,"text":"","finish_reason":"stop"}],\
			"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";

	@LocalServerPort
	private int port;

	private JsonNode before;

	private JsonNode during;

	private JsonNode after;

	@DynamicPropertySource
	static void upstream(DynamicPropertyRegistry registry) {
		registry.add("together.base-url", upstream::baseUrl);
	}

	@BeforeAll
	void mixedTraffic() {
		this.before = meters();
		SimulatedResponse overloaded = SimulatedResponse.error(503, "overloaded", "later");
		upstream.enqueue(SimulatedResponse.json(200, LAST_CHUNK));
		post("/api/completions");
		upstream.enqueue(overloaded, SimulatedResponse.events(CHUNK, LAST_CHUNK, "[DONE]"));
		post("/api/completions/stream");
		upstream.enqueue(overloaded, overloaded, overloaded);
		post("/api/completions");
		upstream.enqueue(SimulatedResponse.error(400, "invalid_request_error", "no"));
		post("/api/completions");
		upstream.enqueue(SimulatedResponse.events(CHUNK, LAST_CHUNK, "[DONE]").stallAfter(1));
		StepVerifier
			.create(WebClient.create("http://localhost:" + this.port)
				.post()
				.uri("/api/completions/stream")
				.contentType(MediaType.APPLICATION_JSON)
				.bodyValue("{\"prompt\":\"p\"}")
				.exchangeToFlux((response) -> response.bodyToFlux(String.class)))
			.expectNextCount(1)
			.then(() -> this.during = meters())
			.thenCancel()
			.verify(TIMEOUT);
		assertThat(upstream.awaitIdle(TIMEOUT)).isTrue();
		this.after = meters();
	}

	@AfterAll
	static void close() {
		upstream.close();
	}

	@Test
	void nothingHappenedBeforeTheFirstCall() {
		assertThat(this.before).hasToString("{\"active\":0,\"waiting\":0,\"calls\":{},\"errors\":{},\"retries\":{},"
				+ "\"tokens\":{},\"duration\":{\"count\":0,\"seconds\":0.0,\"buckets\":[]},"
				+ "\"first_chunk\":{\"count\":0,\"seconds\":0.0,\"buckets\":[]},\"pacing\":null,\"budgets\":{}}");
	}

	@Test
	void callsUnderWayAreCounted() {
		assertThat(this.during.path("active").asInt()).isOne();
		assertThat(this.during.path("waiting").asInt()).isZero();
		assertThat(this.after.path("active").asInt()).isZero();
	}

	@Test
	void endsOfCallsAreCounted() {
		assertThat(this.after.path("calls")).hasToString("{\"cancelled\":1,\"error\":2,\"success\":2}");
		assertThat(this.after.path("errors")).hasToString("{\"400\":1,\"503\":1}");
	}

	@Test
	void retriesAreCountedByTheirReason() {
		assertThat(this.after.path("retries")).hasToString("{\"503\":3}");
	}

	@Test
	void tokensAreThoseThatTheServerCounted() {
		assertThat(this.after.path("tokens")).hasToString("{\"input\":10,\"output\":4}");
	}

	@Test
	void durationsAreCountedByTheirLength() {
		JsonNode duration = this.after.path("duration");
		assertThat(duration.path("count").asInt()).isEqualTo(5);
		assertThat(duration.path("seconds").asDouble()).isPositive();
		List<Double> boundaries = new ArrayList<>();
		List<Integer> counts = new ArrayList<>();
		duration.path("buckets").forEach((bucket) -> {
			boundaries.add(bucket.path("seconds").asDouble());
			counts.add(bucket.path("count").asInt());
		});
		assertThat(boundaries).isSorted().hasSize(14).startsWith(0.01).endsWith(81.92);
		assertThat(counts).isSorted().endsWith(5);
	}

	@Test
	void firstChunksAreThoseOfStreams() {
		assertThat(this.after.path("first_chunk").path("count").asInt()).isEqualTo(2);
	}

	private void post(String path) {
		client().post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"prompt\":\"p\"}")
			.exchange()
			.expectBody(String.class)
			.returnResult();
	}

	private JsonNode meters() {
		String body = client().get()
			.uri("/playground/meters")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return JsonMapper.shared().readTree(body);
	}

	private WebTestClient client() {
		return WebTestClient.bindToServer().baseUrl("http://localhost:" + this.port).responseTimeout(TIMEOUT).build();
	}

}
