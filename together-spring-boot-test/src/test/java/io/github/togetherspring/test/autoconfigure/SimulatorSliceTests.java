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

package io.github.togetherspring.test.autoconfigure;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.webclient.test.autoconfigure.WebClientTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureTogetherSimulator} in slices of an application.
 */
class SimulatorSliceTests {

	@Nested
	@WebClientTest
	@AutoConfigureTogetherSimulator
	@ContextConfiguration(classes = Application.class)
	class InWebClientTests {

		@Test
		void clientCallsTheSimulator(@Autowired CompletionsClient client, TogetherSimulator simulator) {
			simulator.on(RequestPattern.prompt("p")).respond(SimulatedResponse.completion(" web"));
			assertThat(client.create((request) -> request.model("m").prompt("p")).text()).isEqualTo(" web");
		}

	}

	@Nested
	@WebClientTest
	@ContextConfiguration(classes = Application.class)
	class WithoutSimulatorTests {

		@Test
		void sliceForWebClientsHasTheClientEvenWithoutTheSimulator(@Autowired CompletionsClient client) {
			assertThat(client).isNotNull();
		}

	}

	@Nested
	@JsonTest
	@AutoConfigureTogetherSimulator
	@ContextConfiguration(classes = Application.class)
	class InJsonTests {

		@Test
		void annotationBringsTheClientIntoAnySlice(@Autowired CompletionsClient client, TogetherSimulator simulator) {
			simulator.on(RequestPattern.prompt("p")).respond(SimulatedResponse.completion(" json"));
			assertThat(client.create((request) -> request.model("m").prompt("p")).text()).isEqualTo(" json");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
