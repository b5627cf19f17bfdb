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

import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.test.assertj.TogetherAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.PropertySource;

import static io.github.togetherspring.test.assertj.completions.CompletionAssertions.assertThatTogetherExceptionIsThrownBy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureTogetherSimulator} in a whole application, whose
 * configuration leads elsewhere in every way.
 */
@SpringBootTest(classes = AutoConfigureTogetherSimulatorTests.Application.class,
		properties = { "together.base-url=http://unreachable.invalid/v1", "together.api-key=own-key",
				"together.completions.model=m", "together.retry.enabled=false", "together.proxy.host=proxy.invalid",
				"together.http.protocol=http-2", "together.default-headers.X-Team=default",
				"together.clients.same.completions.model=same-model", "together.clients.keyed.api-key=keyed-key",
				"together.clients.other.base-url=http://other.invalid/v1",
				"together.clients.other.proxy.host=proxy.invalid",
				"together.clients.paid.base-url=http://paid.invalid/v1", "together.clients.paid.api-key=paid-key" })
@AutoConfigureTogetherSimulator
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AutoConfigureTogetherSimulatorTests {

	@Autowired
	private TogetherSimulator simulator;

	@Autowired
	private CompletionsClient client;

	@BeforeEach
	void script(TogetherSimulator simulator) {
		simulator.on(RequestPattern.prompt("before")).respond(SimulatedResponse.completion(" each"));
	}

	@Test
	void simulatorIsABeanAndAParameter(TogetherSimulator parameter, @Autowired TogetherSimulator bean) {
		assertThat(parameter).isSameAs(this.simulator).isSameAs(bean);
	}

	@Test
	void defaultClientCallsTheSimulatorWithItsKey() {
		assertThat(text(this.client, "before")).isEqualTo(" each");
		TogetherAssertions.assertThat(this.simulator)
			.lastRequest()
			.hasApiKey("own-key")
			.hasModel("m")
			.hasHeader("X-Team", "default");
	}

	@Test
	void clientsWithoutABaseUrlOfTheirOwnCallTheSimulator(@Autowired @Qualifier("same") CompletionsClient same,
			@Autowired @Qualifier("keyed") CompletionsClient keyed) {
		assertThat(text(same, "before")).isEqualTo(" each");
		TogetherAssertions.assertThat(this.simulator).lastRequest().hasApiKey("own-key").hasModel("same-model");
		assertThat(text(keyed, "before")).isEqualTo(" each");
		TogetherAssertions.assertThat(this.simulator).lastRequest().hasApiKey("keyed-key");
	}

	@Test
	void clientsWithABaseUrlOfTheirOwnCallTheSimulatorAsOtherServers(
			@Autowired @Qualifier("other") CompletionsClient other,
			@Autowired @Qualifier("paid") CompletionsClient paid) {
		assertThat(text(other, "before")).isEqualTo(" each");
		TogetherAssertions.assertThat(this.simulator)
			.lastRequest()
			.hasApiKey(TogetherSimulator.ANY_KEY)
			.satisfies((request) -> assertThat(request.header("x-team")).isNull());
		assertThat(text(paid, "before")).isEqualTo(" each");
		TogetherAssertions.assertThat(this.simulator).lastRequest().hasApiKey("paid-key");
	}

	@Test
	void clientOfALateConfigurationCallsTheSimulator(@Autowired @Qualifier("late") CompletionsClient late) {
		assertThat(text(late, "before")).isEqualTo(" each");
	}

	@Test
	void applicationReadsTheSimulatorsAddress(@Value("${together.base-url}") String baseUrl) {
		assertThat(baseUrl).isEqualTo(this.simulator.baseUrl());
	}

	@Test
	void simulatorCanRequireAKey() {
		this.simulator.requireApiKey("own-key");
		assertThat(text(this.client, "before")).isEqualTo(" each");
		this.simulator.requireApiKey("another");
		assertThatTogetherExceptionIsThrownBy(() -> text(this.client, "before")).hasStatus(401)
			.hasErrorCode("invalid_api_key");
	}

	@Test
	void noRateLimitAppliesByDefault() {
		assertThat(this.simulator.requestsPerSecond("own-key", "m")).isInfinite();
	}

	@Test
	@Order(1)
	void leaveBehindAScriptAndARequest() {
		text(this.client, "before");
		this.simulator.enqueue(SimulatedResponse.status(500));
		this.simulator.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.status(500));
	}

	@Test
	@Order(2)
	void nothingIsLeftOfTheTestBefore() {
		TogetherAssertions.assertThat(this.simulator).receivedNothing();
		assertThat(text(this.client, "p")).isNotEmpty();
	}

	private static String text(CompletionsClient client, String prompt) {
		return client.create((request) -> request.prompt(prompt).maxTokens(20)).text();
	}

	@Nested
	class Inner {

		@Test
		void nestedTestsHaveTheSimulatorToo(TogetherSimulator simulator) {
			assertThat(simulator).isSameAs(AutoConfigureTogetherSimulatorTests.this.simulator);
			TogetherAssertions.assertThat(simulator).receivedNothing();
		}

	}

	@Nested
	@AutoConfigureTogetherSimulator(rateLimit = true, rateLimitTimeFactor = 100)
	class RateLimit {

		@Test
		void rateOfTheSameSimulatorIsLimited(TogetherSimulator simulator) {
			assertThat(simulator).isSameAs(AutoConfigureTogetherSimulatorTests.this.simulator);
			assertThat(simulator.requestsPerSecond("own-key", "m")).isEqualTo(100);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@PropertySource("classpath:late-client.properties")
	static class Application {

		@Bean
		@Primary
		TogetherConnectionDetails ownConnectionDetails() {
			return new TogetherConnectionDetails() {

				@Override
				public String getBaseUrl() {
					return "http://own.invalid/v1";
				}

				@Override
				public String getApiKey() {
					return "never-sent";
				}

			};
		}

		@Bean(destroyMethod = "close")
		@Primary
		TogetherSimulator ownSimulator() {
			return TogetherSimulator.start();
		}

	}

}
