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

package io.github.togetherspring.autoconfigure.info;

import java.util.Map;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.internal.info.TogetherInfoContributor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TogetherInfoContributorAutoConfiguration}.
 */
class TogetherInfoContributorAutoConfigurationTests {

	private static final String ENABLED = "management.info.together.enabled=true";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherInfoContributorAutoConfiguration.class));

	@Test
	void hostsOfAllClients() {
		this.contextRunner
			.withPropertyValues(ENABLED, "together.api-key=sk-secret",
					"together.clients.vllm.base-url=http://gpu:8000/v1")
			.run((context) -> {
				Info.Builder info = new Info.Builder();
				context.getBean(TogetherInfoContributor.class).contribute(info);
				assertThat(info.build().getDetails()).isEqualTo(Map.of("together",
						Map.of("clients", Map.of("default", "api.together.ai", "vllm", "gpu:8000"))));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.info.together.enabled=false", "management.info.defaults.enabled=true",
			"together.enabled=true" })
	void isDisabledByDefault(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TogetherInfoContributor.class));
	}

	@Test
	void withoutClients() {
		this.contextRunner.withPropertyValues(ENABLED, "together.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TogetherInfoContributor.class));
	}

	@Test
	void withoutActuator() {
		this.contextRunner.withPropertyValues(ENABLED)
			.withClassLoader(new FilteredClassLoader(InfoContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("togetherInfoContributor"));
	}

}
