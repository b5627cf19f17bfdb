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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

import io.github.togetherspring.sample.SampleApplication;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the application with a configuration that no call succeeds with.
 */
class UnreachableServerTests {

	@Test
	void noServerThereIsABadGateway() throws IOException {
		try (ConfigurableApplicationContext application = start("together.api-key=k",
				"together.base-url=http://127.0.0.1:" + unusedPort() + "/v1")) {
			assertThatCallFails(application, 502, "");
		}
	}

	@Test
	void noKeyIsUnavailableAndNamesTheProperty() {
		try (ConfigurableApplicationContext application = start("together.base-url=http://127.0.0.1:1/v1")) {
			assertThatCallFails(application, 503, "together.api-key");
		}
	}

	@Test
	void noAnswerInTimeIsAGatewayTimeout() {
		try (TogetherSimulator simulator = TogetherSimulator.start();
				ConfigurableApplicationContext application = start("together.api-key=k",
						"together.base-url=" + simulator.baseUrl(), "together.response-timeout=200ms")) {
			SimulatedResponse never = SimulatedResponse.completion("never").stallBeforeHeaders();
			simulator.enqueue(never, never);
			assertThatCallFails(application, 504, "200 ms");
		}
	}

	private static void assertThatCallFails(ConfigurableApplicationContext application, int status, String detail) {
		String port = application.getEnvironment().getProperty("local.server.port");
		WebTestClient client = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + port)
			.responseTimeout(Duration.ofSeconds(20))
			.build();
		for (String path : new String[] { "/api/completions", "/api/completions/stream" }) {
			client.post()
				.uri(path)
				.contentType(MediaType.APPLICATION_JSON)
				.bodyValue("{\"prompt\":\"p\"}")
				.exchange()
				.expectStatus()
				.isEqualTo(status)
				.expectHeader()
				.contentType(MediaType.APPLICATION_PROBLEM_JSON)
				.expectBody()
				.jsonPath("$.status")
				.isEqualTo(status)
				.jsonPath("$.upstream_status")
				.doesNotExist()
				.jsonPath("$.detail")
				.value(String.class, (text) -> assertThat(text).contains(detail));
		}
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(SampleApplication.class)
			.properties("server.port=0", "together.retry.enabled=false")
			.properties(properties)
			.run();
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
