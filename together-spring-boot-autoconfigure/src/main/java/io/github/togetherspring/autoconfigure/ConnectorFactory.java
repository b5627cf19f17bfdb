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

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.togetherspring.autoconfigure.ClientConnector.Connection;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
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

	static final int DEFAULT_MAX_CONNECTIONS = 5000;

	/**
	 * How many bytes the head of an answer may have. Cookies, content security policies
	 * and what gateways add exceed the 8 KiB of some HTTP clients.
	 */
	static final int MAX_RESPONSE_HEAD = 64 * 1024;

	private static final Duration MAX_IDLE_TIME = Duration.ofDays(365);

	private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final ObjectProvider<ClientHttpConnectorBuilder<?>> builders;

	private final ObjectProvider<HttpClientSettings> settings;

	private final ObjectProvider<SslBundles> sslBundles;

	private final ConfigurableListableBeanFactory beanFactory;

	private final ClientLifecycle lifecycle;

	private final Map<String, ClientConnector> connectors = new ConcurrentHashMap<>();

	ConnectorFactory(ObjectProvider<ClientHttpConnectorBuilder<?>> builders,
			ObjectProvider<HttpClientSettings> settings, ObjectProvider<SslBundles> sslBundles,
			ConfigurableListableBeanFactory beanFactory, ClientLifecycle lifecycle) {
		this.builders = builders;
		this.settings = settings;
		this.sslBundles = sslBundles;
		this.beanFactory = beanFactory;
		this.lifecycle = lifecycle;
	}

	/**
	 * Returns the connector of a client, the same for each builder of that client.
	 * @param setup the client's configuration
	 * @return the connector
	 */
	ClientHttpConnector get(ClientSetup setup) {
		return this.connectors.computeIfAbsent(setup.name(), (name) -> create(setup));
	}

	private ClientConnector create(ClientSetup setup) {
		HttpClientSettings settings = settings(setup);
		SslBundle given = setup.connectionDetails().getSslBundle();
		String bundle = setup.properties().ssl().bundle();
		if (given != null || bundle == null || bundle.isBlank()) {
			return connector(setup, settings, (given != null) ? given : settings.sslBundle());
		}
		SslBundles bundles = this.sslBundles.getIfAvailable();
		if (bundles == null) {
			throw setup.invalid("ssl.bundle", "There are no SSL bundles in this application");
		}
		ClientConnector connector = connector(setup, settings, bundle(setup, bundles, bundle));
		bundles.addBundleUpdateHandler(bundle, connector::replace);
		return connector;
	}

	private ClientConnector connector(ClientSetup setup, HttpClientSettings settings, @Nullable SslBundle bundle) {
		ClientConnector connector = new ClientConnector(bundle,
				(current) -> build(setup, settings.withSslBundle(current)));
		this.lifecycle.add(connector);
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

	private Connection build(ClientSetup setup, HttpClientSettings settings) {
		checkPool(setup);
		TogetherProperties.Http http = setup.properties().http();
		ClientHttpConnectorBuilder<?> builder = this.builders.getIfAvailable(ClientHttpConnectorBuilder::detect);
		if (builder instanceof ReactorClientHttpConnectorBuilder reactor) {
			return new ReactorNettySettings(setup, settings.sslBundle()).build(reactor, settings, isOwn());
		}
		checkUnused(setup, "http.max-idle-time", http.maxIdleTime(), "Reactor Netty");
		if (builder instanceof JdkClientHttpConnectorBuilder jdk) {
			checkUnused(setup, "http.max-connections", http.maxConnections(), "Reactor Netty and Jetty");
			return new JdkClientSettings(setup, settings.sslBundle()).build(jdk, settings);
		}
		checkUnused(setup, "http.protocol", http.protocol(), "Reactor Netty and the JDK's HTTP client");
		if (builder instanceof JettyClientHttpConnectorBuilder jetty) {
			return new JettyClientSettings(setup).build(jetty, settings);
		}
		checkUnused(setup, "proxy.host", setup.properties().proxy().host(),
				"Reactor Netty, Jetty and the JDK's HTTP client");
		checkUnused(setup, "http.max-connections", http.maxConnections(), "Reactor Netty and Jetty");
		return new Connection(builder.build(settings), Connection::keep);
	}

	// Whether the application has set up its HTTP client in code, its pool perhaps too.
	private boolean isOwn() {
		boolean customized = this.beanFactory
			.getBeanNamesForType(ClientHttpConnectorBuilderCustomizer.class).length > 0;
		for (String name : this.beanFactory.getBeanNamesForType(ClientHttpConnectorBuilder.class)) {
			Method method = (this.beanFactory.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition)
					? definition.getResolvedFactoryMethod() : null;
			customized |= method == null || method.getDeclaringClass() != ReactiveHttpClientAutoConfiguration.class;
		}
		return customized;
	}

	private static void checkPool(ClientSetup setup) {
		Integer maxConnections = setup.properties().http().maxConnections();
		if (maxConnections != null && (maxConnections < 1 || maxConnections > Integer.MAX_VALUE / 2)) {
			throw setup.invalid("http.max-connections", "It must be at least 1: " + maxConnections);
		}
		Duration maxIdleTime = setup.properties().http().maxIdleTime();
		if (maxIdleTime != null && (maxIdleTime.isZero() || maxIdleTime.isNegative())) {
			throw setup.invalid("http.max-idle-time", "It must be above zero: " + maxIdleTime);
		}
		if (maxIdleTime != null && maxIdleTime.compareTo(MAX_IDLE_TIME) > 0) {
			throw setup.invalid("http.max-idle-time", "It must be 365 days at most: " + maxIdleTime);
		}
	}

	private static void checkUnused(ClientSetup setup, String property, @Nullable Object value, String clients) {
		if (value != null) {
			throw setup.invalid(property, "It works with " + clients + " only; set up another HTTP client by a "
					+ "ClientHttpConnectorBuilderCustomizer");
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
