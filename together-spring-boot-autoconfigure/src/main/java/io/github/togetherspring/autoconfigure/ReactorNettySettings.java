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

import java.time.Duration;
import java.util.Locale;

import javax.net.ssl.SSLException;

import io.github.togetherspring.autoconfigure.ClientConnector.Connection;
import io.github.togetherspring.autoconfigure.TogetherProperties.HttpProtocol;
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
 * A client's proxy and protocol in the terms of Reactor Netty.
 */
class ReactorNettySettings {

	private static final Duration DEFAULT_MAX_IDLE_TIME = Duration.ofSeconds(30);

	private static final Duration DISPOSE_TIMEOUT = Duration.ofSeconds(30);

	private final String client;

	private final TogetherProperties.Http http;

	private final @Nullable ClientProxy proxy;

	private final @Nullable HttpProtocol protocol;

	private final boolean tls;

	private final @Nullable SslBundle sslBundle;

	ReactorNettySettings(ClientSetup setup, @Nullable SslBundle sslBundle) {
		this.client = setup.name();
		this.http = setup.properties().http();
		this.proxy = ClientProxy.of(setup);
		this.protocol = setup.properties().http().protocol();
		this.tls = setup.connectionDetails().getBaseUrl().trim().toLowerCase(Locale.ROOT).startsWith("https:");
		this.sslBundle = sslBundle;
	}

	Connection build(ReactorClientHttpConnectorBuilder builder, HttpClientSettings settings, boolean ownPool) {
		boolean configured = this.http.maxConnections() != null || this.http.maxIdleTime() != null;
		if (ownPool && !configured) {
			return new Connection(connector(builder, settings), Connection::keep);
		}
		ConnectionProvider pool = pool();
		return new Connection(connector(builder.withHttpClientFactory(() -> client(pool)), settings),
				() -> pool.disposeLater().subscribe());
	}

	// Boot asks the system for a proxy from 4.1 on.
	private static HttpClient client(ConnectionProvider pool) {
		return HttpClient.create(pool).proxyWithSystemProperties();
	}

	// The last connection used is the one that is most likely still alive, and those
	// that nobody has used for a while are closed before the server does it.
	private ConnectionProvider pool() {
		int maxConnections = (this.http.maxConnections() != null) ? this.http.maxConnections()
				: ConnectorFactory.DEFAULT_MAX_CONNECTIONS;
		Duration maxIdleTime = (this.http.maxIdleTime() != null) ? this.http.maxIdleTime() : DEFAULT_MAX_IDLE_TIME;
		return ConnectionProvider.builder("together-" + this.client)
			.maxConnections(maxConnections)
			.pendingAcquireMaxCount(2 * maxConnections)
			.maxIdleTime(maxIdleTime)
			.evictInBackground(maxIdleTime)
			.lifo()
			.disposeTimeout(DISPOSE_TIMEOUT)
			.build();
	}

	private ClientHttpConnector connector(ReactorClientHttpConnectorBuilder builder, HttpClientSettings settings) {
		ReactorClientHttpConnectorBuilder customized = builder.withHttpClientCustomizer(this::customize);
		ClientProxy proxy = this.proxy;
		if (proxy == null) {
			return customized.build(settings);
		}
		ReactorClientHttpConnectorBuilder direct = customized.withHttpClientCustomizer(HttpClient::noProxy);
		ClientHttpConnector tunnel = direct
			.withHttpClientCustomizer((client) -> tunnel(client, proxy, settings.connectTimeout()))
			.build(settings);
		// What a proxy takes as a request of its own is HTTP/1.1.
		ClientHttpConnector plain = (this.protocol == HttpProtocol.HTTP_2) ? tunnel
				: direct.withHttpClientCustomizer((client) -> ProxyRequests.applyTo(client, proxy)).build(settings);
		return new ProxiedConnector(proxy, direct.build(settings), plain, tunnel);
	}

	private HttpClient customize(HttpClient client) {
		HttpClient result = readsLargeHeads(client);
		return (this.protocol != null) ? protocol(result, this.protocol) : result;
	}

	// Equal lengths are one, by RFC 9110; different ones stay an error.
	private static HttpClient readsLargeHeads(HttpClient client) {
		if (!client.configuration().decoder().equals(HttpClient.newConnection().configuration().decoder())) {
			return client;
		}
		return client.httpResponseDecoder(
				(spec) -> spec.maxHeaderSize(ConnectorFactory.MAX_RESPONSE_HEAD).allowDuplicateContentLengths(true));
	}

	// The server's name is for the proxy to look up. Reactor Netty does so by itself only
	// where no resolver was set before, as Boot does when it sets the threads.
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
		if (!this.tls) {
			return client.protocol(reactor.netty.http.HttpProtocol.H2C);
		}
		HttpClient http2 = client.protocol(reactor.netty.http.HttpProtocol.H2, reactor.netty.http.HttpProtocol.HTTP11);
		return (this.sslBundle != null) ? secure(http2, this.sslBundle) : http2;
	}

	// What Boot makes of a bundle does not offer HTTP/2 to the server.
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
			throw new IllegalStateException("The SSL bundle can't be used for HTTP/2", ex);
		}
		return client.secure((spec) -> spec.sslContext(context));
	}

}
