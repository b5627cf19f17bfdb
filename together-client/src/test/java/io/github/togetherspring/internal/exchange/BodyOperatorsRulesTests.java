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

package io.github.togetherspring.internal.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.internal.call.Deadlines;
import io.github.togetherspring.reactivestreams.OperatorRules;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * Tests that the operators of a response body follow the rules of Reactive Streams.
 */
class BodyOperatorsRulesTests {

	private static final int EVENTS_IN_A_BUFFER = 3;

	private static final String EVENT = "data: {\"choices\":[{\"index\":0,\"text\":\"a\"}]}\n\n";

	private final Deadlines deadlines = new Deadlines(Schedulers::parallel, Schedulers::boundedElastic);

	@TestFactory
	Stream<DynamicNode> idleTimeout() {
		return new OperatorRules<DataBuffer, DataBuffer>() {

			@Override
			protected Flux<DataBuffer> source(long items) {
				return (items < Integer.MAX_VALUE) ? Flux.range(0, (int) items).map((i) -> sourceItem())
						: Flux.generate((sink) -> sink.next(sourceItem()));
			}

			@Override
			protected DataBuffer sourceItem() {
				return buffer(EVENT);
			}

			@Override
			protected Flux<DataBuffer> apply(Flux<DataBuffer> source) {
				return new IdleTimeout(Duration.ofMinutes(1), BodyOperatorsRulesTests.this.deadlines).apply(source);
			}

		}.tests(Map.of());
	}

	@TestFactory
	Stream<DynamicNode> decodedChunks() {
		return new OperatorRules<DataBuffer, CompletionChunk>() {

			@Override
			protected Flux<DataBuffer> source(long items) {
				return Flux.generate(() -> items, (left, sink) -> {
					if (left == 0) {
						sink.complete();
						return left;
					}
					int events = (int) Math.min(left, EVENTS_IN_A_BUFFER);
					String end = (events == left) ? "data: [DONE]\n\n" : "";
					sink.next(buffer(EVENT.repeat(events) + end));
					return left - events;
				});
			}

			@Override
			protected DataBuffer sourceItem() {
				return buffer(EVENT);
			}

			@Override
			protected Flux<CompletionChunk> apply(Flux<DataBuffer> source) {
				return Flux.defer(() -> new DecodedChunks(source, ChunkDecoderTests.events(1000, 1),
						BodyOperatorsRulesTests.this.deadlines));
			}

		}.tests(Map.of("optional_spec105_emptyStreamMustTerminateBySignallingOnComplete",
				"A stream without a chunk is an error"));
	}

	private static DataBuffer buffer(String text) {
		return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

}
