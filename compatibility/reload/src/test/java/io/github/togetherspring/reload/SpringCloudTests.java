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

package io.github.togetherspring.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.cloud.context.refresh.ContextRefresher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a configuration that Spring Cloud refreshes while the application runs.
 */
class SpringCloudTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@TempDir
	private Path directory;

	private final TogetherSimulator upstream = TogetherSimulator.start();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() throws IOException {
		configure("first");
		this.context = new SpringApplicationBuilder(Application.class).run("--server.port=0",
				"--spring.config.import=file:" + this.directory.resolve("config.properties"),
				"--together.base-url=" + this.upstream.baseUrl());
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.upstream.close();
	}

	@Test
	void keysCountFromTheNextCallOn() throws IOException {
		assertThat(call("completionsClient").apiKey()).isEqualTo("key-first");
		assertThat(call("otherCompletionsClient").apiKey()).isEqualTo("other-key-first");
		refresh("second");
		assertThat(call("completionsClient").apiKey()).isEqualTo("key-second");
		assertThat(call("otherCompletionsClient").apiKey()).isEqualTo("other-key-second");
	}

	@Test
	void otherPropertiesCountForClientsThatAreBuiltAnew() throws IOException {
		assertThat(call("refreshed").model()).isEqualTo("model-first");
		refresh("second");
		assertThat(call("refreshed").model()).isEqualTo("model-second");
		assertThat(call("completionsClient").model()).isEqualTo("model-first");
	}

	@Test
	void healthHasEachClientOnce() {
		assertThat(this.context.getBean("togetherHealthContributor", CompositeReactiveHealthContributor.class).stream())
			.extracting((entry) -> entry.name())
			.contains("default", "other", "refreshed")
			.noneMatch((name) -> name.contains("scopedTarget"));
	}

	private void refresh(String version) throws IOException {
		configure(version);
		assertThat(this.context.getBean(ContextRefresher.class).refresh()).contains("together.api-key",
				"together.clients.other.api-key", "together.completions.model");
	}

	private void configure(String version) throws IOException {
		Files.writeString(this.directory.resolve("config.properties"), """
				together.api-key=key-%1$s
				together.clients.other.api-key=other-key-%1$s
				together.completions.model=model-%1$s
				""".formatted(version));
	}

	private ReceivedRequest call(String client) {
		this.context.getBean(client, CompletionsClient.class).create((request) -> request.prompt("p").maxTokens(1));
		return this.upstream.takeRequest(TIMEOUT);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(RefreshedClient.class)
	static class Application {

	}

}
