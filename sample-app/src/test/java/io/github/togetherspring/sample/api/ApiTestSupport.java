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

package io.github.togetherspring.sample.api;

import java.time.Duration;
import java.util.List;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The running application with a scripted server behind it.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "together.api-key=test-key", "together.retry.enabled=false" })
abstract class ApiTestSupport {

	static final Duration TIMEOUT = Duration.ofSeconds(20);

	static final String PATH = "/api/completions";

	static final String REQUEST = "{\"prompt\":\"p\"}";

	static final TogetherSimulator upstream = TogetherSimulator.start();

	final JsonMapper json = JsonMapper.shared();

	@LocalServerPort
	int port;

	@DynamicPropertySource
	static void upstream(DynamicPropertyRegistry registry) {
		registry.add("together.base-url", upstream::baseUrl);
	}

	@BeforeEach
	void reset() {
		upstream.reset();
	}

	WebTestClient.ResponseSpec post(String path, String body) {
		// A connection each: one that the server closed after a refused body may still be
		// in a pool.
		return WebTestClient.bindToServer(new ReactorClientHttpConnector(HttpClient.newConnection()))
			.baseUrl("http://localhost:" + this.port)
			.responseTimeout(TIMEOUT)
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(64 * 1024 * 1024))
			.build()
			.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchange();
	}

	JsonNode postForProblem(String path, String body, int status) {
		String problem = post(path, body).expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return this.json.readTree(problem);
	}

	String postForText(String path, String body) {
		String text = post(path, body).expectStatus().isOk().expectBody(String.class).returnResult().getResponseBody();
		return (text != null) ? text : "";
	}

	// The lines of the response as they arrive. Cancelling disconnects.
	Flux<String> postForLines(String path, String body) {
		return WebClient.create("http://localhost:" + this.port)
			.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(body)
			.exchangeToFlux((response) -> response.bodyToFlux(String.class));
	}

	void assertThatUpstreamIsLeft() {
		assertThat(upstream.awaitIdle(TIMEOUT)).as("no call is left open").isTrue();
	}

	void assertThatNothingWasSent() {
		assertThat(upstream.requests()).isEmpty();
	}

	static SimulatedResponse completion(String text) {
		return SimulatedResponse.completion(text);
	}

	static List<String> lines(String body) {
		return body.lines().toList();
	}

}
