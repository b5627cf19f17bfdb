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

import io.github.togetherspring.autoconfigure.ClientConnector.Connection;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ByteBufferPool;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;

/**
 * Settings of Jetty's HTTP client.
 */
class JettyClientSettings {

	private static final int JETTYS_MAX_CONNECTIONS = 64;

	private final @Nullable Integer maxConnections;

	JettyClientSettings(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	Connection build(JettyClientHttpConnectorBuilder builder, HttpClientSettings settings) {
		return new Connection(builder.withHttpClientCustomizer(JettyClientSettings::shareNoBuffers)
			.withHttpClientCustomizer(this::limitConnections)
			.build(settings), Connection::keep);
	}

	// A call that waits for a connection would look like one that the server keeps
	// waiting.
	private void limitConnections(HttpClient client) {
		if (this.maxConnections != null) {
			client.setMaxConnectionsPerDestination(this.maxConnections);
		}
		else if (client.getMaxConnectionsPerDestination() == JETTYS_MAX_CONNECTIONS) {
			client.setMaxConnectionsPerDestination(ConnectorFactory.DEFAULT_MAX_CONNECTIONS);
		}
	}

	// When a connection breaks or an answer is given up, Jetty may clear a buffer that it
	// has put back into its pool, with the bytes of another call in it by then. See
	// https://github.com/jetty/jetty.project/issues/12934.
	private static void shareNoBuffers(HttpClient client) {
		if (client.getByteBufferPool() == null) {
			client.setByteBufferPool(new ByteBufferPool.NonPooling());
			// Others are dear to make.
			client.setUseInputDirectByteBuffers(false);
			client.setUseOutputDirectByteBuffers(false);
		}
	}

}
