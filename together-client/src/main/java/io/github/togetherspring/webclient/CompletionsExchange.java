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

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.completions.UnreadableResponseException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Sends one request and reads one answer: request, time-out, status, body.
 */
final class CompletionsExchange {

	private static final String PATH = "/completions";

	private static final String MODELS_PATH = "/models";

	private static final Set<Integer> SAME_BY_GET = Set.of(401, 402, 429, 503);

	// WebClient's own name for it, which metrics and traces of HTTP calls are told by.
	private static final String URI_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private static final String ACCEPT_STREAM = "text/event-stream, application/json;q=0.9";

	private static final String ACCEPT_ENCODING = "gzip";

	// Compressors such as nginx's hold a stream back until it ends.
	private static final String ACCEPT_NO_ENCODING = "identity";

	private static final String ATTEMPT = Attempt.class.getName();

	private static final EarlyEnd<CompletionEvents.Batch> DONE = new EarlyEnd<>(CompletionEvents.Batch::done);

	private static final String USER_AGENT = userAgent();

	private final WebClient webClient;

	private final URI uri;

	private final URI modelsUri;

	private final ClientSettings settings;

	private final Mono<String> neededKey;

	private final Mono<String> optionalKey;

	private final JsonCodec json = new JsonCodec();

	private final ErrorResponses errors;

	private final AnswerReader answers;

	CompletionsExchange(WebClient.Builder webClient, ClientSettings settings, Clock clock) {
		this.webClient = webClient.filters(CompletionsExchange::surround).build();
		this.uri = settings.baseUrl().resolve(PATH);
		this.modelsUri = settings.baseUrl().resolve(MODELS_PATH);
		this.settings = settings;
		this.optionalKey = settings.apiKey().defaultIfEmpty(ClientSettings.NO_KEY);
		this.neededKey = CredentialHeaders.isAnyIn(settings.headers().keySet()) ? this.optionalKey : settings.apiKey()
			.switchIfEmpty(Mono.error(() -> new MissingApiKeyException(settings.advice().apiKey())));
		this.errors = new ErrorResponses(this.json, clock);
		this.answers = new AnswerReader(this.json, this.errors, settings.maxResponseSize());
	}

	// The time counts for what the application's filters do too. A filter may lose an
	// answer when it is cancelled, so that it has to be known before them.
	private static void surround(List<ExchangeFilterFunction> filters) {
		if (!filters.isEmpty()) {
			filters.add(CompletionsExchange::guard);
		}
		filters.add(0, CompletionsExchange::timeOut);
	}

	Mono<CompletionResponse> create(CompletionRequest request, CallOptions options) {
		return key(options).flatMap((apiKey) -> Mono.deferContextual((caller) -> {
			CompletionRequest complete = complete(request);
			Attempt attempt = attempt(complete, options, false, caller);
			Mono<CompletionResponse> answer = send(complete, options, apiKey, false, attempt, caller)
				.exchangeToMono((response) -> readResponse(response, complete, attempt));
			return ObservedCalls.inScope(answer, caller)
				.onErrorResume((error) -> failed(attempt, error))
				.doOnCancel(attempt::cancel);
		}));
	}

	Flux<CompletionChunk> stream(CompletionRequest request, CallOptions options) {
		return key(options).flatMapMany((apiKey) -> Flux.deferContextual((caller) -> {
			CompletionRequest complete = complete(request);
			Attempt attempt = attempt(complete, options, true, caller);
			Flux<CompletionChunk> answer = send(complete, options, apiKey, true, attempt, caller)
				.exchangeToFlux((response) -> readStream(response, complete, attempt));
			return ObservedCalls.inScope(answer, caller)
				.onErrorResume((error) -> failed(attempt, error))
				.doOnCancel(attempt::cancel);
		}));
	}

	// Headers may take the key's place.
	private Mono<String> key(CallOptions options) {
		return CredentialHeaders.isAnyIn(options.headers().keySet()) ? this.optionalKey : this.neededKey;
	}

	private CompletionRequest complete(CompletionRequest request) {
		CompletionRequest complete = request.withDefaults(this.settings.defaults());
		checkPresent(complete, "model", "is missing: " + this.settings.advice().model());
		checkPresent(complete, "prompt", "is missing");
		return complete;
	}

	private static void checkPresent(CompletionRequest request, String parameter, String problem) {
		if (request.json().get(parameter) == null) {
			throw new InvalidCompletionRequestException(parameter, problem);
		}
	}

	private Attempt attempt(CompletionRequest request, CallOptions options, boolean stream, ContextView caller) {
		Duration response = options.responseTimeout();
		Duration idle = options.streamIdleTimeout();
		return new Attempt(CallRetry.attempts(caller),
				(response != null) ? response : this.settings.responseTimeout(request, stream),
				(idle != null) ? idle : this.settings.streamIdleTimeout());
	}

	Mono<Void> probe(Duration timeout) {
		return key(CallOptions.none())
			.flatMap((apiKey) -> probe(HttpMethod.HEAD, apiKey, timeout)
				.onErrorResume(CompletionsExchange::maySucceedByGet, (error) -> probe(HttpMethod.GET, apiKey, timeout)))
			.timeout(timeout, Mono.error(() -> new TogetherTimeoutException(Phase.TOTAL, timeout, null)));
	}

	private Mono<Void> probe(HttpMethod method, String apiKey, Duration timeout) {
		return Mono.defer(() -> {
			Attempt attempt = new Attempt(1, timeout, timeout);
			return this.webClient.method(method)
				.uri(this.modelsUri)
				.apiVersion(null)
				.attribute(URI_TEMPLATE, MODELS_PATH)
				.attribute(ATTEMPT, attempt)
				.headers((headers) -> setHeaders(headers, apiKey, CallOptions.none()))
				// Some servers send a body behind a head, which the next call on the
				// connection would take for its answer.
				.httpRequest((message) -> attempt.guard().sendingOnce(message.getNativeRequest()))
				.exchangeToMono((response) -> readStatus(method, response, attempt))
				.onErrorResume((error) -> failed(attempt, error))
				.doOnCancel(attempt::cancel);
		});
	}

	// The body is not read to its end: a list of models has hundreds of kilobytes.
	private Mono<Void> readStatus(HttpMethod method, ClientResponse response, Attempt attempt) {
		if (response.statusCode().is2xxSuccessful()) {
			attempt.timer().stop();
			return (method != HttpMethod.HEAD) ? Mono.fromRunnable(attempt::giveUp) : Mono.empty();
		}
		return readError(response, attempt)
			.flatMap((error) -> Mono.error(exception(response.request().getURI(), error)));
	}

	// Some servers answer a HEAD with an error, or not at all, and a GET with success.
	private static boolean maySucceedByGet(Throwable error) {
		return (error instanceof ConnectionException && !ProxyRefusalException.isFinal(error))
				|| (error instanceof TogetherResponseException api && !(error instanceof UnreadableResponseException)
						&& !SAME_BY_GET.contains(api.status()));
	}

	private void setHeaders(HttpHeaders headers, String apiKey, CallOptions options) {
		if (!ClientSettings.NO_KEY.equals(apiKey)) {
			headers.setBearerAuth(apiKey);
		}
		headers.set(HttpHeaders.USER_AGENT, USER_AGENT);
		this.settings.headers().forEach(headers::put);
		options.headers().forEach(headers::put);
	}

	private WebClient.RequestHeadersSpec<?> send(CompletionRequest request, CallOptions options, String apiKey,
			boolean stream, Attempt attempt, ContextView caller) {
		byte[] body = this.json.write(request, stream);
		return this.webClient.post()
			.uri(this.uri)
			.apiVersion(null)
			.attribute(URI_TEMPLATE, PATH)
			.attribute(ATTEMPT, attempt)
			.headers((headers) -> {
				ObservedCalls.tell(caller, (observation) -> observation.attempt(headers::set));
				headers.set(HttpHeaders.ACCEPT, stream ? ACCEPT_STREAM : MediaType.APPLICATION_JSON_VALUE);
				headers.set(HttpHeaders.ACCEPT_ENCODING, stream ? ACCEPT_NO_ENCODING : ACCEPT_ENCODING);
				setHeaders(headers, apiKey, options);
				headers.set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);
			})
			.body((message, context) -> {
				attempt.guard().sending(message.getNativeRequest());
				message.getHeaders().setContentLength(body.length);
				return message.writeWith(Mono.fromSupplier(() -> message.bufferFactory().wrap(body)));
			});
	}

	private static Mono<ClientResponse> timeOut(ClientRequest request, ExchangeFunction next) {
		Attempt attempt = (Attempt) request.attribute(ATTEMPT).orElseThrow();
		Duration timeout = attempt.responseTimeout();
		return next.exchange(request)
			.doOnNext(attempt.guard()::arrived)
			.timeout(attempt.timer().after(timeout),
					Mono.error(() -> new TogetherTimeoutException(Phase.RESPONSE, timeout, null)));
	}

	// Each subscription is a request of its own, for filters that try again. Behind those
	// that make a new request there is no attempt to be found.
	private static Mono<ClientResponse> guard(ClientRequest request, ExchangeFunction next) {
		return Mono.defer(() -> next.exchange(request))
			.doOnNext((response) -> request.attribute(ATTEMPT)
				.ifPresent((attempt) -> ((Attempt) attempt).guard().arrived(response)));
	}

	private Mono<CompletionResponse> readResponse(ClientResponse response, CompletionRequest request, Attempt attempt) {
		if (!response.statusCode().is2xxSuccessful()) {
			return readError(response, attempt)
				.flatMap((error) -> Mono.error(exception(response.request().getURI(), error)));
		}
		ResponseHead head = head(response, attempt);
		int choices = numberOfChoices(request);
		// Some servers stream although they were not asked to.
		boolean stream = hasType(response, MediaType.TEXT_EVENT_STREAM);
		String problem = head.problem(stream);
		if (problem != null) {
			return Mono.error(unread(problem, head, attempt));
		}
		if (stream) {
			CompletionEvents events = events(head, choices);
			return readEvents(events, body(response, head, attempt, events::isOver))
				.collect(CompletionResponse.collector());
		}
		return this.answers.read(head, body(response, head, attempt, () -> false), choices)
			.map((json) -> CompletionResponse.of(json, head.metadata()));
	}

	// WebClient would read a body that nobody has read to its end, if it has one.
	private static UnreadableResponseException unread(String problem, ResponseHead head, Attempt attempt) {
		attempt.giveUp();
		return new UnreadableResponseException(problem, head.withoutDetails(), null);
	}

	// A filter of the application's may have read an error answer already.
	private <T> Mono<T> failed(Attempt attempt, Throwable error) {
		if (error instanceof WebClientResponseException answered) {
			HttpRequest request = answered.getRequest();
			ResponseHead head = head(answered.getStatusCode(), answered.getHeaders(), request, attempt);
			return attempt.failed(exception((request != null) ? request.getURI() : this.uri,
					this.errors.read(head, answered.getResponseBodyAsByteArray())));
		}
		return attempt.failed(error);
	}

	private static TogetherException exception(URI url, FailedResponse error) {
		if (error.status() == HttpStatus.PROXY_AUTHENTICATION_REQUIRED.value()) {
			return TransportErrors.byProxy(url, new ProxyRefusalException(error.status()));
		}
		if (error.status() >= 400) {
			return TogetherResponseException.of(error);
		}
		boolean redirect = error.headers().first(HttpHeaders.LOCATION) != null;
		String message = redirect
				? "The answer is a redirect (" + error.status()
						+ "), which is not followed: the API key must not go elsewhere"
				: "The answer has the status " + error.status();
		return new UnreadableResponseException(message, error, null);
	}

	private Flux<CompletionChunk> readStream(ClientResponse response, CompletionRequest request, Attempt attempt) {
		if (!response.statusCode().is2xxSuccessful()) {
			return readError(response, attempt)
				.flatMapMany((error) -> Flux.error(exception(response.request().getURI(), error)));
		}
		ResponseHead head = head(response, attempt);
		String problem = head.problem(true);
		if (problem != null) {
			return Flux.error(unread(problem, head, attempt));
		}
		int choices = numberOfChoices(request);
		CompletionEvents events = events(head, choices);
		Flux<DataBuffer> body = body(response, head, attempt, events::isOver);
		if (hasType(response, MediaType.TEXT_EVENT_STREAM)) {
			return readEvents(events, body);
		}
		return body.skipWhile(ResponseFormat::isBlank)
			.switchOnFirst((first, whole) -> switch (format(response, first.get())) {
				case JSON -> readOneChunk(head, whole, choices);
				case EVENTS -> readEvents(events, whole);
				case OTHER -> readOther(head, whole, attempt);
			})
			// What is skipped is released here too, and only here.
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	// By the first bytes; what they leave open is what the content type says it is.
	private static ResponseFormat format(ClientResponse response, @Nullable DataBuffer first) {
		ResponseFormat format = ResponseFormat.of(first);
		if (format != ResponseFormat.OTHER) {
			return format;
		}
		if (response.headers().header(HttpHeaders.CONTENT_TYPE).isEmpty()) {
			return ResponseFormat.EVENTS;
		}
		return hasType(response, MediaType.APPLICATION_JSON) ? ResponseFormat.JSON : ResponseFormat.OTHER;
	}

	private static boolean hasType(ClientResponse response, MediaType expected) {
		try {
			return response.headers().contentType().filter(expected::isCompatibleWith).isPresent();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private Flux<CompletionChunk> readOther(ResponseHead head, Flux<DataBuffer> body, Attempt attempt) {
		return this.answers.readError(head, body, attempt.idleTimeout())
			.flatMapMany((error) -> Flux.error(new UnreadableResponseException(
					"The answer is no event stream but " + AnswerReader.describe(error), error, null)));
	}

	// Some gateways don't stream: the whole answer is then the one chunk.
	private Flux<CompletionChunk> readOneChunk(ResponseHead head, Flux<DataBuffer> body, int choices) {
		return this.answers.read(head, body, choices).map((json) -> CompletionChunk.of(json, head.metadata())).flux();
	}

	private CompletionEvents events(ResponseHead head, int choices) {
		return new CompletionEvents(head, this.json, this.errors, this.settings.maxEventSize(), choices);
	}

	private static Flux<CompletionChunk> readEvents(CompletionEvents events, Flux<DataBuffer> body) {
		// An error waits for the end, or it would overtake chunks that are not read yet.
		return body.map(events::read)
			.transform(DONE::apply)
			.takeUntil((batch) -> batch.error() != null)
			.onErrorResume(TogetherException.class,
					(error) -> Mono.fromRunnable(() -> events.fail(TransportErrors.inStream(error, events))))
			.flatMapIterable(CompletionEvents.Batch::chunks, 1)
			.concatWith(Flux.defer(() -> readEnd(events)));
	}

	private static Flux<CompletionChunk> readEnd(CompletionEvents events) {
		CompletionEvents.Batch rest = events.end();
		Flux<CompletionChunk> chunks = Flux.fromIterable(rest.chunks());
		return (rest.error() != null) ? chunks.concatWith(Mono.error(rest.error())) : chunks;
	}

	// Each of several prompts has so many choices of its own; one prompt may be a list of
	// token ids.
	private static int numberOfChoices(CompletionRequest request) {
		Integer n = request.n();
		int prompts = 1;
		if (request.json().get("prompt") instanceof List<?> list && !list.isEmpty()
				&& !(list.get(0) instanceof Number)) {
			prompts = list.size();
		}
		return Math.max(1, (n != null) ? n * prompts : prompts);
	}

	private Mono<FailedResponse> readError(ClientResponse response, Attempt attempt) {
		attempt.timer().stop();
		return this.answers.readError(head(response, attempt), attempt.guard().read(response), attempt.idleTimeout());
	}

	// Whatever goes wrong here is the connection's fault, and nothing behind it is.
	private Flux<DataBuffer> body(ClientResponse response, ResponseHead head, Attempt attempt, BooleanSupplier over) {
		return new IdleTimeout(attempt.idleTimeout(), attempt.timer(), over)
			.apply(attempt.guard().read(response).onErrorMap((error) -> TransportErrors.inBody(error, head)));
	}

	private static ResponseHead head(ClientResponse response, Attempt attempt) {
		return head(response.statusCode(), response.headers().asHttpHeaders(), response.request(), attempt);
	}

	private static ResponseHead head(HttpStatusCode status, HttpHeaders received, @Nullable HttpRequest sent,
			Attempt attempt) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		received.forEach(headers::put);
		return new ResponseHead(status.value(), ResponseHeaders.of(headers), sent, attempt.number());
	}

	private static String userAgent() {
		String version = CompletionsExchange.class.getPackage().getImplementationVersion();
		return "together-spring-boot/" + ((version != null) ? version : "dev");
	}

}
