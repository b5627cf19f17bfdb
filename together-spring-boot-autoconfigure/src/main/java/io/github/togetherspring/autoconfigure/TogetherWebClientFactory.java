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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.togetherspring.internal.connector.CallLogFilter;
import io.github.togetherspring.internal.connector.ClientConnector;
import io.github.togetherspring.internal.connector.SharedFilter;
import io.github.togetherspring.internal.diagnostics.InvalidTogetherPropertyException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Creates the {@link WebClient} of each client from the application's builder, with a
 * connector of its own. What the application configures for all of its HTTP calls can
 * neither send a request to another server nor replace its credentials; a
 * {@link TogetherWebClientCustomizer} can.
 */
class TogetherWebClientFactory {

	private final WebClientBuilders builders;

	private final ClientConnectors connectors;

	private final ObjectProvider<TogetherWebClientCustomizer> customizers;

	TogetherWebClientFactory(WebClientBuilders builders, ClientConnectors connectors,
			ObjectProvider<TogetherWebClientCustomizer> customizers) {
		this.builders = builders;
		this.connectors = connectors;
		this.customizers = customizers;
	}

	/**
	 * Return the builder of the {@code WebClient} of a client. It is created when it is
	 * needed, unless there are customizers, whose failures belong to the start of the
	 * application.
	 * @param configuration the configuration of the client
	 * @return provides the builder, always the same
	 * @throws InvalidTogetherPropertyException if a property of the connection is invalid
	 */
	Supplier<WebClient.Builder> create(ClientConfiguration configuration) {
		ClientConnector connector = this.connectors.get(configuration);
		SingletonSupplier<WebClient.Builder> builder = SingletonSupplier.of(() -> create(configuration, connector));
		if (this.customizers.stream().findAny().isPresent()) {
			builder.obtain();
		}
		return builder::obtain;
	}

	private WebClient.Builder create(ClientConfiguration configuration, ClientConnector connector) {
		WebClient.Builder builder = this.builders.get();
		builder.clientConnector(connector);
		builder.defaultHeaders(TogetherWebClientFactory::removeAuthorization)
			.defaultRequest((request) -> request.headers(TogetherWebClientFactory::removeAuthorization));
		List<ExchangeFilterFunction> shared = new ArrayList<>();
		builder.filters(shared::addAll);
		builder
			.filter(new CallLogFilter(configuration.name(), configuration.properties().getLogging().isIncludeBodies()));
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(configuration.name(), builder));
		// Last, so that customizers see the filters of the application as they are.
		builder.filters((filters) -> filters
			.replaceAll((filter) -> shared.contains(filter) ? new SharedFilter(filter) : filter));
		return builder;
	}

	private static void removeAuthorization(HttpHeaders headers) {
		headers.remove(HttpHeaders.AUTHORIZATION);
	}

}
