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
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLParameters;

import io.github.togetherspring.autoconfigure.ClientConnector.Connection;
import io.github.togetherspring.autoconfigure.TogetherProperties.HttpProtocol;
import io.github.togetherspring.webclient.JdkHttpConnector;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.PatternMatchUtils;

/**
 * A client's proxy and protocol in the terms of the JDK's HTTP client.
 */
class JdkClientSettings {

	private final TogetherProperties.Proxy proxy;

	private final @Nullable HttpProtocol protocol;

	private final @Nullable SslBundle sslBundle;

	JdkClientSettings(ClientSetup setup, @Nullable SslBundle sslBundle) {
		this.sslBundle = sslBundle;
		this.proxy = setup.properties().proxy();
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
			return new Connection(springs, Connection::keep);
		}
		JdkHttpConnector connector = new JdkHttpConnector(customized.build());
		return new Connection(connector, connector::close);
	}

	private JdkClientHttpConnectorBuilder apply(JdkClientHttpConnectorBuilder builder) {
		JdkClientHttpConnectorBuilder result = builder;
		if (this.proxy.host() != null) {
			ProxySelector selector = new Selector(this.proxy.host(), this.proxy);
			result = result.withHttpClientCustomizer((client) -> client.proxy(selector));
		}
		if (this.proxy.host() != null && this.proxy.username() != null) {
			Authenticator authenticator = new ProxyAuthenticator(this.proxy.username(), this.proxy.password());
			result = result.withHttpClientCustomizer((client) -> client.authenticator(authenticator));
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

		private final List<Proxy> proxies;

		private final String[] nonProxyHosts;

		Selector(String host, TogetherProperties.Proxy proxy) {
			this.proxies = List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, proxy.port())));
			this.nonProxyHosts = proxy.nonProxyHosts().toArray(String[]::new);
		}

		@Override
		public List<Proxy> select(URI uri) {
			return PatternMatchUtils.simpleMatch(this.nonProxyHosts, uri.getHost()) ? List.of(Proxy.NO_PROXY)
					: this.proxies;
		}

		@Override
		public void connectFailed(URI uri, SocketAddress address, IOException error) {
		}

	}

	/**
	 * Gives the credentials to the proxy and to nobody else.
	 */
	private static final class ProxyAuthenticator extends Authenticator {

		private final PasswordAuthentication credentials;

		ProxyAuthenticator(String username, @Nullable String password) {
			this.credentials = new PasswordAuthentication(username,
					(password != null) ? password.toCharArray() : new char[0]);
		}

		@Override
		protected @Nullable PasswordAuthentication getPasswordAuthentication() {
			return (getRequestorType() == RequestorType.PROXY) ? this.credentials : null;
		}

	}

}
