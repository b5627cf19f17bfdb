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

package io.github.togetherspring.sample.page;

import java.util.List;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.simulator.TogetherSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlaygroundController}.
 */
class PlaygroundControllerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class))
		.withUserConfiguration(PlaygroundController.class)
		.withPropertyValues("together.api-key=secret");

	@ParameterizedTest
	@CsvSource({ "https://api.together.ai/v1, api.together.ai", "http://localhost:8000/v1, localhost:8000",
			"http://[::1]:8000/v1, [::1]:8000" })
	void hostOfAServiceIsTold(String baseUrl, String host) {
		this.runner.withPropertyValues("together.base-url=" + baseUrl).run((context) -> {
			PlaygroundInfo info = context.getBean(PlaygroundController.class).info();
			assertThat(info.server()).isEqualTo("service");
			assertThat(info.host()).isEqualTo(host);
			assertThat(info.toString()).doesNotContain("secret");
		});
	}

	@Test
	void simulatorIsTold() {
		this.runner.withBean(TogetherSimulator.class, TogetherSimulator::start)
			.run((context) -> assertThat(context.getBean(PlaygroundController.class).info().server())
				.isEqualTo("simulator"));
	}

	@Test
	void modelsAreTold() {
		this.runner.withPropertyValues("together.completions.model=some/default", "sample.playground.models=one,two")
			.run((context) -> {
				PlaygroundInfo info = context.getBean(PlaygroundController.class).info();
				assertThat(info.defaultModel()).isEqualTo("some/default");
				assertThat(info.models()).isEqualTo(List.of("one", "two"));
			});
	}

}
