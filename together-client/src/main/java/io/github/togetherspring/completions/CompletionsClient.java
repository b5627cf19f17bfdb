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

package io.github.togetherspring.completions;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Client for the text completions of Together AI and of servers with the same API.
 * Thread-safe, to be shared.
 * <p>
 * All methods send the same request; they differ in how the response is received.
 * {@code create} and {@code openStream} block, the other methods are reactive: they send
 * nothing before the returned {@link Mono} or {@link Flux} is subscribed to, and then
 * once for each subscription.
 * <p>
 * A call fails with a {@link TogetherException}: with a {@link TogetherRequestException}
 * if there was no response or not all of it, with a {@link TogetherResponseException} if
 * the response is not a completion, and with a {@link TogetherStreamException} if a
 * stream broke off. A request that no server accepts is an
 * {@link InvalidCompletionRequestException}, and is not sent.
 */
public interface CompletionsClient {

	/**
	 * The name of a client without a name of its own.
	 */
	String DEFAULT_NAME = "default";

	/**
	 * Complete a prompt, and wait for the whole response.
	 * @param request the request
	 * @return the response
	 * @throws TogetherException if the call fails
	 * @throws InvalidCompletionRequestException if a parameter has a value that no server
	 * accepts, or is missing
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #createAsync} there
	 */
	default CompletionResponse create(CompletionRequest request) {
		return create(request, CallOptions.none());
	}

	/**
	 * Complete a prompt, and wait for the whole response.
	 * @param request sets the parameters of the request
	 * @return the response
	 * @throws TogetherException if the call fails
	 * @throws InvalidCompletionRequestException if a parameter has a value that no server
	 * accepts, or is missing
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #createAsync} there
	 */
	default CompletionResponse create(Consumer<CompletionRequest.Builder> request) {
		return create(build(request));
	}

	/**
	 * Complete a prompt, and wait for the whole response.
	 * @param request the request
	 * @param options the options of this call
	 * @return the response
	 * @throws TogetherException if the call fails
	 * @throws InvalidCompletionRequestException if a parameter has a value that no server
	 * accepts, or is missing
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #createAsync} there
	 */
	CompletionResponse create(CompletionRequest request, CallOptions options);

	/**
	 * Complete a prompt, and wait for the whole response.
	 * @param request sets the parameters of the request
	 * @param options sets the options of this call
	 * @return the response
	 * @throws TogetherException if the call fails
	 * @throws InvalidCompletionRequestException if a parameter has a value that no server
	 * accepts, or is missing
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #createAsync} there
	 * @throws IllegalArgumentException if an option is out of range
	 */
	default CompletionResponse create(Consumer<CompletionRequest.Builder> request,
			Consumer<CallOptions.Builder> options) {
		return create(build(request), buildOptions(options));
	}

	/**
	 * Complete a prompt. Cancelling the subscription, or the future that
	 * {@link Mono#toFuture()} returns, closes the connection.
	 * @param request the request
	 * @return the response, or an error as described for this interface
	 */
	default Mono<CompletionResponse> createAsync(CompletionRequest request) {
		return createAsync(request, CallOptions.none());
	}

	/**
	 * Complete a prompt. Cancelling the subscription, or the future that
	 * {@link Mono#toFuture()} returns, closes the connection.
	 * @param request sets the parameters of the request
	 * @return the response, or an error as described for this interface
	 */
	default Mono<CompletionResponse> createAsync(Consumer<CompletionRequest.Builder> request) {
		return Mono.defer(() -> createAsync(build(request)));
	}

	/**
	 * Complete a prompt. Cancelling the subscription, or the future that
	 * {@link Mono#toFuture()} returns, closes the connection.
	 * @param request the request
	 * @param options the options of this call
	 * @return the response, or an error as described for this interface
	 */
	Mono<CompletionResponse> createAsync(CompletionRequest request, CallOptions options);

	/**
	 * Complete a prompt. Cancelling the subscription, or the future that
	 * {@link Mono#toFuture()} returns, closes the connection.
	 * @param request sets the parameters of the request
	 * @param options sets the options of this call
	 * @return the response, or an error as described for this interface
	 */
	default Mono<CompletionResponse> createAsync(Consumer<CompletionRequest.Builder> request,
			Consumer<CallOptions.Builder> options) {
		return Mono.defer(() -> createAsync(build(request), buildOptions(options)));
	}

	/**
	 * Complete a prompt, and return the text in chunks as it is generated. A stream that
	 * completes is complete; one that broke off ends with an error. Cancelling closes the
	 * connection. A slow subscriber slows the server down.
	 * @param request the request
	 * @return the chunks, then completion or an error as described for this interface
	 */
	default Flux<CompletionChunk> stream(CompletionRequest request) {
		return stream(request, CallOptions.none());
	}

	/**
	 * Complete a prompt, and return the text in chunks as it is generated. A stream that
	 * completes is complete; one that broke off ends with an error. Cancelling closes the
	 * connection. A slow subscriber slows the server down.
	 * @param request sets the parameters of the request
	 * @return the chunks, then completion or an error as described for this interface
	 */
	default Flux<CompletionChunk> stream(Consumer<CompletionRequest.Builder> request) {
		return Flux.defer(() -> stream(build(request)));
	}

	/**
	 * Complete a prompt, and return the text in chunks as it is generated. A stream that
	 * completes is complete; one that broke off ends with an error. Cancelling closes the
	 * connection. A slow subscriber slows the server down.
	 * @param request the request
	 * @param options the options of this call
	 * @return the chunks, then completion or an error as described for this interface
	 */
	Flux<CompletionChunk> stream(CompletionRequest request, CallOptions options);

	/**
	 * Complete a prompt, and return the text in chunks as it is generated. A stream that
	 * completes is complete; one that broke off ends with an error. Cancelling closes the
	 * connection. A slow subscriber slows the server down.
	 * @param request sets the parameters of the request
	 * @param options sets the options of this call
	 * @return the chunks, then completion or an error as described for this interface
	 */
	default Flux<CompletionChunk> stream(Consumer<CompletionRequest.Builder> request,
			Consumer<CallOptions.Builder> options) {
		return Flux.defer(() -> stream(build(request), buildOptions(options)));
	}

	/**
	 * Complete a prompt, and return the text in chunks as it is generated, for blocking
	 * code. The request is sent immediately.
	 * @param request the request
	 * @return the chunks, to be closed
	 * @throws InvalidCompletionRequestException if a parameter has a value that no server
	 * accepts
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #stream} there
	 */
	default CompletionStream openStream(CompletionRequest request) {
		return openStream(request, CallOptions.none());
	}

	/**
	 * Complete a prompt, and return the text in chunks as it is generated, for blocking
	 * code. The request is sent immediately.
	 * @param request sets the parameters of the request
	 * @return the chunks, to be closed
	 * @throws InvalidCompletionRequestException if a parameter has a value that no server
	 * accepts
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #stream} there
	 */
	default CompletionStream openStream(Consumer<CompletionRequest.Builder> request) {
		return openStream(build(request));
	}

	/**
	 * Complete a prompt, and return the text in chunks as it is generated, for blocking
	 * code. The request is sent immediately.
	 * @param request the request
	 * @param options the options of this call
	 * @return the chunks, to be closed
	 * @throws InvalidCompletionRequestException if a parameter has a value that no server
	 * accepts
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #stream} there
	 */
	CompletionStream openStream(CompletionRequest request, CallOptions options);

	/**
	 * Complete a prompt, and return the text in chunks as it is generated, for blocking
	 * code. The request is sent immediately.
	 * @param request sets the parameters of the request
	 * @param options sets the options of this call
	 * @return the chunks, to be closed
	 * @throws InvalidCompletionRequestException if a parameter has a value that no server
	 * accepts
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #stream} there
	 * @throws IllegalArgumentException if an option is out of range
	 */
	default CompletionStream openStream(Consumer<CompletionRequest.Builder> request,
			Consumer<CallOptions.Builder> options) {
		return openStream(build(request), buildOptions(options));
	}

	/**
	 * Complete many prompts concurrently, see {@link #createAll(Publisher, BulkOptions)}.
	 * @param requests the requests, which are pulled as they are needed
	 * @return a result for each request, in the order of the requests
	 */
	default Flux<BulkResult> createAll(Publisher<CompletionRequest> requests) {
		return createAll(requests, BulkOptions.defaults());
	}

	/**
	 * Complete many prompts concurrently. Nothing is sent until results are requested.
	 * <p>
	 * A failed call is a result like the others, and does not end the rest. If
	 * {@code requests} fails, the results of the requests before arrive, and then its
	 * error. Cancelling closes the connections of all active calls, and drops results
	 * that have not been delivered.
	 * <p>
	 * When the application shuts down, active calls may finish; then the results end with
	 * a {@link ClientStoppedException}. There is no result for a request that was not
	 * sent, or whose call was ended by the shutdown. {@link BulkProgress} has the numbers
	 * of both.
	 * <p>
	 * With ordered results, one slow call does not reduce the concurrency: the results of
	 * later requests wait for it, up to the {@link BulkOptions#reorderWindow()}.
	 * @param requests the requests, which are pulled as they are needed
	 * @param options the concurrency, the order of the results, and how many may wait
	 * @return a result for each request
	 */
	Flux<BulkResult> createAll(Publisher<CompletionRequest> requests, BulkOptions options);

	/**
	 * Complete many prompts concurrently, see {@link #createAll(Publisher, BulkOptions)}.
	 * @param requests the requests, which are pulled as they are needed
	 * @param options sets the concurrency, and the order of the results
	 * @return a result for each request
	 * @throws IllegalArgumentException if an option is out of range
	 */
	default Flux<BulkResult> createAll(Publisher<CompletionRequest> requests, Consumer<BulkOptions.Builder> options) {
		BulkOptions.Builder builder = BulkOptions.builder();
		options.accept(builder);
		return createAll(requests, builder.build());
	}

	/**
	 * Complete many prompts concurrently, see {@link #createAll(Publisher, BulkOptions)}.
	 * @param requests the requests, which are pulled as they are needed
	 * @return a result for each request, in the order of the requests
	 */
	default Flux<BulkResult> createAll(Iterable<CompletionRequest> requests) {
		return createAll(Flux.fromIterable(requests), BulkOptions.defaults());
	}

	/**
	 * Complete many prompts concurrently, see {@link #createAll(Publisher, BulkOptions)}.
	 * @param requests the requests, which are pulled as they are needed
	 * @param options the concurrency, and the order of the results
	 * @return a result for each request
	 */
	default Flux<BulkResult> createAll(Iterable<CompletionRequest> requests, BulkOptions options) {
		return createAll(Flux.fromIterable(requests), options);
	}

	/**
	 * Complete many prompts concurrently, see {@link #createAll(Publisher, BulkOptions)}.
	 * @param requests the requests, which are pulled as they are needed
	 * @param options sets the concurrency, and the order of the results
	 * @return a result for each request
	 * @throws IllegalArgumentException if an option is out of range
	 */
	default Flux<BulkResult> createAll(Iterable<CompletionRequest> requests, Consumer<BulkOptions.Builder> options) {
		BulkOptions.Builder builder = BulkOptions.builder();
		options.accept(builder);
		return createAll(requests, builder.build());
	}

	/**
	 * Return a builder that starts from this client.
	 * @return a builder with everything set as here
	 */
	Builder mutate();

	private static CompletionRequest build(Consumer<CompletionRequest.Builder> request) {
		CompletionRequest.Builder builder = CompletionRequest.builder();
		request.accept(builder);
		return builder.build();
	}

	private static CallOptions buildOptions(Consumer<CallOptions.Builder> options) {
		CallOptions.Builder builder = CallOptions.builder();
		options.accept(builder);
		return builder.build();
	}

	/**
	 * Builder for a {@link CompletionsClient}. With Spring Boot, the application context
	 * has one that is configured by {@code together.*} properties; without,
	 * {@code io.github.togetherspring.CompletionsClients} creates one.
	 */
	interface Builder {

		/**
		 * Set the name of the client, which metrics and health use.
		 * @param name the name; {@value CompletionsClient#DEFAULT_NAME} by default
		 * @return this builder
		 * @throws IllegalArgumentException if the name is blank
		 */
		Builder name(String name);

		/**
		 * Set the URL of the API including its version, such as
		 * {@code https://api.together.ai/v1}, the default. It is sent as it is written. A
		 * query is appended to the path of each request.
		 * @param baseUrl the absolute http or https URL, with or without a slash at the
		 * end
		 * @return this builder
		 * @throws IllegalArgumentException if the URL is not an absolute http or https
		 * URL, or not every HTTP client can send requests there
		 */
		Builder baseUrl(String baseUrl);

		/**
		 * Set the API key.
		 * @param apiKey the key, or {@code none} to send none; white space around it is
		 * removed
		 * @return this builder
		 * @throws IllegalArgumentException if the key contains a character that is not
		 * allowed, such as a line break
		 */
		Builder apiKey(String apiKey);

		/**
		 * Set a supplier of the API key. It is called for each request, so that the key
		 * can change, on the thread that sends the request. It must not block.
		 * @param apiKey supplies the key, or {@code null} or a blank text if there is
		 * none
		 * @return this builder
		 */
		Builder apiKey(Supplier<@Nullable String> apiKey);

		/**
		 * Set an asynchronous source of the API key. It is subscribed to for each attempt
		 * of a call, so that the key can change. A source that blocks should be
		 * subscribed to on another thread, as in
		 * {@code Mono.fromCallable(...).subscribeOn(Schedulers.boundedElastic())}. If it
		 * fails, the call fails with the same error. Only the total time-out includes the
		 * time it takes.
		 * @param apiKey emits the key, or is empty if there is none
		 * @return this builder
		 */
		Builder apiKey(Mono<String> apiKey);

		/**
		 * Set a header of every request, replacing an earlier one of that name.
		 * @param name the name of the header
		 * @param values the values of the header
		 * @return this builder
		 * @throws IllegalArgumentException if the name or a value contains a character
		 * that is not allowed there, such as a line break
		 */
		Builder defaultHeader(String name, String... values);

		/**
		 * Set defaults for parameters that a request does not set. They are added to
		 * those set before.
		 * @param defaults sets the default parameters
		 * @return this builder
		 */
		Builder defaults(Consumer<CompletionRequest.Builder> defaults);

		/**
		 * Set the longest time to wait for the headers of a response. The default is one
		 * minute. Without streaming, headers arrive when the whole text has been
		 * generated, so that the default grows by 30 seconds for each 1,000 of
		 * {@code max_tokens} beyond the first 1,000, up to ten minutes. A time-out that
		 * is set here does not grow.
		 * @param responseTimeout the time-out, or {@code null} for the default
		 * @return this builder
		 * @throws IllegalArgumentException if the time-out is zero or negative
		 */
		Builder responseTimeout(@Nullable Duration responseTimeout);

		/**
		 * Set the longest time between two parts of a response body. It only expires
		 * while the subscriber waits for data: a slow subscriber is not a stalled server.
		 * The default is 30 seconds.
		 * @param streamIdleTimeout the time-out
		 * @return this builder
		 * @throws IllegalArgumentException if the time-out is zero or negative
		 */
		Builder streamIdleTimeout(Duration streamIdleTimeout);

		/**
		 * Set the longest time for a whole call, including waiting because of pacing or
		 * for a permit, retries and the last chunk of a stream. There is no limit by
		 * default.
		 * @param totalTimeout the time-out, or {@code null} for none
		 * @return this builder
		 * @throws IllegalArgumentException if the time-out is zero or negative
		 */
		Builder totalTimeout(@Nullable Duration totalTimeout);

		/**
		 * Set the maximum number of concurrent requests. Further ones wait in order. By
		 * default, only the connection pool of the HTTP client limits them. A call that
		 * is made while another one is being read waits for a permit of its own.
		 * @param maxConcurrentRequests the number of requests, 1 or more, or {@code null}
		 * for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		Builder maxConcurrentRequests(@Nullable Integer maxConcurrentRequests);

		/**
		 * Set which failed calls are retried, and when.
		 * @param retrySettings the settings
		 * @return this builder
		 */
		Builder retrySettings(RetrySettings retrySettings);

		/**
		 * Set the pacing of the client: it finds the rate at which the service accepts
		 * requests, and keeps to it. There is none by default. Each client that is built
		 * finds a rate of its own.
		 * @param pacingSettings the settings, or {@code null} for no pacing
		 * @return this builder
		 */
		Builder pacingSettings(@Nullable PacingSettings pacingSettings);

		/**
		 * Set how many tokens and how much money the calls of the client may use, both
		 * unlimited by default. Each client that is built has a budget of its own, of
		 * which nothing is spent.
		 * @param budgetSettings the settings, or {@code null} for no budget
		 * @return this builder
		 */
		Builder budgetSettings(@Nullable BudgetSettings budgetSettings);

		/**
		 * Set what tokens cost. A budget of money requires a price for each model that is
		 * used.
		 * @param prices the prices, none by default
		 * @return this builder
		 */
		Builder prices(TokenPrices prices);

		/**
		 * Set the quotas of the client: how many requests and tokens the service accepts
		 * in a minute. There are none by default. They apply to all calls, with or
		 * without pacing. Each client that is built has its own.
		 * @param quotaSettings the quotas, or {@code null} for none
		 * @return this builder
		 */
		Builder quotaSettings(@Nullable QuotaSettings quotaSettings);

		/**
		 * Set the maximum size of a response that is not streamed.
		 * @param maxResponseSize the number of bytes, 1 or more; 64 MiB by default
		 * @return this builder
		 */
		Builder maxResponseSize(int maxResponseSize);

		/**
		 * Set the maximum size of one event of a stream.
		 * @param maxEventSize the number of bytes, 1 or more; 16 MiB by default
		 * @return this builder
		 */
		Builder maxEventSize(int maxEventSize);

		/**
		 * Return a client.
		 * @return a client with everything set so far
		 */
		CompletionsClient build();

	}

}
