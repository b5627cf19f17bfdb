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

// tag::test-names-application[]
package com.example.names;

import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import io.github.togetherspring.simulator.TogetherSimulator;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static io.github.togetherspring.simulator.script.RequestPattern.promptContaining;
import static io.github.togetherspring.simulator.script.SimulatedResponse.completion;

class TestNamesApplication {

	public static void main(String[] args) {
		SpringApplication.from(NamesApplication::main).with(Simulator.class).run(args);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Simulator {

		@Bean
		TogetherSimulator simulator() {
			TogetherSimulator simulator = TogetherSimulator.start();
			simulator.on(promptContaining("Name:")).respond(completion(" Hushour"));
			return simulator;
		}

		@Bean
		TogetherConnectionDetails connectionDetails(TogetherSimulator simulator) {
			return new TogetherConnectionDetails() {

				@Override
				public String getBaseUrl() {
					return simulator.baseUrl();
				}

				@Override
				public String getApiKey() {
					return "any";
				}

			};
		}

	}

}
// end::test-names-application[]
