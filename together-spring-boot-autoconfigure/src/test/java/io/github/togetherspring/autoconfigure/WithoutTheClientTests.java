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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the auto-configurations back off if {@code together-client} is not on the
 * class path.
 */
class WithoutTheClientTests {

	private static final String[] PACKAGES = { "io.github.togetherspring.completions",
			"io.github.togetherspring.observation", "io.github.togetherspring.internal",
			"io.github.togetherspring.jackson", "io.github.togetherspring.web." };

	@Test
	void nothingIsConfiguredButSanitizing() throws IOException {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class))
			.withConfiguration(AutoConfigurations.of(autoConfigurations()))
			.withBean(ClientHttpConnectorBuilder.class, ClientHttpConnectorBuilder::detect)
			.withPropertyValues("together.web.problem-details.enabled=true", "management.info.together.enabled=true",
					"together.clients.x.api-key=k")
			.withClassLoader(new FilteredClassLoader(PACKAGES))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanDefinitionNames()).filteredOn(
						(name) -> name.toLowerCase().contains("together") || name.toLowerCase().contains("completion"))
					.containsExactlyInAnyOrder("togetherSanitizingFunction",
							TogetherSanitizingAutoConfiguration.class.getName());
			});
	}

	private static Class<?>[] autoConfigurations() throws IOException {
		Path imports = Path.of("target/classes/META-INF/spring", AutoConfiguration.class.getName() + ".imports");
		return Files.readAllLines(imports)
			.stream()
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class<?>[]::new);
	}

}
