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

package io.github.togetherspring.sample.batch.simulator;

import io.github.togetherspring.autoconfigure.CompletionsClientBuilderCustomizer;
import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import io.github.togetherspring.simulator.TogetherSimulator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Starts the simulator, and directs the client to it, if no server is configured.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnNoServerCondition.class)
class SimulatorConfiguration {

	private static final Log logger = LogFactory.getLog(SimulatorConfiguration.class);

	@Bean
	TogetherSimulator togetherSimulator() {
		TogetherSimulator simulator = TogetherSimulator.start();
		logger.info("Neither together.api-key nor together.base-url is set: completions come from the embedded "
				+ "simulator at " + simulator.baseUrl());
		return simulator;
	}

	@Bean
	TogetherConnectionDetails simulatorConnectionDetails(TogetherSimulator simulator) {
		return new SimulatorConnectionDetails(simulator.baseUrl());
	}

	// The simulator has no limit: pacing would only make a job start slowly.
	@Bean
	CompletionsClientBuilderCustomizer noPacingUnlessConfigured(Environment environment) {
		boolean isConfigured = environment.containsProperty("together.pacing.enabled");
		return (name, builder) -> {
			if (!isConfigured) {
				builder.pacingSettings(null);
			}
		};
	}

	/**
	 * Connection details of the simulator, which accepts any API key.
	 *
	 * @param getBaseUrl the base URL
	 */
	private record SimulatorConnectionDetails(String getBaseUrl) implements TogetherConnectionDetails {

		@Override
		public String getApiKey() {
			return TogetherSimulator.ANY_KEY;
		}

	}

}
