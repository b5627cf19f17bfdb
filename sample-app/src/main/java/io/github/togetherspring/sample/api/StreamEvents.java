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
import java.util.Map;
import java.util.function.Function;

import io.github.togetherspring.completions.CompletionChunk;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.ServerSentEvent;

/**
 * Converts a stream to events for browsers: an unnamed event for each chunk, then
 * {@code done} or {@code error}. Comments in between keep proxies and the application
 * from closing a quiet connection.
 */
// tag::stream-events[]
public final class StreamEvents {

	private final Duration heartbeat;

	private final Function<Throwable, ProblemDetail> problems;

	public StreamEvents(Duration heartbeat, Function<Throwable, ProblemDetail> problems) {
		this.heartbeat = heartbeat;
		this.problems = problems;
	}

	public Flux<ServerSentEvent<Object>> of(Flux<CompletionChunk> chunks) {
		// As signals, since publish drops elements that wait when an error arrives.
		return chunks.map((chunk) -> ServerSentEvent.<Object>builder(chunk.json()).build())
			.materialize()
			.publish((signals) -> Flux.mergeDelayError(1, signals.dematerialize(), heartbeats(signals)), 1)
			.concatWithValues(event("done", Map.of()))
			.onErrorResume((error) -> Mono.just(event("error", this.problems.apply(error))));
	}

	private Flux<ServerSentEvent<Object>> heartbeats(Flux<?> signals) {
		return Flux.interval(this.heartbeat)
			.onBackpressureDrop()
			.takeUntilOther(signals.ignoreElements())
			.map((count) -> ServerSentEvent.builder().comment("still writing").build());
	}

	private static ServerSentEvent<Object> event(String type, Object data) {
		return ServerSentEvent.builder(data).event(type).build();
	}

}
// end::stream-events[]
