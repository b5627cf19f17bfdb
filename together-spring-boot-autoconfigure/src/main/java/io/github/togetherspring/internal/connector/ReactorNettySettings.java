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

import java.time.Duration;
import java.util.Objects;

import javax.net.ssl.SSLException;

import io.github.togetherspring.connector.HttpProtocol;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Applies the settings of a client to Reactor Netty.
 */
class ReactorNettySettings {

	private static final Duration DEFAULT_MAX_IDLE_TIME = Duration.ofSeconds(30);

	private static final Duration DISPOSE_TIMEOUT = Duration.ofSeconds(30);

	private final ConnectorSettings settings;

	private final HttpClientSettings httpSettings;

	ReactorNettySettings(ConnectorSettings settings, HttpClientSettings httpSettings) {
		this.settings = settings;
		this.httpSettings = httpSettings;
	}

	Connection build(ReactorClientHttpConnectorBuilder builder, boolean keepsPool) {
		boolean configured = this.settings.maxConnections() != null || this.settings.maxIdleTime() != null;
		if (keepsPool && !configured) {
			return new Connection(connector(builder));
		}
		ConnectionProvider pool = pool();
		return new Connection(connector(builder.withHttpClientFactory(() -> client(pool))),
				() -> pool.disposeLater().subscribe());
	}

	// Spring Boot 4.0 does not use the system's proxy.
	private static HttpClient client(ConnectionProvider pool) {
		return HttpClient.create(pool).proxyWithSystemProperties();
	}

	// The most recently used connection is the one that is most likely still open. Idle
	// ones are closed before the server closes them.
	private ConnectionProvider pool() {
		int maxConnections = Objects.requireNonNullElse(this.settings.maxConnections(),
				ConnectorFactory.DEFAULT_MAX_CONNECTIONS);
		Duration maxIdleTime = Objects.requireNonNullElse(this.settings.maxIdleTime(), DEFAULT_MAX_IDLE_TIME);
		return ConnectionProvider.builder("together-" + this.settings.client())
			.maxConnections(maxConnections)
			.pendingAcquireMaxCount(2 * maxConnections)
			.maxIdleTime(maxIdleTime)
			.evictInBackground(maxIdleTime)
			.lifo()
			.disposeTimeout(DISPOSE_TIMEOUT)
			.build();
	}

	private ClientHttpConnector connector(ReactorClientHttpConnectorBuilder builder) {
		ReactorClientHttpConnectorBuilder customized = builder.withHttpClientCustomizer(this::customize);
		ClientProxy proxy = this.settings.proxy();
		if (proxy == null) {
			return customized.build(this.httpSettings);
		}
		ReactorClientHttpConnectorBuilder direct = customized.withHttpClientCustomizer(HttpClient::noProxy);
		ClientHttpConnector tunnel = direct
			.withHttpClientCustomizer((client) -> tunnel(client, proxy, this.httpSettings.connectTimeout()))
			.build(this.httpSettings);
		// Proxies forward HTTP/1.1 only.
		ClientHttpConnector plain = (this.settings.protocol() == HttpProtocol.HTTP_2) ? tunnel
				: direct.withHttpClientCustomizer((client) -> ProxyRequests.applyTo(client, proxy))
					.build(this.httpSettings);
		return new ProxiedConnector(proxy, direct.build(this.httpSettings), plain, tunnel);
	}

	private HttpClient customize(HttpClient client) {
		HttpClient result = readsLargeHeads(client);
		HttpProtocol protocol = this.settings.protocol();
		return (protocol != null) ? protocol(result, protocol) : result;
	}

	// By RFC 9110, equal duplicate lengths are valid; different ones remain an error.
	private static HttpClient readsLargeHeads(HttpClient client) {
		if (!client.configuration().decoder().equals(HttpClient.newConnection().configuration().decoder())) {
			return client;
		}
		return client.httpResponseDecoder(
				(spec) -> spec.maxHeaderSize(ConnectorFactory.MAX_RESPONSE_HEAD).allowDuplicateContentLengths(true));
	}

	// The proxy resolves the name of the server. Reactor Netty does the same by default,
	// but not if a resolver has been set, as Spring Boot does together with the threads.
	private static HttpClient tunnel(HttpClient client, ClientProxy proxy, @Nullable Duration timeout) {
		return client.proxy((spec) -> {
			ProxyProvider.Builder builder = spec.type(ProxyProvider.Proxy.HTTP).host(proxy.host()).port(proxy.port());
			if (proxy.username() != null) {
				builder.username(proxy.username()).password((username) -> proxy.password());
			}
			if (timeout != null) {
				builder.connectTimeoutMillis(timeout.toMillis());
			}
		}).resolver(NoopAddressResolverGroup.INSTANCE);
	}

	private HttpClient protocol(HttpClient client, HttpProtocol protocol) {
		if (protocol == HttpProtocol.HTTP_1_1) {
			return client.protocol(reactor.netty.http.HttpProtocol.HTTP11);
		}
		if (!this.settings.tls()) {
			return client.protocol(reactor.netty.http.HttpProtocol.H2C);
		}
		HttpClient http2 = client.protocol(reactor.netty.http.HttpProtocol.H2, reactor.netty.http.HttpProtocol.HTTP11);
		SslBundle sslBundle = this.httpSettings.sslBundle();
		return (sslBundle != null) ? secure(http2, sslBundle) : http2;
	}

	// The context that Spring Boot creates from a bundle does not offer HTTP/2.
	private static HttpClient secure(HttpClient client, SslBundle bundle) {
		SslContext context;
		try {
			SslOptions options = bundle.getOptions();
			SslContextBuilder builder = SslContextBuilder.forClient()
				.keyManager(bundle.getManagers().getKeyManagerFactory())
				.trustManager(bundle.getManagers().getTrustManagerFactory())
				.ciphers(SslOptions.asSet(options.getCiphers()))
				.applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
						ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
						ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
						ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1));
			if (options.getEnabledProtocols() != null) {
				builder.protocols(options.getEnabledProtocols());
			}
			context = builder.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("The SSL bundle cannot be used for HTTP/2", ex);
		}
		return client.secure((spec) -> spec.sslContext(context));
	}

}
