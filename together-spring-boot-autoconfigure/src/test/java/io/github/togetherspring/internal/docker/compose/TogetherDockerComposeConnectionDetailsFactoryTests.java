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

import java.util.List;
import java.util.Map;

import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import org.junit.jupiter.api.Test;

import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link TogetherDockerComposeConnectionDetailsFactory} with services that only
 * seem to run.
 */
class TogetherDockerComposeConnectionDetailsFactoryTests {

	private static final String NAME = "org.springframework.boot.service-connection";

	private static final String LABELS = "io.github.together-spring.";

	@Test
	void imagesAreKnown() {
		assertConnection(service("vllm/vllm-openai:v0.11", Map.of("VLLM_API_KEY", "key"), Map.of()),
				"http://compose.example:18000/v1", "key");
		assertConnection(service("ghcr.io/ggml-org/llama.cpp:server", Map.of("LLAMA_API_KEY", "key"), Map.of()),
				"http://compose.example:18080/v1", "key");
		assertConnection(service("ollama/ollama", Map.of(), Map.of()), "http://compose.example:21434/v1", "none");
		assertConnection(service("wiremock/wiremock:3.13.2", Map.of(), Map.of()), "http://compose.example:18080/v1",
				"none");
	}

	@Test
	void otherImagesAreKnownByLabel() {
		assertConnection(service("team/server", Map.of(), Map.of(NAME, "vllm")), "http://compose.example:18000/v1",
				"none");
		assertConnection(service("team/server", Map.of("TOGETHER_API_KEY", "key"), Map.of(NAME, "together")),
				"http://compose.example:18080/v1", "key");
	}

	@Test
	void labelsSayWhatIsDifferent() {
		Map<String, String> labels = Map.of(LABELS + "port", "9000", LABELS + "base-path", "api/v2/",
				LABELS + "api-key", "label-key");
		assertConnection(service("vllm/vllm-openai", Map.of("VLLM_API_KEY", "key"), labels),
				"http://compose.example:19000/api/v2", "label-key");
		assertConnection(service("vllm/vllm-openai", Map.of(), Map.of(LABELS + "base-path", "/")),
				"http://compose.example:18000", "none");
	}

	@Test
	void onlyPublishedPortIsTaken() {
		RunningService service = service("ollama/ollama", Map.of(), Map.of());
		ConnectionPorts ports = mock(ConnectionPorts.class);
		given(ports.getAll("tcp")).willReturn(List.of(32768));
		given(service.ports()).willReturn(ports);
		assertConnection(service, "http://compose.example:32768/v1", "none");
	}

	@Test
	void otherServicesAreLeftAlone() {
		assertThat(details(service("redis:8", Map.of(), Map.of()))).isNull();
	}

	private static void assertConnection(RunningService service, String baseUrl, String apiKey) {
		TogetherConnectionDetails details = details(service);
		assertThat(details).isNotNull();
		assertThat(details.getBaseUrl()).isEqualTo(baseUrl);
		assertThat(details.getApiKey()).isEqualTo(apiKey);
		assertThat(details.getSslBundle()).isNull();
	}

	private static TogetherConnectionDetails details(RunningService service) {
		DockerComposeConnectionSource source = mock(DockerComposeConnectionSource.class);
		given(source.getRunningService()).willReturn(service);
		given(source.getEnvironment()).willReturn(new MockEnvironment());
		return new TogetherDockerComposeConnectionDetailsFactory().getConnectionDetails(source);
	}

	// Its ports are published as ones 10000 higher.
	private static RunningService service(String image, Map<String, String> env, Map<String, String> labels) {
		ConnectionPorts ports = mock(ConnectionPorts.class);
		given(ports.getAll("tcp")).willReturn(List.of(1, 2));
		for (int port : new int[] { 8000, 8080, 9000, 11434 }) {
			given(ports.get(port)).willReturn(port + 10_000);
		}
		RunningService service = mock(RunningService.class);
		given(service.name()).willReturn("server");
		given(service.image()).willReturn(ImageReference.of(image));
		given(service.host()).willReturn("compose.example");
		given(service.ports()).willReturn(ports);
		given(service.env()).willReturn(env);
		given(service.labels()).willReturn(labels);
		return service;
	}

}
