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

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.internal.call.Call;
import io.github.togetherspring.internal.call.Deadlines;
import io.github.togetherspring.internal.http.DroppedErrors;
import io.github.togetherspring.internal.json.JsonCodec;
import io.github.togetherspring.internal.pacing.Place;
import io.github.togetherspring.observation.CompletionsObservation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Sends one request: its URL, headers, body and API key, and the time-out for its
 * response headers.
 */
public final class RequestSender {

	private static final String PATH = "/completions";

	// The attribute that gives the metrics and traces of WebClient the path.
	private static final String URI_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private static final String ACCEPT_STREAM = "text/event-stream, application/json;q=0.9";

	private static final String ACCEPT_ENCODING = "gzip";

	// Compressing proxies such as nginx hold a stream back until it ends.
	private static final String ACCEPT_NO_ENCODING = "identity";

	private static final String ATTEMPT = Attempt.class.getName();

	private static final String USER_AGENT = userAgent();

	private final WebClient webClient;

	private final URI uri;

	private final ClientConfiguration configuration;

	private final Deadlines deadlines;

	private final JsonCodec json;

	private final FailedResponses failures;

	/**
	 * Create a sender.
	 * @param webClient the builder of the {@code WebClient}, which is changed
	 * @param configuration the configuration of the client
	 * @param deadlines the time-outs of the client
	 * @param json writes requests
	 * @param failures reads responses that a filter has turned into an exception
	 */
	public RequestSender(WebClient.Builder webClient, ClientConfiguration configuration, Deadlines deadlines,
			JsonCodec json, FailedResponses failures) {
		this.webClient = webClient.filters(this::surround).build();
		this.uri = configuration.baseUrl().resolve(PATH);
		this.configuration = configuration;
		this.deadlines = deadlines;
		this.json = json;
		this.failures = failures;
	}

	// The time-out includes the application's filters. Because a filter may lose a
	// response when it is cancelled, responses are recorded before the filters see them.
	private void surround(List<ExchangeFilterFunction> filters) {
		if (!filters.isEmpty()) {
			filters.add(RequestSender::noteResponse);
		}
		filters.add(0, this::begin);
	}

	/**
	 * Send a completion request.
	 * @param <T> the type of result
	 * @param call the call
	 * @param stream whether to ask for a stream
	 * @param reader reads the response
	 * @return one attempt of the call for each subscription
	 */
	public <T> Flux<T> send(Call call, boolean stream, BiFunction<ClientResponse, Attempt, Flux<T>> reader) {
		return this.configuration.apiKey().flatMapMany((apiKey) -> {
			HttpHeaders headers = headers(apiKey, stream, call.options());
			checkComplete(call.request());
			byte[] body = call.body(stream, (request) -> this.json.write(stream ? streamed(request) : request.json()));
			Attempt attempt = attempt(call, stream, headers);
			call.begin(attempt);
			Flux<T> results = request(HttpMethod.POST, this.uri, PATH, attempt, call.observation())
				.body((message, context) -> {
					attempt.closer().sending(message.getNativeRequest());
					message.getHeaders().setContentLength(body.length);
					return message.writeWith(Mono.fromSupplier(() -> message.bufferFactory().wrap(body)));
				})
				.exchangeToFlux((response) -> {
					settle(call.place(), response, attempt);
					return reader.apply(response, attempt);
				})
				.onErrorResume((error) -> failed(attempt, error));
			return inScope(results, call.observation());
		});
	}

	private static void settle(@Nullable Place place, ClientResponse response, Attempt attempt) {
		if (place != null) {
			place.responded(ResponseHead.of(response, attempt).rateLimit());
		}
	}

	// The current span of this thread would take precedence over the one in the context.
	private static <T> Flux<T> inScope(Flux<T> results, @Nullable CompletionsObservation observation) {
		return (observation != null)
				? Flux.from((subscriber) -> observation.observation().scoped(() -> results.subscribe(subscriber)))
				: results;
	}

	/**
	 * Send a request without a body. Its connection is not reused: some servers send a
	 * body after {@code HEAD}, which the next call on the connection would take for its
	 * response.
	 * @param <T> the type of result
	 * @param method the method
	 * @param path the path below the base URL
	 * @param timeout the time until the response headers
	 * @param reader reads the response
	 * @return the request for each subscription
	 */
	public <T> Flux<T> sendOnce(HttpMethod method, String path, Duration timeout,
			BiFunction<ClientResponse, Attempt, Flux<T>> reader) {
		return this.configuration.apiKey().flatMapMany((apiKey) -> {
			HttpHeaders headers = new HttpHeaders();
			setHeaders(headers, apiKey, CallOptions.none());
			Attempt attempt = new Attempt(1, timeout, timeout, headers);
			return request(method, this.configuration.baseUrl().resolve(path), path, attempt, null)
				.httpRequest((message) -> attempt.closer().sendingOnce(message.getNativeRequest()))
				.exchangeToFlux((response) -> reader.apply(response, attempt))
				.onErrorResume((error) -> failed(attempt, error))
				.doOnCancel(attempt::dispose)
				.contextWrite(DroppedErrors::dropIn);
		});
	}

	private void checkComplete(CompletionRequest request) {
		if (request.json().get("model") == null) {
			throw new InvalidCompletionRequestException("model", "is missing: " + this.configuration.advice().model());
		}
		if (request.json().get("prompt") == null) {
			throw new InvalidCompletionRequestException("prompt", "is missing");
		}
	}

	private static Map<String, @Nullable Object> streamed(CompletionRequest request) {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>(request.json());
		fields.put("stream", true);
		return fields;
	}

	private Attempt attempt(Call call, boolean stream, HttpHeaders headers) {
		Duration response = call.options().responseTimeout();
		Duration idle = call.options().streamIdleTimeout();
		return new Attempt(call.attempts() + 1,
				(response != null) ? response : this.configuration.responseTimeout(call.request(), stream),
				(idle != null) ? idle : this.configuration.streamIdleTimeout(), headers);
	}

	private WebClient.RequestBodySpec request(HttpMethod method, URI uri, String path, Attempt attempt,
			@Nullable CompletionsObservation observation) {
		WebClient.RequestBodySpec request = this.webClient.method(method)
			.uri(uri)
			.apiVersion(null)
			.attribute(URI_TEMPLATE, path)
			.attribute(ATTEMPT, attempt);
		if (observation != null) {
			// An observation of the WebClient replaces them.
			request.headers((headers) -> observation.attempt(headers::set));
		}
		return request;
	}

	private HttpHeaders headers(String apiKey, boolean stream, CallOptions options) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.ACCEPT, stream ? ACCEPT_STREAM : MediaType.APPLICATION_JSON_VALUE);
		headers.set(HttpHeaders.ACCEPT_ENCODING, stream ? ACCEPT_NO_ENCODING : ACCEPT_ENCODING);
		setHeaders(headers, apiKey, options);
		headers.set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);
		return headers;
	}

	private void setHeaders(HttpHeaders headers, String apiKey, CallOptions options) {
		if (apiKey.isEmpty()) {
			checkReplaced(options);
		}
		else if (!ClientConfiguration.NO_KEY.equals(apiKey)) {
			headers.setBearerAuth(apiKey);
		}
		headers.set(HttpHeaders.USER_AGENT, USER_AGENT);
		putAll(headers, this.configuration.headers());
		putAll(headers, options.headers());
	}

	// A header with credentials may replace the key.
	private void checkReplaced(CallOptions options) {
		if (!CredentialHeaders.isAnyIn(this.configuration.headers().keySet())
				&& !CredentialHeaders.isAnyIn(options.headers().keySet())) {
			throw new MissingApiKeyException(this.configuration.advice().apiKey());
		}
	}

	private static void putAll(HttpHeaders headers, Map<String, List<String>> values) {
		if (!values.isEmpty()) {
			values.forEach(headers::put);
		}
	}

	// A time-out cancels the exchange before it is an error. Spring would then read the
	// rest of a response that has just arrived, and never come to the end of a stream.
	private Mono<ClientResponse> begin(ClientRequest request, ExchangeFunction next) {
		Attempt attempt = (Attempt) request.attribute(ATTEMPT).orElseThrow();
		Duration timeout = attempt.responseTimeout();
		return next.exchange(RequestWithHeaders.of(request, attempt.headers()))
			.doOnNext(attempt.closer()::arrived)
			.doOnCancel(attempt::dispose)
			.timeout(this.deadlines.after(timeout),
					Mono.error(() -> new TogetherTimeoutException(Phase.RESPONSE, timeout, null)));
	}

	// Each subscription is a request, because filters may retry. The attempt is missing
	// if a filter has replaced the request.
	private static Mono<ClientResponse> noteResponse(ClientRequest request, ExchangeFunction next) {
		return Mono.defer(() -> next.exchange(request))
			.doOnNext((response) -> request.attribute(ATTEMPT)
				.ifPresent((attempt) -> ((Attempt) attempt).closer().arrived(response)));
	}

	// A filter of the application may have read an error response already.
	private <T> Mono<T> failed(Attempt attempt, Throwable error) {
		return attempt.failed((error instanceof WebClientResponseException rejection)
				? this.failures.exception(rejection, this.uri, attempt) : error);
	}

	private static String userAgent() {
		String version = RequestSender.class.getPackage().getImplementationVersion();
		return "together-spring-boot/" + ((version != null) ? version : "dev");
	}

}
