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

package io.github.togetherspring.webclient;

import java.util.List;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.error.AuthenticationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.web.reactive.function.client.WebClient;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the HTTP contract of {@link WebClientCompletionsClient}.
 */
class CompletionsContractTests {

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.wireMockConfig().dynamicPort())
		.build();

	private CompletionsClient client;

	@BeforeEach
	void createClient() {
		this.client = new WebClientCompletionsClientBuilder(WebClient.builder())
			.baseUrl("http://localhost:" + server.getPort() + "/v1")
			.apiKey("test-key")
			.build();
	}

	@Test
	void createSendsTheRequestAndReadsTheResponse() {
		server.stubFor(post("/v1/completions").willReturn(aResponse().withHeader("Content-Type", "application/json")
			.withBody(
					"""
							{"id":"a1","object":"text.completion","created":1736421961,"model":"m","prompt":[],
							"choices":[{"text":" blue","finish_reason":"stop","seed":16804105058607157000,"logprobs":null,"index":0}],
							"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""")));
		CompletionResponse response = this.client
			.create(CompletionRequest.builder().model("m").prompt("The sky is").maxTokens(1).build());
		assertThat(response.text()).isEqualTo(" blue");
		assertThat(response.choices().get(0).seed()).isEqualTo("16804105058607157000");
		server.verify(
				postRequestedFor(urlEqualTo("/v1/completions")).withHeader("Authorization", equalTo("Bearer test-key"))
					.withRequestBody(equalToJson("{\"model\":\"m\",\"prompt\":\"The sky is\",\"max_tokens\":1}")));
	}

	@Test
	void streamReadsTheChunks() {
		server.stubFor(post("/v1/completions")
			.willReturn(aResponse().withHeader("Content-Type", "text/event-stream;charset=utf-8").withBody("""
					data: {"id":"a1","choices":[{"index":0,"text":"Hello","finish_reason":null}]}

					data: {"id":"a1","choices":[{"index":0,"text":" world","finish_reason":"stop"}]}

					data: [DONE]

					""")));
		List<CompletionChunk> chunks = this.client.stream((request) -> request.model("m").prompt("p"))
			.collectList()
			.block();
		assertThat(chunks).extracting(CompletionChunk::text).containsExactly("Hello", " world");
		try (CompletionStream stream = this.client.openStream((request) -> request.model("m").prompt("p"))) {
			assertThat(stream.toResponse().text()).isEqualTo("Hello world");
		}
	}

	@Test
	void errorIsTyped() {
		server.stubFor(post("/v1/completions").willReturn(aResponse().withStatus(401)
			.withBody("{\"id\":\"x\",\"error\":{\"message\":\"no\",\"type\":\"t\",\"param\":null,\"code\":\"c\"}}")));
		assertThatExceptionOfType(AuthenticationException.class)
			.isThrownBy(() -> this.client.create((request) -> request.model("m").prompt("p")))
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("c"));
	}

}
