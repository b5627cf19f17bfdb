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

package io.github.togetherspring.internal.docker.compose;

import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import io.github.togetherspring.completions.CompletionsClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with a server that Docker Compose really runs.
 */
@Tag("container")
@EnabledIfEnvironmentVariable(named = "COMPOSE_MODEL", matches = "true",
		disabledReason = "NOT RUN: needs Docker Compose and, in MODEL_IMAGE, an image of a server with a model")
class DockerComposeTests {

	@Test
	void clientCallsTheServerThatComposeStarts() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run("--spring.docker.compose.file=src/test/resources/compose.yaml",
					"--spring.docker.compose.skip.in-tests=false", "--spring.docker.compose.stop.command=down")) {
			assertThat(context.getBean(TogetherConnectionDetails.class).getApiKey()).isEqualTo("local-key");
			assertThat(context.getBean(CompletionsClient.class)
				.create((request) -> request.model("m").prompt("Once"))
				.text()).isNotBlank();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
