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
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLParameters;

import io.github.togetherspring.connector.HttpProtocol;
import io.github.togetherspring.internal.http.JdkHttpConnector;
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
 * Applies the settings of a client to the JDK's HTTP client.
 */
class JdkClientSettings {

	private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

	private static final Log logger = LogFactory.getLog(JdkClientSettings.class);

	private final ConnectorSettings settings;

	private final HttpClientSettings httpSettings;

	JdkClientSettings(ConnectorSettings settings, HttpClientSettings httpSettings) {
		this.settings = settings;
		this.httpSettings = httpSettings;
	}

	// Spring's connector keeps the connections of cancelled calls. The last customizer
	// captures the HTTP client with all settings; Spring's connector is then discarded.
	Connection build(JdkClientHttpConnectorBuilder builder) {
		AtomicReference<HttpClient.@Nullable Builder> httpClient = new AtomicReference<>();
		ClientHttpConnector springs = apply(builder).withHttpClientCustomizer(httpClient::set).build(this.httpSettings);
		HttpClient.Builder customized = httpClient.get();
		if (customized == null) {
			return new Connection(proxied(springs));
		}
		JdkHttpConnector connector = new JdkHttpConnector(customized.build());
		return new Connection(proxied(connector), connector::close);
	}

	// Credentials are sent as a header: with an Authenticator, the JDK's client turns
	// each 401 of the server into a failed connection.
	private ClientHttpConnector proxied(ClientHttpConnector connector) {
		ClientProxy proxy = this.settings.proxy();
		if (proxy == null) {
			return connector;
		}
		String authorization = proxy.authorization();
		if (authorization == null) {
			return new ProxiedConnector(proxy, connector, connector, connector);
		}
		if (this.settings.tls() && System.getProperty(DISABLED_SCHEMES) == null) {
			logger.warn("The JDK's HTTP client sends the proxy " + proxy
					+ " no password for a server with https, unless the application is started with -D"
					+ DISABLED_SCHEMES + "=");
		}
		ClientHttpConnector withCredentials = (method, uri, callback) -> connector.connect(method, uri, (request) -> {
			request.getHeaders().set(HttpHeaders.PROXY_AUTHORIZATION, authorization);
			return callback.apply(request);
		});
		return new ProxiedConnector(proxy, connector, withCredentials, withCredentials);
	}

	private JdkClientHttpConnectorBuilder apply(JdkClientHttpConnectorBuilder builder) {
		JdkClientHttpConnectorBuilder result = builder;
		if (this.settings.proxy() != null) {
			ProxySelector selector = new Selector(this.settings.proxy());
			result = result.withHttpClientCustomizer((client) -> client.proxy(selector));
		}
		// By default the JDK's client prefers HTTP/2: without TLS it requests an upgrade
		// with each request, and it fails calls beyond the streams of a connection.
		boolean http2 = this.settings.protocol() == HttpProtocol.HTTP_2;
		HttpClient.Version version = http2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
		result = result.withHttpClientCustomizer((client) -> client.version(version));
		SslBundle sslBundle = this.httpSettings.sslBundle();
		if (http2 && sslBundle != null) {
			SSLParameters parameters = parameters(sslBundle.getOptions());
			result = result.withHttpClientCustomizer((client) -> client.sslParameters(parameters));
		}
		return result;
	}

	// Without a list of protocols, which Spring Boot does not set, the JDK's client does
	// not offer HTTP/2.
	private static SSLParameters parameters(SslOptions options) {
		SSLParameters parameters = new SSLParameters();
		parameters.setCipherSuites(options.getCiphers());
		parameters.setProtocols((options.getEnabledProtocols() != null) ? options.getEnabledProtocols()
				: new String[] { "TLSv1.3", "TLSv1.2" });
		return parameters;
	}

	/**
	 * Selects the proxy for all hosts except those to be reached without it.
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
