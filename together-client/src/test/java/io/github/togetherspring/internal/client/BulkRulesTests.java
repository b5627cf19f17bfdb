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

import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.reactivestreams.OperatorRules;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tests that {@link BulkCalls} follow the rules of Reactive Streams, with calls that end
 * at once and with calls that end on other threads.
 */
class BulkRulesTests {

	private static final CompletionResponse RESPONSE = CompletionResponse.of(Map.of());

	@TestFactory
	Stream<DynamicNode> orderedCallsThatEndAtOnce() {
		return rules(Mono.just(RESPONSE), true);
	}

	@TestFactory
	Stream<DynamicNode> orderedCallsThatEndLater() {
		return rules(Mono.just(RESPONSE).delayElement(Duration.ofMillis(1)), true);
	}

	@TestFactory
	Stream<DynamicNode> unorderedCallsThatEndLater() {
		return rules(Mono.just(RESPONSE).delayElement(Duration.ofMillis(1)), false);
	}

	private static Stream<DynamicNode> rules(Mono<CompletionResponse> call, boolean ordered) {
		return new OperatorRules<CompletionRequest, CompletionResponse>() {

			@Override
			protected Flux<CompletionRequest> source(long items) {
				return Flux.fromStream(() -> LongStream.range(0, items).mapToObj((i) -> sourceItem()));
			}

			@Override
			protected CompletionRequest sourceItem() {
				return CallStyle.request();
			}

			@Override
			protected Flux<CompletionResponse> apply(Flux<CompletionRequest> requests) {
				return new BulkCalls((request, options) -> call)
					.createAll(requests, BulkOptions.builder().concurrency(3).ordered(ordered).build())
					.map(BulkResult::orElseThrow);
			}

		}.tests(Map.of());
	}

}
