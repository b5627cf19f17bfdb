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

import java.net.http.HttpClient;
import java.util.concurrent.atomic.AtomicReference;

import io.github.togetherspring.webclient.JdkHttpConnector;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Builds the connector that the application chose. For the JDK's HTTP client that is
 * {@link JdkHttpConnector}, since Spring's own keeps connections of calls that were given
 * up.
 */
class JdkConnectorFactory {

	ClientHttpConnector create(ClientHttpConnectorBuilder<?> builder, HttpClientSettings settings) {
		if (!(builder instanceof JdkClientHttpConnectorBuilder jdk)) {
			return builder.build(settings);
		}
		// The last customizer sees the HTTP client with settings, customizers, executor
		// and proxy of the application; the connector that was to get it is not used.
		AtomicReference<HttpClient.@Nullable Builder> httpClient = new AtomicReference<>();
		ClientHttpConnector springs = jdk.withHttpClientCustomizer(httpClient::set).build(settings);
		HttpClient.Builder customized = httpClient.get();
		return (customized != null) ? new JdkHttpConnector(customized.build()) : springs;
	}

}
