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

package io.github.togetherspring.autoconfigure;

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
 * A client's connector, which is made anew when certificates change and when a stopped
 * application goes on. Calls under way end on the old one.
 */
class ClientConnector implements ClientHttpConnector {

	private final Function<@Nullable SslBundle, Connection> source;

	private @Nullable SslBundle sslBundle;

	private volatile Connection connection;

	ClientConnector(@Nullable SslBundle sslBundle, Function<@Nullable SslBundle, Connection> source) {
		this.source = source;
		this.sslBundle = sslBundle;
		this.connection = source.apply(sslBundle);
	}

	/**
	 * Uses other certificates from now on.
	 * @param sslBundle the certificates
	 */
	synchronized void replace(SslBundle sslBundle) {
		this.sslBundle = sslBundle;
		restart();
	}

	/**
	 * Closes all connections, and opens new ones for calls from now on.
	 */
	synchronized void restart() {
		Connection old = this.connection;
		this.connection = this.source.apply(this.sslBundle);
		old.close().run();
	}

	/**
	 * Closes all connections.
	 */
	void close() {
		this.connection.close().run();
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return this.connection.connector().connect(method, uri, requestCallback);
	}

	/**
	 * A connector and how to close its connections.
	 *
	 * @param connector the connector
	 * @param close closes what is its own
	 */
	record Connection(ClientHttpConnector connector, Runnable close) {

		/**
		 * Closes nothing, where nothing is the connector's own or can be closed.
		 */
		static void keep() {
		}

	}

}
