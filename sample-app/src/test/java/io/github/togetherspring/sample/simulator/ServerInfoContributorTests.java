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

import java.util.Map;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServerInfoContributor}.
 */
class ServerInfoContributorTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class))
		.withUserConfiguration(SimulatorConfiguration.class, ServerInfoContributor.class);

	@Test
	void serviceIsTold() {
		this.runner.withPropertyValues("together.api-key=k", "together.base-url=https://api.together.ai/v1")
			.run((context) -> assertThat(details(context)).isEqualTo(Map.of("server", "service")));
	}

	@Test
	void simulatorIsTold() {
		this.runner.withPropertyValues("together.api-key=", "together.base-url=")
			.run((context) -> assertThat(details(context)).isEqualTo(Map.of("server", "simulator")));
	}

	private static Object details(AssertableApplicationContext context) {
		Info.Builder info = new Info.Builder();
		context.getBean(ServerInfoContributor.class).contribute(info);
		return info.build().get("playground");
	}

}
