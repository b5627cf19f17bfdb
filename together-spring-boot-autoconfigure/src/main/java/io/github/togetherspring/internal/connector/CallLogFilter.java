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

package io.github.togetherspring.internal.connector;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Logs each HTTP request and its response at level DEBUG: never an API key or another
 * header that may be secret, and bodies only on request.
 */
public final class CallLogFilter implements ExchangeFilterFunction {

	private static final Log logger = LogFactory.getLog(CallLogFilter.class);

	// Any other header may be a secret, whatever its name.
	private static final Set<String> HARMLESS_HEADERS = Set.of("accept", "content-length", "content-type",
			"traceparent", "user-agent");

	private final String client;

	private final boolean includeBodies;

	/**
	 * Create a filter.
	 * @param client the name of the client
	 * @param includeBodies whether to log request and response bodies, which contain
	 * prompts and generated texts
	 */
	public CallLogFilter(String client, boolean includeBodies) {
		this.client = client;
		this.includeBodies = includeBodies;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		if (!logger.isDebugEnabled()) {
			return next.exchange(request);
		}
		String prefix = request.logPrefix() + this.client + ": ";
		logger.debug(prefix + request.method() + " " + url(request) + " " + requestHeaders(request.headers()));
		long start = System.nanoTime();
		return next.exchange(this.includeBodies ? withLoggedBody(request, prefix) : request).map((response) -> {
			logger.debug(prefix + response.statusCode().value() + after(start) + " "
					+ responseHeaders(response.headers().asHttpHeaders()));
			return this.includeBodies ? withLoggedBody(response, prefix) : response;
		})
			.doOnError((error) -> logger.debug(prefix + "failed" + after(start) + ": " + error))
			.doOnCancel(() -> logger.debug(prefix + "cancelled" + after(start)));
	}

	// The query may contain a secret.
	private static String url(ClientRequest request) {
		return request.url().toString().replaceFirst("\\?.*", "?***");
	}

	private static String after(long start) {
		return " after " + (System.nanoTime() - start) / 1_000_000 + " ms";
	}

	private static Map<String, String> requestHeaders(HttpHeaders headers) {
		Map<String, String> shown = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.forEach((name, values) -> shown.put(name,
				HARMLESS_HEADERS.contains(name.toLowerCase(Locale.ROOT)) ? String.join(", ", values) : "***"));
		return shown;
	}

	private static Map<String, String> responseHeaders(HttpHeaders headers) {
		Map<String, String> shown = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.forEach((name, values) -> shown.put(name,
				HttpHeaders.SET_COOKIE.equalsIgnoreCase(name) ? "***" : String.join(", ", values)));
		return shown;
	}

	private static ClientRequest withLoggedBody(ClientRequest request, String prefix) {
		return ClientRequest.from(request)
			.body((message, context) -> request.body().insert(new LoggedRequest(message, prefix), context))
			.build();
	}

	private static ClientResponse withLoggedBody(ClientResponse response, String prefix) {
		return response.mutate()
			.body((body) -> body.doOnNext((buffer) -> logger.debug(prefix + "received " + text(buffer))))
			.build();
	}

	private static String text(DataBuffer buffer) {
		return buffer.readableByteCount() + " bytes: " + buffer.toString(StandardCharsets.UTF_8);
	}

	/**
	 * A request that logs what is written to it.
	 */
	private static final class LoggedRequest extends ClientHttpRequestDecorator {

		private final String prefix;

		LoggedRequest(ClientHttpRequest request, String prefix) {
			super(request);
			this.prefix = prefix;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return super.writeWith(
					Flux.from(body).doOnNext((buffer) -> logger.debug(this.prefix + "sent " + text(buffer))));
		}

	}

}
