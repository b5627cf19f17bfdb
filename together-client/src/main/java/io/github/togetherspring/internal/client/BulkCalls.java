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
import java.util.function.Consumer;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkProgress;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Makes many calls with limited concurrency.
 */
final class BulkCalls {

	private final BiFunction<CompletionRequest, CallOptions, Mono<CompletionResponse>> create;

	BulkCalls(BiFunction<CompletionRequest, CallOptions, Mono<CompletionResponse>> create) {
		this.create = create;
	}

	Flux<BulkResult> createAll(Publisher<CompletionRequest> requests, BulkOptions options) {
		return Flux.defer(() -> {
			Progress progress = new Progress(options.progressListener());
			Sinks.One<ClientStoppedException> stopped = Sinks.one();
			Flux<Mono<BulkResult>> calls = Flux.from(requests)
				.takeUntilOther(stopped.asMono())
				.index((index, request) -> call(index, request, options.callOptions(), progress, stopped));
			Flux<BulkResult> results = options.ordered()
					? calls.flatMapSequential((call) -> call, options.concurrency(), 1)
					: calls.flatMap((call) -> call, options.concurrency(), 1);
			return results.concatWith(Mono.defer(() -> {
				stopped.tryEmitEmpty();
				return stopped.asMono().flatMap(Mono::error);
			}));
		});
	}

	private Mono<BulkResult> call(long index, CompletionRequest request, CallOptions options, Progress progress,
			Sinks.One<ClientStoppedException> stopped) {
		return Mono.defer(() -> {
			Progress.Call call = progress.begin();
			return this.create.apply(request, options)
				.map((response) -> BulkResult.answered(index, request, response))
				// Not a result: a caller that stores results would take it for a final
				// one.
				.onErrorResume(ClientStoppedException.class, (error) -> {
					call.end(null);
					stopped.tryEmitValue(error);
					return Mono.empty();
				})
				.onErrorResume(RuntimeException.class, (error) -> Mono.just(BulkResult.failed(index, request, error)))
				.doOnNext(call::end)
				.doOnCancel(() -> call.end(null));
		});
	}

	/**
	 * Counts calls and notifies the listener, never concurrently.
	 */
	private static final class Progress {

		private final @Nullable Consumer<BulkProgress> listener;

		private long answered;

		private long failed;

		private int inFlight;

		Progress(@Nullable Consumer<BulkProgress> listener) {
			this.listener = listener;
		}

		synchronized Call begin() {
			this.inFlight++;
			tell();
			return new Call();
		}

		private synchronized void end(Call call, @Nullable BulkResult result) {
			if (call.ended) {
				return;
			}
			call.ended = true;
			this.inFlight--;
			if (result != null && result.error() != null) {
				this.failed++;
			}
			else if (result != null) {
				this.answered++;
			}
			tell();
		}

		private void tell() {
			if (this.listener != null) {
				this.listener.accept(new BulkProgress(this.answered, this.failed, this.inFlight));
			}
		}

		/**
		 * One call. Cancelling it may coincide with its result, and only counts before
		 * it.
		 */
		private final class Call {

			private boolean ended;

			void end(@Nullable BulkResult result) {
				Progress.this.end(this, result);
			}

		}

	}

}
