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

package io.github.togetherspring.sample.api;

import java.time.Duration;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.sample.json.Problems;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Completes a prompt, in a single response or as a stream. A caller that disconnects
 * cancels the call.
 */
@RestController
@RequestMapping(path = "/api/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
class CompletionsController {

	private static final Duration HEARTBEAT = Duration.ofSeconds(15);

	private final CompletionsClient client;

	private final StreamEvents events = new StreamEvents(HEARTBEAT, Problems::of);

	CompletionsController(CompletionsClient client) {
		this.client = client;
	}

	@PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
	Mono<CompletionResponse> create(@RequestBody CompletionRequest request, ServerHttpResponse response) {
		return Attempts.report(this.client.createAsync(request).flux(), response).single();
	}

	@PostMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	ResponseEntity<Flux<ServerSentEvent<Object>>> stream(@RequestBody CompletionRequest request,
			ServerHttpResponse response) {
		Flux<CompletionChunk> call = Attempts.report(this.client.stream(request), response);
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore().noTransform())
			.header("X-Accel-Buffering", "no")
			// A failure before the first chunk still determines the status.
			.body(call.switchOnFirst(
					(first, chunks) -> first.isOnError() ? chunks.thenMany(Flux.empty()) : this.events.of(chunks)));
	}

}
