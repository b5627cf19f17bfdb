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

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Makes the connection of a client to the network: the application's HTTP client and its
 * {@code spring.http.clients.*} settings, with the client's own over them.
 */
class ConnectorFactory {

	private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final ObjectProvider<ClientHttpConnectorBuilder<?>> builders;

	private final ObjectProvider<HttpClientSettings> settings;

	private final ObjectProvider<SslBundles> sslBundles;

	ConnectorFactory(ObjectProvider<ClientHttpConnectorBuilder<?>> builders,
			ObjectProvider<HttpClientSettings> settings, ObjectProvider<SslBundles> sslBundles) {
		this.builders = builders;
		this.settings = settings;
		this.sslBundles = sslBundles;
	}

	ClientHttpConnector create(ClientSetup setup) {
		HttpClientSettings settings = settings(setup);
		SslBundle given = setup.connectionDetails().getSslBundle();
		if (given != null) {
			return build(setup, settings.withSslBundle(given));
		}
		String bundle = setup.properties().ssl().bundle();
		if (bundle == null || bundle.isBlank()) {
			return build(setup, settings);
		}
		SslBundles bundles = this.sslBundles.getIfAvailable();
		if (bundles == null) {
			throw setup.invalid("ssl.bundle", "There are no SSL bundles in this application");
		}
		ReplaceableConnector connector = new ReplaceableConnector(
				build(setup, settings.withSslBundle(bundle(setup, bundles, bundle))));
		bundles.addBundleUpdateHandler(bundle,
				(changed) -> connector.replace(build(setup, settings.withSslBundle(changed))));
		return connector;
	}

	private static SslBundle bundle(ClientSetup setup, SslBundles bundles, String name) {
		try {
			return bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw setup.invalid("ssl.bundle", "There is no SSL bundle named '" + name + "'");
		}
	}

	private ClientHttpConnector build(ClientSetup setup, HttpClientSettings settings) {
		ClientHttpConnectorBuilder<?> builder = this.builders.getIfAvailable(ClientHttpConnectorBuilder::detect);
		if (builder instanceof ReactorClientHttpConnectorBuilder reactor) {
			return new ReactorNettySettings(setup, settings.sslBundle()).apply(reactor).build(settings);
		}
		if (builder instanceof JdkClientHttpConnectorBuilder jdk) {
			return new JdkClientSettings(setup, settings.sslBundle()).apply(jdk).build(settings);
		}
		checkUnused(setup, "proxy.host", setup.properties().proxy().host());
		checkUnused(setup, "http.protocol", setup.properties().http().protocol());
		return builder.build(settings);
	}

	private static void checkUnused(ClientSetup setup, String property, @Nullable Object value) {
		if (value != null) {
			throw setup.invalid(property, "It works with Reactor Netty and the JDK's HTTP client only; set up another "
					+ "one by a ClientHttpConnectorBuilderCustomizer");
		}
	}

	// The key must not follow a redirect, and a read time-out made for short answers must
	// not cut a long one: the client has time-outs of its own.
	private HttpClientSettings settings(ClientSetup setup) {
		HttpClientSettings shared = this.settings.getIfAvailable(HttpClientSettings::defaults);
		return shared.withConnectTimeout(connectTimeout(setup, shared))
			.withReadTimeout(null)
			.withRedirects(HttpRedirects.DONT_FOLLOW);
	}

	private static Duration connectTimeout(ClientSetup setup, HttpClientSettings shared) {
		Duration timeout = setup.properties().connectTimeout();
		if (timeout == null) {
			return (shared.connectTimeout() != null) ? shared.connectTimeout() : DEFAULT_CONNECT_TIMEOUT;
		}
		if (timeout.isZero() || timeout.isNegative()) {
			throw setup.invalid("connect-timeout", "It must be above zero: " + timeout);
		}
		return timeout;
	}

}
