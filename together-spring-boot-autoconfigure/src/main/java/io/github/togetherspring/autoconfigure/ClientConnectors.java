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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.togetherspring.internal.connector.ClientConnector;
import io.github.togetherspring.internal.connector.ClientLifecycle;
import io.github.togetherspring.internal.connector.ClientProxy;
import io.github.togetherspring.internal.connector.ConnectorFactory;
import io.github.togetherspring.internal.connector.ConnectorSettings;
import io.github.togetherspring.internal.connector.InvalidConnectorSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * The connectors of all clients, from the {@code spring.http.clients.*} settings of the
 * application and the settings of each client, which take precedence.
 */
class ClientConnectors {

	// Netty counts milliseconds in 32 bits.
	private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofDays(24);

	private final ConnectorFactory factory;

	private final ObjectProvider<HttpClientSettings> settings;

	private final ObjectProvider<SslBundles> sslBundles;

	private final ClientLifecycle lifecycle;

	private final Map<String, ClientConnector> connectors = new ConcurrentHashMap<>();

	ClientConnectors(ConnectorFactory factory, ObjectProvider<HttpClientSettings> settings,
			ObjectProvider<SslBundles> sslBundles, ClientLifecycle lifecycle) {
		this.factory = factory;
		this.settings = settings;
		this.sslBundles = sslBundles;
		this.lifecycle = lifecycle;
	}

	/**
	 * Return the connector of a client, the same for all builders of the client.
	 * @param configuration the configuration of the client
	 * @return the connector
	 */
	ClientConnector get(ClientConfiguration configuration) {
		return this.connectors.computeIfAbsent(configuration.name(), (name) -> create(configuration));
	}

	private ClientConnector create(ClientConfiguration configuration) {
		HttpClientSettings settings = httpSettings(configuration);
		SslBundle sslBundle = configuration.connectionDetails().getSslBundle();
		String bundleName = configuration.properties().getSsl().getBundle();
		if (sslBundle != null) {
			return create(configuration, settings.withSslBundle(sslBundle));
		}
		if (StringUtils.hasText(bundleName)) {
			return create(configuration, settings, bundleName);
		}
		return create(configuration, settings);
	}

	private ClientConnector create(ClientConfiguration configuration, HttpClientSettings settings, String bundleName) {
		SslBundles sslBundles = this.sslBundles.getIfAvailable();
		if (sslBundles == null) {
			throw configuration.invalid("ssl.bundle", "There are no SSL bundles in this application");
		}
		SslBundle sslBundle;
		try {
			sslBundle = sslBundles.getBundle(bundleName);
		}
		catch (NoSuchSslBundleException ex) {
			throw configuration.invalid("ssl.bundle", "There is no SSL bundle named '" + bundleName + "'");
		}
		ClientConnector connector = create(configuration, settings.withSslBundle(sslBundle));
		sslBundles.addBundleUpdateHandler(bundleName, connector::replace);
		return connector;
	}

	private ClientConnector create(ClientConfiguration configuration, HttpClientSettings settings) {
		ClientConnector connector;
		try {
			connector = this.factory.create(settings(configuration), settings);
		}
		catch (InvalidConnectorSettingException ex) {
			throw configuration.invalid(ex.setting(), String.valueOf(ex.getMessage()));
		}
		this.lifecycle.add(connector);
		return connector;
	}

	private static ConnectorSettings settings(ClientConfiguration configuration) {
		TogetherProperties.Http http = configuration.properties().getHttp();
		String baseUrl = configuration.connectionDetails().getBaseUrl().trim().toLowerCase(Locale.ROOT);
		return new ConnectorSettings(configuration.name(), baseUrl.startsWith("https:"), http.getProtocol(),
				http.getMaxConnections(), http.getMaxIdleTime(), proxy(configuration.properties().getProxy()));
	}

	private static @Nullable ClientProxy proxy(TogetherProperties.Proxy proxy) {
		if (!StringUtils.hasText(proxy.getHost())) {
			return null;
		}
		String username = StringUtils.hasLength(proxy.getUsername()) ? proxy.getUsername() : null;
		return new ClientProxy(proxy.getHost(), proxy.getPort(), username,
				Objects.requireNonNullElse(proxy.getPassword(), ""), proxy.getNonProxyHosts());
	}

	// A redirect would send the API key elsewhere, and a read time-out for short
	// responses would cut off long ones. The client has its own time-outs.
	private HttpClientSettings httpSettings(ClientConfiguration configuration) {
		HttpClientSettings shared = this.settings.getIfAvailable(HttpClientSettings::defaults);
		return shared.withConnectTimeout(connectTimeout(configuration, shared))
			.withReadTimeout(null)
			.withRedirects(HttpRedirects.DONT_FOLLOW);
	}

	private static Duration connectTimeout(ClientConfiguration configuration, HttpClientSettings shared) {
		Duration timeout = configuration.properties().getConnectTimeout();
		if (timeout == null) {
			return Objects.requireNonNullElse(shared.connectTimeout(), TogetherProperties.DEFAULT_CONNECT_TIMEOUT);
		}
		if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(MAX_CONNECT_TIMEOUT) > 0) {
			throw configuration.invalid("connect-timeout", "It must be above zero and at most 24 days: " + timeout);
		}
		return timeout;
	}

}
