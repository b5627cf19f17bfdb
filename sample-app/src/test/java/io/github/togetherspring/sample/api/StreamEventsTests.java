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

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.sample.json.Problems;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.http.codec.ServerSentEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the comments between events, and for their end.
 */
class StreamEventsTests {

	private static final Duration HEARTBEAT = Duration.ofSeconds(15);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final TestPublisher<CompletionChunk> chunks = TestPublisher.create();

	@Test
	void quietPhaseHasCommentsUntilTheStreamEnds() {
		StepVerifier.withVirtualTime(this::events)
			.expectSubscription()
			.thenAwait(HEARTBEAT)
			.assertNext((event) -> assertThat(event.comment()).isNotBlank())
			.thenAwait(HEARTBEAT)
			.assertNext((event) -> assertThat(event.data()).isNull())
			.then(this.chunks::complete)
			.assertNext((event) -> assertThat(event.event()).isEqualTo("done"))
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void readerWhoLeavesCancelsTheCall() {
		StepVerifier.create(events()).expectSubscription().thenCancel().verify(PATIENCE);
		this.chunks.assertCancelled();
	}

	// Comments without a reader are dropped, and chunks wait.
	@Test
	void slowReaderSlowsTheCallDown() {
		StepVerifier.withVirtualTime(this::events, 0)
			.expectSubscription()
			.thenAwait(HEARTBEAT.multipliedBy(1000))
			.then(() -> this.chunks.assertMaxRequested(1))
			.then(this.chunks::complete)
			.thenRequest(3)
			.thenConsumeWhile((event) -> event.comment() != null)
			.assertNext((event) -> assertThat(event.event()).isEqualTo("done"))
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void chunksThatASlowReaderHasNotTakenComeBeforeTheFailure() {
		CompletionChunk chunk = CompletionChunk.of(Map.of("id", "1"));
		StepVerifier.create(events(), 0)
			.expectSubscription()
			.then(() -> this.chunks.next(chunk, chunk))
			.then(() -> this.chunks.error(new IllegalStateException("broken off")))
			.thenRequest(3)
			.assertNext((event) -> assertThat(event.event()).isNull())
			.assertNext((event) -> assertThat(event.event()).isNull())
			.assertNext((event) -> assertThat(event.event()).isEqualTo("error"))
			.expectComplete()
			.verify(PATIENCE);
	}

	private Flux<ServerSentEvent<Object>> events() {
		return new StreamEvents(HEARTBEAT, Problems::of).of(this.chunks.flux());
	}

}
