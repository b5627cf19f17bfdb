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

package io.github.togetherspring.sample.faults;

import java.time.Duration;
import java.util.List;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the faults of the simulator, seen through the application.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "together.api-key=", "together.base-url=", "sample.simulator.token-delay=0",
				"sample.simulator.stream-idle-timeout=1s", "together.retry.base-delay=1ms" })
class FaultTests {

	private static final String FAULT = "/playground/fault";

	private static final String REQUEST = """
			{"prompt":"Once upon a time","max_tokens":20,"seed":1}""";

	private final JsonMapper json = JsonMapper.shared();

	@Autowired
	private TogetherSimulator simulator;

	private WebTestClient client;

	@BeforeEach
	void createClient(@LocalServerPort int port) {
		this.client = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + port)
			.responseTimeout(Duration.ofSeconds(20))
			.build();
	}

	@AfterEach
	void reset() {
		switchOff();
		this.simulator.reset();
	}

	@ParameterizedTest
	@CsvSource({ "rate-limit, 429, 3", "long-rate-limit, 429, 1", "overloaded-twice, 200, 3", "overloaded, 503, 3",
			"bad-gateway, 502, 3", "reset, 502, 3", "cut, 502, 1", "stall, 504, 1", "slow, 200, 1" })
	void answerInOnePieceHasTheFault(String fault, int status, int requests) {
		switchOn(fault);
		assertThat(post("/api/completions").getStatus().value()).isEqualTo(status);
		assertThat(completionRequests()).hasSize(requests);
	}

	@ParameterizedTest
	@CsvSource({ "rate-limit, 429, 3", "long-rate-limit, 429, 1", "overloaded, 503, 3", "bad-gateway, 502, 3",
			"reset, 502, 3" })
	void streamThatDoesNotBeginHasTheFault(String fault, int status, int requests) {
		switchOn(fault);
		assertThat(post("/api/completions/stream").getStatus().value()).isEqualTo(status);
		assertThat(completionRequests()).hasSize(requests);
	}

	@ParameterizedTest
	@CsvSource({ "overloaded-twice, event:done, 3", "cut, '\"status\":502', 1", "stall, '\"status\":504', 1" })
	void streamThatBeginsHasTheFault(String fault, String end, int requests) {
		switchOn(fault);
		String events = body(post("/api/completions/stream"));
		assertThat(events).startsWith("data:").contains("\"text\":\"");
		assertThat(events).contains(end);
		assertThat(completionRequests()).hasSize(requests);
	}

	@Test
	void slowStreamIsSlowAndWhole() {
		switchOn("slow");
		long start = System.nanoTime();
		String events = body(post("/api/completions/stream", REQUEST.replace("20", "2")));
		assertThat(events).contains("event:done");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
	}

	@Test
	void longestWaitIsTold() {
		switchOn("long-rate-limit");
		assertThat(this.json.readTree(body(post("/api/completions"))).path("retry_after").asInt()).isEqualTo(198300);
	}

	@Test
	void messageIsToldWhole() {
		switchOn("rate-limit");
		assertThat(this.json.readTree(body(post("/api/completions"))).path("detail").asString())
			.contains("The simulator limits the rate, as you wished");
	}

	@Test
	void panelShowsWhatIsOn() {
		assertThat(panel().path("active").isNull()).isTrue();
		switchOn("stall");
		switchOn("cut");
		JsonNode panel = panel();
		assertThat(panel.path("active").asString()).isEqualTo("cut");
		assertThat(panel.path("idle_timeout").asInt()).isEqualTo(1);
		assertThat(panel.path("faults").valueStream().map(JsonNode::asString)).hasSize(Fault.values().length)
			.contains("rate-limit", "cut");
	}

	@Test
	void faultThatIsSwitchedOffIsOver() {
		switchOn("overloaded");
		switchOff();
		assertThat(panel().path("active").isNull()).isTrue();
		assertThat(post("/api/completions").getStatus().value()).isEqualTo(200);
	}

	@Test
	void rateLimitAndFaultsAreIndependent() {
		limit(HttpMethod.PUT, true);
		post("/api/completions");
		switchOn("slow");
		switchOff();
		limit(HttpMethod.GET, true);
		switchOn("overloaded");
		limit(HttpMethod.DELETE, false);
		assertThat(panel().path("active").asString()).isEqualTo("overloaded");
		assertThat(this.simulator.requests()).as("are kept").isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"fault\":\"earthquake\"}", "{\"fault\":null}", "{}", "[]", "" })
	void otherFaultsAreAProblem(String body) {
		this.client.put()
			.uri(FAULT)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody(String.class)
			.returnResult();
		assertThat(panel().path("active").isNull()).isTrue();
	}

	private void switchOn(String fault) {
		this.client.put()
			.uri(FAULT)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"fault\":\"" + fault + "\"}")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.active")
			.isEqualTo(fault);
	}

	private void switchOff() {
		this.client.delete().uri(FAULT).exchange().expectStatus().isOk().expectBody(String.class).returnResult();
	}

	private void limit(HttpMethod method, boolean on) {
		this.client.method(method)
			.uri("/playground/rate-limit")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.on")
			.isEqualTo(on);
		assertThat(this.simulator.requestsPerSecond(TogetherSimulator.ANY_KEY, "m"))
			.isEqualTo(on ? 1 : Double.POSITIVE_INFINITY);
	}

	private JsonNode panel() {
		return this.json
			.readTree(body(this.client.get().uri(FAULT).exchange().expectBody(String.class).returnResult()));
	}

	private EntityExchangeResult<String> post(String path) {
		return post(path, REQUEST);
	}

	private EntityExchangeResult<String> post(String path, String body) {
		return this.client.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange()
			.expectBody(String.class)
			.returnResult();
	}

	private static String body(EntityExchangeResult<String> result) {
		return String.valueOf(result.getResponseBody());
	}

	private List<ReceivedRequest> completionRequests() {
		return this.simulator.requests().stream().filter(ReceivedRequest::isCompletion).toList();
	}

}
