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

package io.github.togetherspring.webclient;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RecentCalls;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.observation.CompletionsObservation;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The client's ways to receive an answer, over one exchange.
 */
final class WebClientCompletionsClient implements CompletionsClient {

	private static final String STREAMING_REQUIRED = "streaming_required";

	private final CompletionsExchange exchange;

	private final CallPipeline pipeline;

	private final ObservedCalls observed;

	private final Supplier<Builder> mutate;

	WebClientCompletionsClient(CompletionsExchange exchange, CallPipeline pipeline, ObservedCalls observed,
			Supplier<Builder> mutate) {
		this.exchange = exchange;
		this.pipeline = pipeline;
		this.observed = observed;
		this.mutate = mutate;
	}

	@Override
	public CompletionResponse create(CompletionRequest request, CallOptions options) {
		checkMayBlock("create", "createAsync");
		try {
			return createAsync(request, options).blockOptional().orElseThrow();
		}
		catch (RuntimeException ex) {
			Throwable error = Exceptions.unwrap(ex);
			if (error instanceof InterruptedException) {
				Thread.currentThread().interrupt();
				throw new CallInterruptedException(error);
			}
			throw ex;
		}
	}

	@Override
	public Mono<CompletionResponse> createAsync(CompletionRequest request, CallOptions options) {
		Mono<CompletionResponse> attempt = this.exchange.create(request, options)
			.onErrorResume(WebClientCompletionsClient::isStreamingRequired,
					(error) -> this.exchange.stream(request, options).collect(CompletionResponse.collector()));
		Flux<CompletionResponse> call = this.pipeline.run(attempt.flux(), options);
		return ReaderGuard.guard(this.observed.observe(call, request, false, CompletionsObservation::received))
			.singleOrEmpty();
	}

	@Override
	public Flux<CompletionChunk> stream(CompletionRequest request, CallOptions options) {
		Flux<CompletionChunk> call = this.pipeline.run(this.exchange.stream(request, options), options);
		return ReaderGuard.guard(this.observed.observe(call, request, true, CompletionsObservation::received));
	}

	@Override
	public CompletionStream openStream(CompletionRequest request, CallOptions options) {
		checkMayBlock("openStream", "stream");
		return stream(request, options).subscribeWith(new BlockingCompletionStream());
	}

	@Override
	public Flux<BulkResult> createAll(Publisher<CompletionRequest> requests, BulkOptions options) {
		return this.observed.withCaller(new BulkCalls(this::createAsync).createAll(requests, options));
	}

	@Override
	public Mono<Void> probe(Duration timeout) {
		return this.exchange.probe(timeout);
	}

	@Override
	public RecentCalls recentCalls() {
		return this.pipeline.recentCalls();
	}

	@Override
	public Builder mutate() {
		return this.mutate.get();
	}

	private static boolean isStreamingRequired(Throwable error) {
		return error instanceof TogetherResponseException.BadRequest badRequest
				&& STREAMING_REQUIRED.equals(badRequest.errorCode());
	}

	private static void checkMayBlock(String method, String alternative) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException(
					"%s() waits for the answer and can't be called on thread %s, which must not ".formatted(method,
							Thread.currentThread().getName()) + "block; use " + alternative + "() there");
		}
	}

}
