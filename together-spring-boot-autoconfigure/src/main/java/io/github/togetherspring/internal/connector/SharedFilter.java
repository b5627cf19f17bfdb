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

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Filter that an application uses for all of its HTTP calls. It may change anything in a
 * request except the server, which is the one that the API key is for, and
 * {@code Authorization}, which contains the key.
 *
 * @param filter the filter
 */
public record SharedFilter(ExchangeFilterFunction filter) implements ExchangeFilterFunction {

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return this.filter.filter(request, (changed) -> exchange(request, changed, next));
	}

	private static Mono<ClientResponse> exchange(ClientRequest request, ClientRequest changed, ExchangeFunction next) {
		String server = server(request.url());
		String other = server(changed.url());
		if (!server.equals(other)) {
			return Mono.error(new IllegalStateException("A filter that the application uses for all of its "
					+ "WebClients sends the request to " + other + " instead of " + server
					+ ", which the API key is for; if that is intended, add the filter in a "
					+ "TogetherWebClientCustomizer"));
		}
		return next.exchange(withAuthorization(changed, request.headers().get(HttpHeaders.AUTHORIZATION)));
	}

	private static ClientRequest withAuthorization(ClientRequest request, @Nullable List<String> authorization) {
		if (Objects.equals(authorization, request.headers().get(HttpHeaders.AUTHORIZATION))) {
			return request;
		}
		return ClientRequest.from(request).headers((headers) -> {
			headers.remove(HttpHeaders.AUTHORIZATION);
			if (authorization != null) {
				headers.put(HttpHeaders.AUTHORIZATION, authorization);
			}
		}).build();
	}

	private static String server(URI url) {
		String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
		int defaultPort = scheme.equals("https") ? 443 : 80;
		int port = (url.getPort() != -1) ? url.getPort() : defaultPort;
		return scheme + "://" + String.valueOf(url.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
	}

}
