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

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;

/**
 * Creates connectors for clients with the HTTP client of the application.
 */
public final class ConnectorFactory {

	static final int DEFAULT_MAX_CONNECTIONS = 5000;

	/**
	 * Maximum size of the response headers in bytes. Cookies, content security policies
	 * and what gateways add exceed the 8 KiB of some HTTP clients.
	 */
	static final int MAX_RESPONSE_HEAD = 64 * 1024;

	private final Supplier<ClientHttpConnectorBuilder<?>> builders;

	private final BooleanSupplier keepsPool;

	/**
	 * Create a factory.
	 * @param builders provides the builder of the application
	 * @param keepsPool whether the builder may have a connection pool that the
	 * application has set up, which is kept unless settings say otherwise
	 */
	public ConnectorFactory(Supplier<ClientHttpConnectorBuilder<?>> builders, BooleanSupplier keepsPool) {
		this.builders = builders;
		this.keepsPool = keepsPool;
	}

	/**
	 * Create a connector. Its HTTP client is created by the first request, but with an
	 * SSL bundle it is created now, because that reads the certificates.
	 * @param settings the settings of the client
	 * @param httpSettings the settings of the HTTP client
	 * @return the connector
	 * @throws InvalidConnectorSettingException if the HTTP client does not support one of
	 * the settings
	 */
	public ClientConnector create(ConnectorSettings settings, HttpClientSettings httpSettings) {
		if (!settings.areDefaults()) {
			check(this.builders.get(), settings);
		}
		ClientConnector connector = new ClientConnector(httpSettings.sslBundle(),
				(sslBundle) -> build(settings, httpSettings.withSslBundle(sslBundle)));
		if (httpSettings.sslBundle() != null) {
			connector.open();
		}
		return connector;
	}

	private static void check(ClientHttpConnectorBuilder<?> builder, ConnectorSettings settings) {
		if (builder instanceof ReactorClientHttpConnectorBuilder) {
			return;
		}
		checkUnused("http.max-idle-time", settings.maxIdleTime(), "Reactor Netty");
		boolean jdk = builder instanceof JdkClientHttpConnectorBuilder;
		boolean jetty = builder instanceof JettyClientHttpConnectorBuilder;
		if (!jetty) {
			checkUnused("http.max-connections", settings.maxConnections(), "Reactor Netty and Jetty");
		}
		if (!jdk) {
			checkUnused("http.protocol", settings.protocol(), "Reactor Netty and the JDK's HTTP client");
		}
		if (!jdk && !jetty) {
			checkUnused("proxy.host", settings.proxy(), "Reactor Netty, Jetty and the JDK's HTTP client");
		}
	}

	private static void checkUnused(String setting, @Nullable Object value, String clients) {
		if (value != null) {
			throw new InvalidConnectorSettingException(setting, "It works with " + clients
					+ " only; set up another HTTP client with a ClientHttpConnectorBuilderCustomizer");
		}
	}

	private Connection build(ConnectorSettings settings, HttpClientSettings httpSettings) {
		ClientHttpConnectorBuilder<?> builder = this.builders.get();
		if (builder instanceof ReactorClientHttpConnectorBuilder reactor) {
			return new ReactorNettySettings(settings, httpSettings).build(reactor, this.keepsPool.getAsBoolean());
		}
		if (builder instanceof JdkClientHttpConnectorBuilder jdk) {
			return new JdkClientSettings(settings, httpSettings).build(jdk);
		}
		if (builder instanceof JettyClientHttpConnectorBuilder jetty) {
			return new JettyClientSettings(settings, httpSettings).build(jetty);
		}
		return new Connection(builder.build(httpSettings));
	}

}
