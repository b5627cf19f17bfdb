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

// tag::name-tests[]
package com.example.names;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.test.autoconfigure.AutoConfigureTogetherSimulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

import static io.github.togetherspring.simulator.script.RequestPattern.promptContaining;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;
import static io.github.togetherspring.simulator.script.SimulatedResponse.status;
import static io.github.togetherspring.test.assertj.TogetherAssertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "together.retry.base-delay=1ms")
@AutoConfigureTogetherSimulator
class NameTests {

	private RestTestClient web;

	@BeforeEach
	void connect(@LocalServerPort int port) {
		this.web = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@Test
	void findsAName(TogetherSimulator simulator) {
		simulator.on(promptContaining("Product: a quiet clock\nName:")).respond(completion(" Hushour"));

		this.web.get()
			.uri("/name?product=a quiet clock")
			.exchangeSuccessfully()
			.expectBody(String.class)
			.isEqualTo("Hushour");

		assertThat(simulator).lastRequest().hasModel("meta-llama/Meta-Llama-3.1-8B").hasParameter("max_tokens", 12);
	}

	@Test
	void triesAgain(TogetherSimulator simulator) {
		simulator.enqueue(status(503), completion(" Hushour"));

		this.web.get().uri("/name?product=a quiet clock").exchangeSuccessfully();

		assertThat(simulator).received(2, promptContaining("a quiet clock"));
	}

	@Test
	void saysThatItFoundNone(TogetherSimulator simulator) {
		simulator.on(promptContaining("a quiet clock")).respond(status(503));

		this.web.get().uri("/name?product=a quiet clock").exchange().expectStatus().isEqualTo(503);
	}

}
// end::name-tests[]
