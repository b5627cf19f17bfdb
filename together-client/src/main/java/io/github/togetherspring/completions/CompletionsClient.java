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
 * Every method sends the same request; they differ in how the answer is received.
 * Failures of a call are {@code io.github.togetherspring.completions.TogetherException}s,
 * a request that can never be right is an {@link InvalidCompletionRequestException} and
 * is not sent. Nothing is sent before a returned {@link Mono} or {@link Flux} is
 * subscribed to, and once for each subscription.
 */
public interface CompletionsClient {

	/**
	 * The name of a client that is given no other.
	 */
	String DEFAULT_NAME = "default";

	/**
	 * Completes a prompt and waits for the whole answer.
	 * @param request the request
	 * @return the response
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #createAsync} there
	 */
	default CompletionResponse create(CompletionRequest request) {
		return create(request, CallOptions.none());
	}

	/**
	 * Completes a prompt and waits for the whole answer.
	 * @param request sets up the request
	 * @return the response
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #createAsync} there
	 */
	default CompletionResponse create(Consumer<CompletionRequest.Builder> request) {
		return create(build(request));
	}

	/**
	 * Completes a prompt and waits for the whole answer.
	 * @param request the request
	 * @param options the options of this call
	 * @return the response
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #createAsync} there
	 */
	CompletionResponse create(CompletionRequest request, CallOptions options);

	/**
	 * Completes a prompt. Cancelling the subscription, or the future that
	 * {@link Mono#toFuture()} makes of it, closes the call.
	 * @param request the request
	 * @return the response
	 */
	default Mono<CompletionResponse> createAsync(CompletionRequest request) {
		return createAsync(request, CallOptions.none());
	}

	/**
	 * Completes a prompt. Cancelling the subscription, or the future that
	 * {@link Mono#toFuture()} makes of it, closes the call.
	 * @param request sets up the request
	 * @return the response
	 */
	default Mono<CompletionResponse> createAsync(Consumer<CompletionRequest.Builder> request) {
		return Mono.defer(() -> createAsync(build(request)));
	}

	/**
	 * Completes a prompt. Cancelling the subscription, or the future that
	 * {@link Mono#toFuture()} makes of it, closes the call.
	 * @param request the request
	 * @param options the options of this call
	 * @return the response
	 */
	Mono<CompletionResponse> createAsync(CompletionRequest request, CallOptions options);

	/**
	 * Completes a prompt and gives the answer in pieces as they are generated. A stream
	 * that completes is whole: one that breaks off ends with an error. Cancelling closes
	 * the call; a slow subscriber slows the server down.
	 * @param request the request
	 * @return the chunks
	 */
	default Flux<CompletionChunk> stream(CompletionRequest request) {
		return stream(request, CallOptions.none());
	}

	/**
	 * Completes a prompt and gives the answer in pieces as they are generated. A stream
	 * that completes is whole: one that breaks off ends with an error. Cancelling closes
	 * the call; a slow subscriber slows the server down.
	 * @param request sets up the request
	 * @return the chunks
	 */
	default Flux<CompletionChunk> stream(Consumer<CompletionRequest.Builder> request) {
		return Flux.defer(() -> stream(build(request)));
	}

	/**
	 * Completes a prompt and gives the answer in pieces as they are generated. A stream
	 * that completes is whole: one that breaks off ends with an error. Cancelling closes
	 * the call; a slow subscriber slows the server down.
	 * @param request the request
	 * @param options the options of this call
	 * @return the chunks
	 */
	Flux<CompletionChunk> stream(CompletionRequest request, CallOptions options);

	/**
	 * Completes a prompt and gives the answer in pieces as they are generated, to be read
	 * by blocking code. The request is sent at once.
	 * @param request the request
	 * @return the chunks, to be closed
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #stream} there
	 */
	default CompletionStream openStream(CompletionRequest request) {
		return openStream(request, CallOptions.none());
	}

	/**
	 * Completes a prompt and gives the answer in pieces as they are generated, to be read
	 * by blocking code. The request is sent at once.
	 * @param request sets up the request
	 * @return the chunks, to be closed
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #stream} there
	 */
	default CompletionStream openStream(Consumer<CompletionRequest.Builder> request) {
		return openStream(build(request));
	}

	/**
	 * Completes a prompt and gives the answer in pieces as they are generated, to be read
	 * by blocking code. The request is sent at once.
	 * @param request the request
	 * @param options the options of this call
	 * @return the chunks, to be closed
	 * @throws IllegalStateException if called on a thread that must not block, such as an
	 * event loop; use {@link #stream} there
	 */
	CompletionStream openStream(CompletionRequest request, CallOptions options);

	/**
	 * Completes many prompts, some at a time, with the results in order.
	 * @param requests the requests, as many as there are: they are pulled as they are
	 * needed
	 * @return a result for each request, in order
	 * @see #createAll(Publisher, BulkOptions)
	 */
	default Flux<BulkResult> createAll(Publisher<CompletionRequest> requests) {
		return createAll(requests, BulkOptions.defaults());
	}

	/**
	 * Completes many prompts, some at a time, with the results in order.
	 * @param requests the requests, pulled as they are needed
	 * @return a result for each request, in order
	 * @see #createAll(Publisher, BulkOptions)
	 */
	default Flux<BulkResult> createAll(Iterable<CompletionRequest> requests) {
		return createAll(Flux.fromIterable(requests));
	}

	/**
	 * Completes many prompts, some at a time.
	 * @param requests the requests, pulled as they are needed
	 * @param options how many at a time, and in which order the results come
	 * @return a result for each request
	 * @see #createAll(Publisher, BulkOptions)
	 */
	default Flux<BulkResult> createAll(Iterable<CompletionRequest> requests, BulkOptions options) {
		return createAll(Flux.fromIterable(requests), options);
	}

	/**
	 * Completes many prompts, some at a time. A call that fails is a result like the
	 * others and does not end the rest; only an error of {@code requests} itself does.
	 * Cancelling closes the calls under way.
	 * <p>
	 * When the application shuts down, the calls under way may still end, and then the
	 * results end with a
	 * {@code io.github.togetherspring.completions.ClientStoppedException}. There is no
	 * result for a request that was not sent or whose call was ended by the shutdown.
	 * @param requests the requests, as many as there are: they are pulled as they are
	 * needed
	 * @param options how many at a time, and in which order the results come
	 * @return a result for each request
	 */
	Flux<BulkResult> createAll(Publisher<CompletionRequest> requests, BulkOptions options);

	/**
	 * Asks the server whether it is there and takes the key, without generating anything:
	 * it asks for the head of the list of models, and where that is not to be had for the
	 * list, of which it reads the status and drops the rest. Not tried again, not counted
	 * among the concurrent requests and not observed.
	 * @param timeout how long to wait
	 * @return completes if the server answers with success; otherwise fails as a call
	 * does
	 */
	Mono<Void> probe(Duration timeout);

	/**
	 * Returns what this client's last calls say about the server. Calls of clients that
	 * were made by {@link #mutate()} are theirs.
	 * @return the state of this moment
	 */
	RecentCalls recentCalls();

	/**
	 * Returns a builder of clients that starts from this one.
	 * @return a builder with everything set as here
	 */
	Builder mutate();

	private static CompletionRequest build(Consumer<CompletionRequest.Builder> request) {
		CompletionRequest.Builder builder = CompletionRequest.builder();
		request.accept(builder);
		return builder.build();
	}

	/**
	 * Builds a {@link CompletionsClient}. The application context has one of these to
	 * start from, set up from its {@code together.*} properties.
	 */
	interface Builder {

		/**
		 * Sets the client's name, which tells it from others in metrics and health.
		 * @param name the name; {@value CompletionsClient#DEFAULT_NAME} by default
		 * @return this builder
		 * @throws IllegalArgumentException if the name is blank
		 */
		Builder name(String name);

		/**
		 * Sets where the API is, including its version, such as
		 * {@code https://api.together.ai/v1}. It is sent as it is written; a query
		 * follows the path of each request.
		 * @param baseUrl the absolute http or https URL, with or without a slash at the
		 * end
		 * @return this builder
		 * @throws IllegalArgumentException if it is not an absolute http or https URL, or
		 * not every HTTP client can send requests there
		 */
		Builder baseUrl(String baseUrl);

		/**
		 * Sets the API key.
		 * @param apiKey the key, or {@code none} to send none; white space around it is
		 * dropped
		 * @return this builder
		 * @throws IllegalArgumentException if there is a character in it that no key can
		 * have, such as a line break
		 */
		Builder apiKey(String apiKey);

		/**
		 * Sets where the API key comes from. It is asked for each request, so that the
		 * key can change, on the thread that sends it: the supplier must not block.
		 * @param apiKey supplies the key, or {@code null} or a blank text if there is
		 * none
		 * @return this builder
		 */
		Builder apiKey(Supplier<@Nullable String> apiKey);

		/**
		 * Sets where the API key comes from, where that takes time. It is subscribed to
		 * for each attempt of a call, so that the key can change; a source that blocks
		 * belongs on a thread of its own, as with
		 * {@code Mono.fromCallable(...).subscribeOn(Schedulers.boundedElastic())}. What
		 * it fails with is what the call fails with. Its time counts for the total
		 * time-out only.
		 * @param apiKey gives the key, or is empty if there is none
		 * @return this builder
		 */
		Builder apiKey(Mono<String> apiKey);

		/**
		 * Adds a header to every request. It replaces a header of that name set before.
		 * @param name the header's name
		 * @param values the header's values
		 * @return this builder
		 * @throws IllegalArgumentException if the name or a value has a character that no
		 * header can have, such as a line break
		 */
		Builder defaultHeader(String name, String... values);

		/**
		 * Sets what fills the parameters that a request leaves open. This adds to the
		 * defaults set before.
		 * @param defaults sets up the defaults
		 * @return this builder
		 */
		Builder defaults(Consumer<CompletionRequest.Builder> defaults);

		/**
		 * Sets how long to wait for the head of an answer. A value set here is taken as
		 * it is. The default is one minute; for answers that are not streamed, whose head
		 * comes when everything is generated, it grows by 30 seconds for each 1,000 of
		 * {@code max_tokens} beyond the first, up to ten minutes.
		 * @param responseTimeout the time-out, or {@code null} for the default
		 * @return this builder
		 * @throws IllegalArgumentException if it is zero or negative
		 */
		Builder responseTimeout(@Nullable Duration responseTimeout);

		/**
		 * Sets how long to wait for more of an answer that has begun. It strikes only
		 * while the reader waits: a slow reader is no stalled server. The default is 30
		 * seconds.
		 * @param streamIdleTimeout the time-out
		 * @return this builder
		 * @throws IllegalArgumentException if it is zero or negative
		 */
		Builder streamIdleTimeout(Duration streamIdleTimeout);

		/**
		 * Sets how long a whole call may take, with waiting for its turn, retries and the
		 * last chunk of a stream. There is no such limit by default.
		 * @param totalTimeout the time-out, or {@code null} for none
		 * @return this builder
		 * @throws IllegalArgumentException if it is zero or negative
		 */
		Builder totalTimeout(@Nullable Duration totalTimeout);

		/**
		 * Sets how many requests may be under way at once. The others wait in the order
		 * they came. There is no such limit by default, other than that of the HTTP
		 * client's connection pool. A call that is made while another is being read waits
		 * for its own turn.
		 * @param maxConcurrentRequests the number of requests, 1 or more, or {@code null}
		 * for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if it is below 1
		 */
		Builder maxConcurrentRequests(@Nullable Integer maxConcurrentRequests);

		/**
		 * Sets which failed calls are tried again, and when.
		 * @param retryPolicy the policy
		 * @return this builder
		 */
		Builder retrySettings(RetrySettings retryPolicy);

		/**
		 * Sets how many bytes an answer that is not streamed may have.
		 * @param maxResponseSize the number of bytes, 1 or more; 64 MiB by default
		 * @return this builder
		 */
		Builder maxResponseSize(int maxResponseSize);

		/**
		 * Sets how many bytes one event of a stream may have.
		 * @param maxEventSize the number of bytes, 1 or more; 16 MiB by default
		 * @return this builder
		 */
		Builder maxEventSize(int maxEventSize);

		/**
		 * Returns a client.
		 * @return a client of everything set so far
		 */
		CompletionsClient build();

	}

}
