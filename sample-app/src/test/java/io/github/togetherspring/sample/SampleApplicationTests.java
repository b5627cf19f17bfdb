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

package io.github.togetherspring.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the application as it starts with nothing configured.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "together.api-key=", "together.base-url=", "sample.simulator.token-delay=0",
				"management.endpoint.sbom.application.location=classpath:sbom.json" })
class SampleApplicationTests {

	private WebTestClient client;

	@BeforeEach
	void createClient(@LocalServerPort int port) {
		this.client = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + port)
			.responseTimeout(Duration.ofSeconds(20))
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
			.build();
	}

	@Test
	void simulatorCompletesPrompts() {
		this.client.post()
			.uri("/api/completions")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"prompt\":\"Once upon a time\",\"max_tokens\":5,\"n\":2}")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.choices.length()")
			.isEqualTo(2)
			.jsonPath("$.model")
			.isEqualTo("meta-llama/Meta-Llama-3.1-8B")
			.jsonPath("$.usage.completion_tokens")
			.isEqualTo(10);
	}

	@Test
	void infoTellsThatTheSimulatorAnswers() {
		this.client.get()
			.uri("/actuator/info")
			.exchange()
			.expectBody()
			.jsonPath("$.playground.server")
			.isEqualTo("simulator")
			.jsonPath("$.together.clients.default")
			.isNotEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "/, <h1", "/js/app.js, views", "/css/base.css, --paper", "/icon.svg, <svg" })
	void pageIsServedUnderAStrictPolicy(String path, String content) {
		this.client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.value("Content-Security-Policy",
					(policy) -> assertThat(policy).contains("default-src 'none'", "script-src 'self';",
							"frame-ancestors 'none'", "require-trusted-types-for 'script'"))
			.expectBody(String.class)
			.value((body) -> assertThat(body).contains(content));
	}

	@Test
	void pageIsTheApplicationsOwnAndMakesNoHtml() throws IOException {
		Resource[] resources = new PathMatchingResourcePatternResolver().getResources("classpath:/static/**/*.*");
		assertThat(resources).hasSizeGreaterThan(10).allSatisfy((resource) -> {
			String text = resource.getContentAsString(StandardCharsets.UTF_8).replace("http://www.w3.org/2000/svg", "");
			assertThat(text).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "http://",
					"https://");
		});
	}

	@Test
	void pageIsToldWhoAnswers() {
		this.client.get()
			.uri("/playground/info")
			.exchange()
			.expectBody()
			.jsonPath("$.server")
			.isEqualTo("simulator")
			.jsonPath("$.host")
			.value(String.class, (host) -> assertThat(host).startsWith("127.0.0.1:"))
			.jsonPath("$.default_model")
			.isEqualTo("meta-llama/Meta-Llama-3.1-8B")
			.jsonPath("$.models.length()")
			.isEqualTo(5)
			.jsonPath("$.version")
			.isNotEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "/actuator/health, '\"components\":'", "/actuator/metrics, jvm.memory.used",
			"/actuator/prometheus, jvm_memory_used_bytes", "/actuator/sbom, application",
			"/actuator/sbom/application, an SBOM of this test" })
	void actuatorIsExposed(String path, String content) {
		this.client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(byte[].class)
			.value((body) -> assertThat(new String(body)).contains(content));
	}

}
