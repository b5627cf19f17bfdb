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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes the {@code WebClient} of the completions client: the application's own builder
 * with a connector of its own.
 */
class TogetherWebClientFactory {

	private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final TogetherProperties properties;

	private final ObjectProvider<WebClient.Builder> builders;

	private final ObjectProvider<ClientHttpConnectorBuilder<?>> connectors;

	private final ObjectProvider<HttpClientSettings> settings;

	private final ObjectProvider<TogetherWebClientCustomizer> customizers;

	TogetherWebClientFactory(TogetherProperties properties, ObjectProvider<WebClient.Builder> builders,
			ObjectProvider<ClientHttpConnectorBuilder<?>> connectors, ObjectProvider<HttpClientSettings> settings,
			ObjectProvider<TogetherWebClientCustomizer> customizers) {
		this.properties = properties;
		this.builders = builders;
		this.connectors = connectors;
		this.settings = settings;
		this.customizers = customizers;
	}

	WebClient.Builder create(String client) {
		WebClient.Builder builder = this.builders.getIfAvailable(WebClient::builder).clone();
		ClientHttpConnectorBuilder<?> connector = this.connectors.getIfAvailable(ClientHttpConnectorBuilder::detect);
		builder.clientConnector(new JdkConnectorFactory().create(connector, httpClientSettings()));
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(client, builder));
		return builder;
	}

	private HttpClientSettings httpClientSettings() {
		HttpClientSettings shared = this.settings.getIfAvailable(HttpClientSettings::defaults);
		// The key must not follow a redirect, and a read time-out made for short answers
		// must not cut a long one: the client has time-outs of its own.
		return shared.withConnectTimeout(connectTimeout(shared))
			.withReadTimeout(null)
			.withRedirects(HttpRedirects.DONT_FOLLOW);
	}

	private Duration connectTimeout(HttpClientSettings shared) {
		Duration timeout = this.properties.connectTimeout();
		if (timeout == null) {
			return (shared.connectTimeout() != null) ? shared.connectTimeout() : DEFAULT_CONNECT_TIMEOUT;
		}
		if (timeout.isZero() || timeout.isNegative()) {
			throw new InvalidTogetherPropertyException("together.connect-timeout", "It must be above zero: " + timeout);
		}
		return timeout;
	}

}
