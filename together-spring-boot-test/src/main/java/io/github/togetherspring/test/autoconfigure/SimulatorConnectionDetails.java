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
import io.github.togetherspring.simulator.TogetherSimulator;

import org.springframework.core.env.Environment;

/**
 * Address of the simulator, with the application's API key, if any, so that tests can
 * verify it.
 *
 * @param getBaseUrl the address
 * @param environment where the key is
 */
record SimulatorConnectionDetails(String getBaseUrl, Environment environment) implements TogetherConnectionDetails {

	@Override
	public String getApiKey() {
		String apiKey = this.environment.getProperty("together.api-key", "");
		return !apiKey.isBlank() ? apiKey : TogetherSimulator.ANY_KEY;
	}

	@Override
	public String toString() {
		return "simulator at " + this.getBaseUrl;
	}

}
