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
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Connector of one client. Its HTTP client is created by the first request, and again by
 * the first request after it was closed.
 */
public final class ClientConnector implements ClientHttpConnector {

	private final Function<@Nullable SslBundle, Connection> source;

	private @Nullable SslBundle sslBundle;

	private volatile @Nullable Connection connection;

	ClientConnector(@Nullable SslBundle sslBundle, Function<@Nullable SslBundle, Connection> source) {
		this.sslBundle = sslBundle;
		this.source = source;
	}

	/**
	 * Use other certificates for new requests. Active requests end on their connection.
	 * @param sslBundle the certificates
	 */
	public void replace(SslBundle sslBundle) {
		Connection replacement = this.source.apply(sslBundle);
		Connection old;
		synchronized (this) {
			this.sslBundle = sslBundle;
			old = this.connection;
			this.connection = replacement;
		}
		close(old);
	}

	/**
	 * Close all connections.
	 */
	void close() {
		Connection old;
		synchronized (this) {
			old = this.connection;
			this.connection = null;
		}
		close(old);
	}

	// Not while the lock is held: HTTP clients call back with locks of their own.
	private static void close(@Nullable Connection connection) {
		if (connection != null) {
			connection.close().run();
		}
	}

	/**
	 * Create the HTTP client, unless there is one.
	 * @return the connection
	 */
	synchronized Connection open() {
		Connection connection = this.connection;
		if (connection == null) {
			connection = this.source.apply(this.sslBundle);
			this.connection = connection;
		}
		return connection;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		Connection connection = this.connection;
		if (connection == null) {
			connection = open();
		}
		return connection.connector().connect(method, uri, requestCallback);
	}

}
