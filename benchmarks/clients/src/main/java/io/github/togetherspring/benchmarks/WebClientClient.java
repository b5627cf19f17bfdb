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

package io.github.togetherspring.benchmarks;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonProperty;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A {@code WebClient} and records, written by hand with no more than a call needs.
 */
class WebClientClient implements BenchmarkClient {

	private final ObjectReader chunks = JsonMapper.shared().readerFor(Completion.class);

	private final URI uri;

	private final WebClient webClient;

	private final boolean blocking;

	WebClientClient(String baseUrl, boolean blocking) {
		this.uri = URI.create(baseUrl + "/completions");
		HttpClient httpClient = HttpClient.create(ConnectionProvider.create("by-hand", MAX_CONNECTIONS));
		this.webClient = WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(httpClient))
			.defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer none")
			.build();
		this.blocking = blocking;
	}

	@Override
	public CompletableFuture<Void> stream(Tally tally) {
		if (this.blocking) {
			return CompletableFuture.runAsync(() -> stream().toStream().forEach((chunk) -> read(chunk, tally)),
					READERS);
		}
		return stream().doOnNext((chunk) -> read(chunk, tally)).then().toFuture();
	}

	private Flux<Completion> stream() {
		return call(true).bodyToFlux(String.class)
			.takeWhile((json) -> !json.equals("[DONE]"))
			.map(this.chunks::readValue);
	}

	private static void read(Completion chunk, Tally tally) {
		tally.text(chunk.choices().get(0).text());
	}

	@Override
	public int create() {
		Completion completion = call(false).bodyToMono(Completion.class).blockOptional().orElseThrow();
		return completion.choices().get(0).text().length();
	}

	private WebClient.ResponseSpec call(boolean stream) {
		return this.webClient.post()
			.uri(this.uri)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(new Request(MODEL, PROMPT, MAX_TOKENS, stream))
			.retrieve();
	}

	record Request(String model, String prompt, @JsonProperty("max_tokens") int maxTokens, boolean stream) {

	}

	record Completion(List<Choice> choices) {

	}

	record Choice(String text) {

	}

}
