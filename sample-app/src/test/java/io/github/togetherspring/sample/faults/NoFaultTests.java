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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * Tests for the application where a service is configured.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "together.api-key=test-key", "together.base-url=http://localhost:1/v1" })
class NoFaultTests {

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE" })
	void serviceHasNoFaultsToSwitchOn(String method, @LocalServerPort int port) {
		WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + port)
			.build()
			.method(HttpMethod.valueOf(method))
			.uri("/playground/fault")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"fault\":\"stall\"}")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody(String.class)
			.returnResult();
	}

}
