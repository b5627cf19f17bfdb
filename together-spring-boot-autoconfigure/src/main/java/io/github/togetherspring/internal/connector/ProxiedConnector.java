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

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.function.Function;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Sends each request directly or through a proxy, depending on its URL.
 */
class ProxiedConnector implements ClientHttpConnector {

	private final ClientProxy proxy;

	private final ClientHttpConnector direct;

	private final ClientHttpConnector plain;

	private final ClientHttpConnector tls;

	/**
	 * Create a connector.
	 * @param proxy the proxy
	 * @param direct the connector for requests without the proxy
	 * @param plain the connector for {@code http} URLs through the proxy
	 * @param tls the connector for {@code https} URLs through the proxy
	 */
	ProxiedConnector(ClientProxy proxy, ClientHttpConnector direct, ClientHttpConnector plain,
			ClientHttpConnector tls) {
		this.proxy = proxy;
		this.direct = direct;
		this.plain = plain;
		this.tls = tls;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		if (!this.proxy.leadsTo(uri)) {
			return this.direct.connect(method, uri, requestCallback);
		}
		ClientHttpConnector connector = "https".equalsIgnoreCase(uri.getScheme()) ? this.tls : this.plain;
		return connector.connect(method, uri, requestCallback)
			.onErrorMap(ProxiedConnector::isUnreachable, this::unreachable);
	}

	// The proxy connects to the server, so this is about the connection to the proxy.
	private static boolean isUnreachable(Throwable error) {
		return (error instanceof ConnectException && !error.getClass().getSimpleName().endsWith("TimeoutException"))
				|| error instanceof UnknownHostException || error instanceof UnresolvedAddressException;
	}

	private IOException unreachable(Throwable error) {
		String reason = (error.getMessage() != null) ? ": " + error.getMessage() : "";
		return new ConnectException("The proxy " + this.proxy + " cannot be reached" + reason);
	}

}
