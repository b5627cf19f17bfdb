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

import java.time.Clock;
import java.time.Duration;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionStream;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.internal.call.Call;
import io.github.togetherspring.internal.call.Deadlines;
import io.github.togetherspring.internal.call.RecentCalls;
import io.github.togetherspring.internal.exchange.BodyReader;
import io.github.togetherspring.internal.exchange.ClientConfiguration;
import io.github.togetherspring.internal.exchange.ErrorResponseReader;
import io.github.togetherspring.internal.exchange.FailedResponses;
import io.github.togetherspring.internal.exchange.ModelsProbe;
import io.github.togetherspring.internal.exchange.RequestSender;
import io.github.togetherspring.internal.exchange.ResponseReader;
import io.github.togetherspring.internal.exchange.StreamReader;
import io.github.togetherspring.internal.json.JsonCodec;
import io.github.togetherspring.observation.CompletionsObservation;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * The client: five ways to make a call, which differ only in the form of the result.
 */
public final class DefaultCompletionsClient implements CompletionsClient, ClientStatus {

	private static final String STREAMING_REQUIRED = "streaming_required";

	private final WebClient.Builder webClient;

	private final ClientConfiguration configuration;

	private final Calls calls;

	private final RequestSender sender;

	private final ResponseReader responses;

	private final StreamReader streams;

	private final ModelsProbe probe;

	/**
	 * Create a client.
	 * @param webClient the builder of its {@code WebClient}
	 * @param configuration its configuration, which must no longer change
	 */
	public DefaultCompletionsClient(WebClient.Builder webClient, ClientConfiguration configuration) {
		this.webClient = webClient;
		this.configuration = configuration;
		Deadlines deadlines = new Deadlines(Schedulers::parallel, Schedulers::boundedElastic);
		JsonCodec json = new JsonCodec();
		ErrorResponseReader errors = new ErrorResponseReader(json, Clock.systemUTC());
		BodyReader bodies = new BodyReader(json, errors, configuration.maxResponseSize());
		FailedResponses failures = new FailedResponses(bodies, errors);
		this.calls = new Calls(configuration, deadlines);
		this.sender = new RequestSender(webClient.clone(), configuration, deadlines, json, failures);
		this.streams = new StreamReader(json, errors, bodies, failures, deadlines, configuration.maxEventSize());
		this.responses = new ResponseReader(bodies, this.streams, failures);
		this.probe = new ModelsProbe(this.sender, failures);
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
		return this.calls.make(request, options, false, this::createOnce, CompletionsObservation::received)
			.singleOrEmpty();
	}

	@Override
	public Flux<CompletionChunk> stream(CompletionRequest request, CallOptions options) {
		return this.calls.make(request, options, true, this::streamOnce, CompletionsObservation::received);
	}

	@Override
	public CompletionStream openStream(CompletionRequest request, CallOptions options) {
		checkMayBlock("openStream", "stream");
		return stream(request, options).subscribeWith(new BlockingCompletionStream());
	}

	@Override
	public Flux<BulkResult> createAll(Publisher<CompletionRequest> requests, BulkOptions options) {
		return this.calls.withCaller(new BulkCalls(this::createAsync).createAll(requests, options));
	}

	private Flux<CompletionResponse> createOnce(Call call) {
		return this.sender.send(call, false, (response, attempt) -> this.responses.read(response, call, attempt))
			.onErrorResume(DefaultCompletionsClient::isStreamingRequired,
					(error) -> streamOnce(call).collect(CompletionResponse.collector()));
	}

	private Flux<CompletionChunk> streamOnce(Call call) {
		return this.sender.send(call, true, (response, attempt) -> this.streams.read(response, call, attempt));
	}

	@Override
	public Mono<Void> probe(Duration timeout) {
		return this.probe.probe(timeout);
	}

	@Override
	public RecentCalls recentCalls() {
		return this.calls.recent();
	}

	@Override
	public Builder mutate() {
		return new DefaultCompletionsClientBuilder(this.webClient, this.configuration);
	}

	private static boolean isStreamingRequired(Throwable error) {
		return error instanceof TogetherResponseException.BadRequest badRequest
				&& STREAMING_REQUIRED.equals(badRequest.errorCode());
	}

	private static void checkMayBlock(String method, String alternative) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException(
					"%s() waits for the response and can't be called on thread %s, which must not ".formatted(method,
							Thread.currentThread().getName()) + "block; use " + alternative + "() there");
		}
	}

}
