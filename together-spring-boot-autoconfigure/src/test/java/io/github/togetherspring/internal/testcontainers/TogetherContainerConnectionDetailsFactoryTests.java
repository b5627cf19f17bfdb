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

package io.github.togetherspring.internal.testcontainers;

import java.util.List;
import java.util.Set;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.context.ImportTestcontainers;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link TogetherContainerConnectionDetailsFactory} with containers that only
 * seem to run.
 */
class TogetherContainerConnectionDetailsFactoryTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(TogetherAutoConfiguration.class, ServiceConnectionAutoConfiguration.class));

	@Test
	void imagesAreKnown() {
		assertConnection(Vllm.class, "http://container.example:18000/v1", "vllm-key");
		assertConnection(LlamaCpp.class, "http://container.example:18080/v1", "llama-key");
		assertConnection(Ollama.class, "http://container.example:21434/v1", "none");
		assertConnection(Tgi.class, "http://container.example:10080/v1", "tgi-key");
		assertConnection(LocalAi.class, "http://container.example:18080/v1", "first");
		assertConnection(WireMock.class, "http://container.example:18080/v1", "none");
	}

	@Test
	void otherImagesAreKnownByName() {
		assertConnection(Named.class, "http://container.example:19000/v1", "own-key");
		assertConnection(OfABean.class, "http://container.example:18000/v1", "none");
	}

	@Test
	void nothingIsLoadedWithoutTestcontainers() {
		assertThatNoException().isThrownBy(() -> new ConnectionDetailsFactories(
				new FilteredClassLoader("org.testcontainers", "org.springframework.boot.testcontainers"))
			.getConnectionDetails("a source of another kind", false));
	}

	private void assertConnection(Class<?> containers, String baseUrl, String apiKey) {
		this.runner.withUserConfiguration(containers).run((context) -> {
			TogetherConnectionDetails details = details(context);
			assertThat(details.getBaseUrl()).isEqualTo(baseUrl);
			assertThat(details.getApiKey()).isEqualTo(apiKey);
			assertThat(details.getSslBundle()).isNull();
		});
	}

	private static TogetherConnectionDetails details(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed().hasSingleBean(TogetherConnectionDetails.class);
		return context.getBean(TogetherConnectionDetails.class);
	}

	/**
	 * A container that needs no engine: its ports are mapped to ones 10000 higher.
	 */
	static final class FakeContainer extends GenericContainer<FakeContainer> {

		private final String image;

		FakeContainer(String image, Integer... exposedPorts) {
			super(image);
			this.image = image;
			withExposedPorts(exposedPorts);
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public String getDockerImageName() {
			return this.image;
		}

		@Override
		public String getHost() {
			return "container.example";
		}

		@Override
		public Integer getMappedPort(int originalPort) {
			assertThat(getExposedPorts()).contains(originalPort);
			return originalPort + 10_000;
		}

		@Override
		public Set<Integer> getLivenessCheckPortNumbers() {
			return Set.of();
		}

		@Override
		public List<String> getPortBindings() {
			return List.of();
		}

	}

	@ImportTestcontainers
	static class Vllm {

		@ServiceConnection
		static final Container<?> container = new FakeContainer("vllm/vllm-openai:v0.11", 9000, 8000)
			.withEnv("VLLM_API_KEY", "vllm-key");

	}

	@ImportTestcontainers
	static class LlamaCpp {

		@ServiceConnection
		static final Container<?> container = new FakeContainer("ghcr.io/ggml-org/llama.cpp:server", 8080)
			.withEnv("LLAMA_API_KEY", "llama-key");

	}

	@ImportTestcontainers
	static class Ollama {

		@ServiceConnection
		static final Container<?> container = new FakeContainer("ollama/ollama", 11434);

	}

	@ImportTestcontainers
	static class Tgi {

		@ServiceConnection
		static final Container<?> container = new FakeContainer("ghcr.io/huggingface/text-generation-inference:3", 80)
			.withEnv("API_KEY", "tgi-key");

	}

	@ImportTestcontainers
	static class LocalAi {

		@ServiceConnection
		static final Container<?> container = new FakeContainer("localai/localai:latest-cpu", 8080)
			.withEnv("LOCALAI_API_KEY", " first, second");

	}

	@ImportTestcontainers
	static class WireMock {

		@ServiceConnection
		static final Container<?> container = new FakeContainer("wiremock/wiremock:3.13.2", 8080);

	}

	@ImportTestcontainers
	static class Named {

		@ServiceConnection(name = "together")
		static final Container<?> container = new FakeContainer("registry.example/team/server:1", 9000)
			.withEnv("API_KEY", "own-key");

	}

	@Configuration(proxyBeanMethods = false)
	static class OfABean {

		@Bean
		@ServiceConnection(name = "vllm")
		FakeContainer container() {
			return new FakeContainer("registry.example/team/vllm:1", 8000).withEnv("VLLM_API_KEY", " ");
		}

	}

}
