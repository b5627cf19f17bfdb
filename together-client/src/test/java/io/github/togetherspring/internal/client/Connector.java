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

package io.github.togetherspring.internal.client;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.internal.http.JdkHttpConnector;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.eclipse.jetty.io.ByteBufferPool;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The HTTP clients to choose from, set up as the auto-configuration does it. Made once:
 * their pools and threads are shared by all tests.
 */
public enum Connector {

	REACTOR_NETTY(() -> ClientHttpConnectorBuilder.reactor().build(settings())),

	JDK(() -> new JdkHttpConnector(HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build())),

	JETTY(() -> ClientHttpConnectorBuilder.jetty()
		.withHttpClientCustomizer((client) -> client.setByteBufferPool(new ByteBufferPool.NonPooling()))
		.withHttpClientCustomizer((client) -> client.setUseInputDirectByteBuffers(false))
		.withHttpClientCustomizer((client) -> client.setUseOutputDirectByteBuffers(false))
		.build(settings()));

	public static final String API_KEY = "sk-very-secret-0123456789";

	private final ClientHttpConnector connector;

	Connector(Supplier<ClientHttpConnector> connector) {
		this.connector = connector.get();
	}

	private static HttpClientSettings settings() {
		return HttpClientSettings.defaults()
			.withConnectTimeout(Duration.ofSeconds(5))
			.withRedirects(HttpRedirects.DONT_FOLLOW);
	}

	public CompletionsClient.Builder client(RawHttpServer server, ExchangeFilterFunction... filters) {
		return CompletionsClients
			.builder(WebClient.builder().clientConnector(this.connector).filters((all) -> all.addAll(List.of(filters))))
			.baseUrl(server.baseUrl())
			.apiKey(API_KEY);
	}

}
