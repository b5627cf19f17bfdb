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

package io.github.togetherspring.benchmarks.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonProperty;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * What teams write by hand: a {@code WebClient}, records and Jackson.
 */
class WebClientContender implements Contender {

	private final WebClient webClient;

	private final JsonMapper mapper;

	WebClientContender(String baseUrl) {
		ApplicationContext context = BootContext.start(baseUrl);
		this.webClient = context.getBean(WebClient.Builder.class).baseUrl(baseUrl).build();
		this.mapper = context.getBean(JsonMapper.class);
	}

	@Override
	public CompletableFuture<Void> stream(Tally tally) {
		return call(true, MediaType.TEXT_EVENT_STREAM).bodyToFlux(String.class)
			.takeWhile((json) -> !json.equals("[DONE]"))
			.map((json) -> this.mapper.readValue(json, Completion.class))
			.doOnNext((chunk) -> chunk.choices().forEach((choice) -> tally.text(choice.text())))
			.then()
			.toFuture();
	}

	@Override
	public int create() {
		Mono<Completion> completion = call(false, MediaType.APPLICATION_JSON).bodyToMono(Completion.class);
		return completion.block().choices().get(0).text().length();
	}

	private WebClient.ResponseSpec call(boolean stream, MediaType accept) {
		return this.webClient.post()
			.uri("/completions")
			.headers((headers) -> headers.setBearerAuth("none"))
			.contentType(MediaType.APPLICATION_JSON)
			.accept(accept)
			.bodyValue(new Request(MODEL, PROMPT, MAX_TOKENS, stream))
			.retrieve();
	}

	record Request(String model, String prompt, @JsonProperty("max_tokens") int maxTokens, boolean stream) {

	}

	record Completion(String id, String object, long created, String model, List<Choice> choices, Usage usage) {

	}

	record Choice(int index, String text, @JsonProperty("finish_reason") String finishReason, Object logprobs,
			Object seed) {

	}

	record Usage(@JsonProperty("prompt_tokens") int promptTokens,
			@JsonProperty("completion_tokens") int completionTokens, @JsonProperty("total_tokens") int totalTokens) {

	}

}
