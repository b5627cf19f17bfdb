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

package io.github.togetherspring.sample.api;

import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

/**
 * Counts the attempts of a call: one, and one for each retry. The number is sent to the
 * caller in a header, whether the call succeeds or fails. For successful calls alone,
 * {@code response.metadata().attempts()} is simpler; exceptions do not have the number.
 */
final class Attempts {

	static final String HEADER = "X-Attempts";

	private final AtomicInteger count = new AtomicInteger();

	/**
	 * Return a filter that counts the attempts of calls passed to {@link #report}.
	 * @return a filter for the client's requests
	 */
	static ExchangeFilterFunction counter() {
		return (request, exchange) -> Mono.deferContextual((context) -> {
			context.<Attempts>getOrEmpty(Attempts.class).ifPresent((attempts) -> attempts.count.incrementAndGet());
			return exchange.exchange(request);
		});
	}

	/**
	 * Report the attempts of a call to the caller.
	 * @param <T> the type of the result
	 * @param call the call
	 * @param response the response to the caller
	 * @return the same call
	 */
	static <T> Flux<T> report(Flux<T> call, ServerHttpResponse response) {
		Attempts attempts = new Attempts();
		response.beforeCommit(() -> Mono.fromRunnable(() -> attempts.writeTo(response)));
		return call.contextWrite((context) -> context.put(Attempts.class, attempts));
	}

	private void writeTo(ServerHttpResponse response) {
		if (this.count.get() > 0) {
			response.getHeaders().set(HEADER, this.count.toString());
		}
	}

}
