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
import java.util.function.BiConsumer;
import java.util.function.Function;
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
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.internal.call.Call;
import io.github.togetherspring.internal.call.RecentCalls;
import io.github.togetherspring.internal.exchange.ClientConfiguration;
import io.github.togetherspring.observation.CompletionsObservation;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The client: five ways to make a call, which differ only in the form of the result.
 */
public final class DefaultCompletionsClient implements CompletionsClient, ClientStatus {

	private static final String STREAMING_REQUIRED = "streaming_required";

	private final Supplier<WebClient.Builder> webClient;

	private final ClientConfiguration configuration;

	private final SingletonSupplier<ClientParts> parts;

	private final SingletonSupplier<DefaultCompletionsClient> forJobs = SingletonSupplier.of(this::createForJobs);

	/**
	 * Create a client. The first call creates what only calls need.
	 * @param webClient provides the builder of its {@code WebClient}, always the same,
	 * which is not changed
	 * @param configuration its configuration, which must no longer change
	 */
	public DefaultCompletionsClient(Supplier<WebClient.Builder> webClient, ClientConfiguration configuration) {
		this.webClient = webClient;
		this.configuration = configuration;
		this.parts = SingletonSupplier.of(() -> ClientParts.create(webClient.get().clone(), configuration));
	}

	private DefaultCompletionsClient(DefaultCompletionsClient other) {
		this.webClient = other.webClient;
		this.configuration = other.configuration;
		this.parts = SingletonSupplier.of(() -> other.parts().forJobs());
	}

	private DefaultCompletionsClient createForJobs() {
		boolean isPaced = this.configuration.pacingSettings() != null;
		return (isPaced || this.configuration.jobPacingSettings() == null) ? this : new DefaultCompletionsClient(this);
	}

	/**
	 * Return this client as jobs use it: with pacing, unless it is switched off. All jobs
	 * share one pace. Everything else is shared with this client.
	 * @return the client, always the same
	 */
	public CompletionsClient forJobs() {
		return this.forJobs.obtain();
	}

	private ClientParts parts() {
		return this.parts.obtain();
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
		return call(request, options, false, this::createOnce, CompletionsObservation::received).singleOrEmpty();
	}

	@Override
	public Flux<CompletionChunk> stream(CompletionRequest request, CallOptions options) {
		return call(request, options, true, this::streamOnce, CompletionsObservation::received);
	}

	// A new call for each subscription. Creating the parts may fail in code of the
	// application.
	private <T> Flux<T> call(CompletionRequest request, CallOptions options, boolean stream,
			Function<Call, Flux<T>> attempt, BiConsumer<CompletionsObservation, T> received) {
		return Flux
			.deferContextual((context) -> parts().calls().make(request, options, stream, context, attempt, received));
	}

	@Override
	public CompletionStream openStream(CompletionRequest request, CallOptions options) {
		checkMayBlock("openStream", "stream");
		return stream(request, options).subscribeWith(new BlockingCompletionStream());
	}

	@Override
	public Flux<BulkResult> createAll(Publisher<CompletionRequest> requests, BulkOptions options) {
		Flux<BulkResult> results = new BulkCalls(this::createAsync).createAll(requests, options);
		return Flux.defer(() -> parts().calls().withCaller(results));
	}

	private Flux<CompletionResponse> createOnce(Call call) {
		ClientParts parts = parts();
		return parts.sender()
			.send(call, false, (response, attempt) -> parts.responses().read(response, call, attempt))
			.onErrorResume(DefaultCompletionsClient::isStreamingRequired,
					(error) -> streamOnce(call).collect(CompletionResponse.collector()));
	}

	private Flux<CompletionChunk> streamOnce(Call call) {
		ClientParts parts = parts();
		return parts.sender().send(call, true, (response, attempt) -> parts.streams().read(response, call, attempt));
	}

	@Override
	public Mono<Void> probe(Duration timeout) {
		return Mono.defer(() -> parts().probe().probe(timeout));
	}

	@Override
	public RecentCalls recentCalls() {
		return parts().calls().recent();
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
