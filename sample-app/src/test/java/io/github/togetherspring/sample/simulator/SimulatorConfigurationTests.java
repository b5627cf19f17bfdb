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

package io.github.togetherspring.sample.simulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Map;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.simulator.TogetherSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SimulatorConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SimulatorConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME))
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class))
		.withUserConfiguration(SimulatorConfiguration.class);

	@Test
	void simulatorAnswersWhereNothingIsConfigured(CapturedOutput output) {
		this.runner.run((context) -> {
			String baseUrl = context.getBean(TogetherSimulator.class).baseUrl();
			assertThat(context.getBean(TogetherConnectionDetails.class).getBaseUrl()).isEqualTo(baseUrl);
			assertThat(output).contains("completions come from the embedded simulator at " + baseUrl);
			assertThat(context.getBean(CompletionsClient.class)
				.create((request) -> request.model("m").prompt("Once upon").maxTokens(3))
				.text()).isNotEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "together.api-key=", "together.api-key=  ", "together.base-url=",
			"together.response-timeout=5s", "together.completions.model=m" })
	void blankOrOtherPropertyStartsTheSimulator(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasSingleBean(TogetherSimulator.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "together.api-key=k", "together.apiKey=k", "together.base-url=http://localhost:1/v1" })
	void serverThatIsConfiguredIsUsed(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasSingleBean(TogetherConnectionDetails.class)
				.doesNotHaveBean(TogetherSimulator.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TOGETHER_API_KEY", "TOGETHER_APIKEY", "TOGETHER_BASE_URL", "TOGETHER_BASEURL" })
	void environmentVariableCounts(String variable) {
		this.runner
			.withInitializer(
					(context) -> context.getEnvironment()
						.getPropertySources()
						.addLast(new SystemEnvironmentPropertySource(
								StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of(variable, "https://example.org/v1"))))
			.run((context) -> assertThat(context).doesNotHaveBean(TogetherSimulator.class));
	}

	@Test
	void simulatorIsClosedWithTheApplication() throws IOException {
		int[] port = new int[1];
		this.runner.run((context) -> port[0] = context.getBean(TogetherSimulator.class).port());
		try (ServerSocket socket = new ServerSocket(port[0], 1, InetAddress.getLoopbackAddress())) {
			assertThat(socket.isBound()).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                                                                 | Infinity
			base=120                                                           | Infinity
			enabled=true                                                       | 1
			enabled=true, base=120                                             | 2
			enabled=true, fixed=600, time-factor=10                            | 100
			enabled=true, factor=3, burst=2s, busy-share=0.5                   | 1
			""")
	void rateLimitIsAProperty(String properties, double limit) {
		String[] values = Arrays.stream(properties.split(", "))
			.filter((property) -> !property.isEmpty())
			.map((property) -> "sample.simulator.rate-limit." + property)
			.toArray(String[]::new);
		this.runner.withPropertyValues(values)
			.run((context) -> assertThat(
					context.getBean(TogetherSimulator.class).requestsPerSecond(TogetherSimulator.ANY_KEY, "m"))
				.isEqualTo(limit));
	}

	@Test
	void paceIsAProperty() {
		this.runner.withPropertyValues("sample.simulator.token-delay=5ms")
			.run((context) -> assertThat(context.getBean(SimulatorProperties.class).tokenDelay()).hasMillis(5));
	}

}
