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

package io.github.togetherspring.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TogetherSanitizingAutoConfiguration}.
 */
class TogetherSanitizingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherSanitizingAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "together.api-key", "together.apiKey", "TOGETHER_API_KEY", "TOGETHER_APIKEY",
			"together.clients.second.api-key", "together.default-headers.x-secret",
			"together.defaultHeaders.Authorization", "TOGETHER_DEFAULTHEADERS_X", "together.proxy.password",
			"TOGETHER_CLIENTS_X_PROXY_PASSWORD" })
	void secretIsHidden(String key) {
		assertThat(sanitize(key)).isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "together.base-url", "together.completions.model", "other.api-key", "together.enabled" })
	void otherPropertyIsLeft(String key) {
		assertThat(sanitize(key)).isEqualTo("value");
	}

	@Test
	void backsOffWithoutTheActuator() {
		this.runner.withClassLoader(new FilteredClassLoader(SanitizingFunction.class))
			.run((context) -> assertThat(context).doesNotHaveBean(SanitizingFunction.class));
	}

	private Object sanitize(String key) {
		Object[] value = new Object[1];
		this.runner.run((context) -> value[0] = context.getBean(SanitizingFunction.class)
			.applyUnlessFiltered(new SanitizableData(null, key, "value"))
			.getValue());
		return value[0];
	}

}
