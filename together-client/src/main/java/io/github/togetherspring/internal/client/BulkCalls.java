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

import java.util.function.BiFunction;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Mono;

/**
 * Makes many calls with limited concurrency.
 */
final class BulkCalls {

	private final BiFunction<CompletionRequest, CallOptions, Mono<CompletionResponse>> create;

	BulkCalls(BiFunction<CompletionRequest, CallOptions, Mono<CompletionResponse>> create) {
		this.create = create;
	}

	Flux<BulkResult> createAll(Publisher<CompletionRequest> requests, BulkOptions options) {
		CallOptions callOptions = withPriority(options.callOptions());
		return new FluxOperator<>(Flux.from(requests)) {

			@Override
			public void subscribe(CoreSubscriber<? super BulkResult> actual) {
				this.source.subscribe(
						new BulkRun(actual, (request) -> BulkCalls.this.create.apply(request, callOptions), options));
			}

		};
	}

	private static CallOptions withPriority(CallOptions options) {
		return (options.priority() != null) ? options : options.toBuilder().priority(CallPriority.BULK).build();
	}

}
