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

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLParameters;

import io.github.togetherspring.autoconfigure.ClientConnector.Connection;
import io.github.togetherspring.autoconfigure.TogetherProperties.HttpProtocol;
import io.github.togetherspring.webclient.JdkHttpConnector;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * A client's proxy and protocol in the terms of the JDK's HTTP client.
 */
class JdkClientSettings {

	private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

	private static final Log logger = LogFactory.getLog(JdkClientSettings.class);

	private final @Nullable ClientProxy proxy;

	private final @Nullable HttpProtocol protocol;

	private final boolean tls;

	private final @Nullable SslBundle sslBundle;

	JdkClientSettings(ClientSetup setup, @Nullable SslBundle sslBundle) {
		this.sslBundle = sslBundle;
		this.tls = setup.connectionDetails().getBaseUrl().trim().toLowerCase(Locale.ROOT).startsWith("https:");
		this.proxy = ClientProxy.of(setup);
		this.protocol = setup.properties().http().protocol();
	}

	// Spring's own connector keeps the connections of calls that were given up. The last
	// customizer sees the HTTP client with all settings, and the connector that was to
	// get it is not used.
	Connection build(JdkClientHttpConnectorBuilder builder, HttpClientSettings settings) {
		AtomicReference<HttpClient.@Nullable Builder> httpClient = new AtomicReference<>();
		ClientHttpConnector springs = apply(builder).withHttpClientCustomizer(httpClient::set).build(settings);
		HttpClient.Builder customized = httpClient.get();
		if (customized == null) {
			return new Connection(proxied(springs), Connection::keep);
		}
		JdkHttpConnector connector = new JdkHttpConnector(customized.build());
		return new Connection(proxied(connector), connector::close);
	}

	// Credentials are sent along and not left to an Authenticator: with one, the JDK's
	// client makes a failed connection of each 401 that the server sends.
	private ClientHttpConnector proxied(ClientHttpConnector connector) {
		ClientProxy proxy = this.proxy;
		if (proxy == null) {
			return connector;
		}
		String authorization = proxy.authorization();
		if (authorization == null) {
			return new ProxiedConnector(proxy, connector, connector, connector);
		}
		if (this.tls && System.getProperty(DISABLED_SCHEMES) == null) {
			logger
				.warn("The JDK's HTTP client gives the proxy " + proxy + " no password for a server with https, unless "
						+ "the application is started with -D" + DISABLED_SCHEMES + "=");
		}
		ClientHttpConnector withCredentials = (method, uri, callback) -> connector.connect(method, uri, (request) -> {
			request.getHeaders().set(HttpHeaders.PROXY_AUTHORIZATION, authorization);
			return callback.apply(request);
		});
		return new ProxiedConnector(proxy, connector, withCredentials, withCredentials);
	}

	private JdkClientHttpConnectorBuilder apply(JdkClientHttpConnectorBuilder builder) {
		JdkClientHttpConnectorBuilder result = builder;
		if (this.proxy != null) {
			ProxySelector selector = new Selector(this.proxy);
			result = result.withHttpClientCustomizer((client) -> client.proxy(selector));
		}
		// By itself the JDK's client prefers HTTP/2: it asks servers without TLS to
		// change to
		// it with each request, and refuses calls beyond what a connection allows.
		HttpClient.Version version = (this.protocol != HttpProtocol.HTTP_2) ? HttpClient.Version.HTTP_1_1
				: HttpClient.Version.HTTP_2;
		result = result.withHttpClientCustomizer((client) -> client.version(version));
		if (this.protocol == HttpProtocol.HTTP_2 && this.sslBundle != null) {
			SSLParameters parameters = parameters(this.sslBundle.getOptions());
			result = result.withHttpClientCustomizer((client) -> client.sslParameters(parameters));
		}
		return result;
	}

	// Without a list of protocols, which Boot leaves out, the JDK's client does not offer
	// HTTP/2 to the server.
	private static SSLParameters parameters(SslOptions options) {
		SSLParameters parameters = new SSLParameters();
		parameters.setCipherSuites(options.getCiphers());
		parameters.setProtocols((options.getEnabledProtocols() != null) ? options.getEnabledProtocols()
				: new String[] { "TLSv1.3", "TLSv1.2" });
		return parameters;
	}

	/**
	 * Selects the proxy for all hosts but some.
	 */
	private static final class Selector extends ProxySelector {

		private final ClientProxy proxy;

		private final List<Proxy> proxies;

		Selector(ClientProxy proxy) {
			this.proxy = proxy;
			this.proxies = List.of(new Proxy(Proxy.Type.HTTP, proxy.unresolvedAddress()));
		}

		@Override
		public List<Proxy> select(URI uri) {
			return this.proxy.leadsTo(uri) ? this.proxies : List.of(Proxy.NO_PROXY);
		}

		@Override
		public void connectFailed(URI uri, SocketAddress address, IOException error) {
		}

	}

}
