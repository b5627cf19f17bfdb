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

package io.github.togetherspring.internal.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.StreamTruncatedException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Tests for streams that break while their reader is slow.
 */
class SlowReaderTests {

	@Test
	void errorComesBehindTheChunksThatWereThereBeforeIt() {
		Flux<DataBuffer> body = Flux.concat(Flux.just(buffer("a", "b"), buffer("c", "d")),
				Flux.error(new IOException("Connection reset")));
		StepVerifier.create(client(body).stream(CallStyle.request()).map(CompletionChunk::text), 1)
			.expectNext("a")
			.thenRequest(1)
			.expectNext("b")
			.thenRequest(1)
			.expectNext("c")
			.thenRequest(1)
			.expectNext("d")
			.expectError(StreamTruncatedException.class)
			.verify(Duration.ofSeconds(10));
	}

	private static CompletionsClient client(Flux<DataBuffer> body) {
		WebClient.Builder webClient = WebClient.builder()
			.exchangeFunction((request) -> Mono.just(ClientResponse.create(HttpStatus.OK)
				.header(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_EVENT_STREAM_VALUE)
				.body(body)
				.build()));
		return CompletionsClients.builder(webClient).baseUrl("http://localhost/v1").apiKey("key").build();
	}

	private static DataBuffer buffer(String... texts) {
		StringBuilder events = new StringBuilder();
		for (String text : texts) {
			events.append(Fault.event(text));
		}
		return DefaultDataBufferFactory.sharedInstance.wrap(events.toString().getBytes(StandardCharsets.UTF_8));
	}

}
