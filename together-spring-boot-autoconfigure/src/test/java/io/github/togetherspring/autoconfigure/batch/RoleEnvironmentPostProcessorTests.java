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

package io.github.togetherspring.autoconfigure.batch;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoleEnvironmentPostProcessor}.
 */
class RoleEnvironmentPostProcessorTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "unset", textBlock = """
			worker  | unset | false | true
			worker  | true  | true  | true
			both    | unset | unset | unset
			both    | false | false | true
			manager | unset | unset | unset
			manager | false | false | true
			local   | false | false | unset
			local   | unset | unset | unset
			unknown | unset | unset | unset
			""")
	void whatWaitsForWorkOrForAnotherManagerIsKeptAlive(String role, String enabled, String enabledThen,
			String keepAlive) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("test",
					(enabled != null) ? Map.of("together.batch.role", role, "spring.batch.job.enabled", enabled)
							: Map.of("together.batch.role", role)));
		new RoleEnvironmentPostProcessor().postProcessEnvironment(environment, new SpringApplication());
		assertThat(environment.getProperty("spring.batch.job.enabled")).isEqualTo(enabledThen);
		assertThat(environment.getProperty("spring.main.keep-alive")).isEqualTo(keepAlive);
	}

	@Test
	void applicationsHaveTheDefaults() {
		SpringApplication application = new SpringApplication(Object.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run("--together.batch.role=worker")) {
			assertThat(application.isKeepAlive()).isTrue();
			assertThat(context.getEnvironment().getProperty("spring.batch.job.enabled")).isEqualTo("false");
		}
	}

}
