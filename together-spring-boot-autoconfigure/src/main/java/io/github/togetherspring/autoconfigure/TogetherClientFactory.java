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

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.client.DefaultCompletionsClientBuilder;
import io.github.togetherspring.internal.connector.ClientLifecycle;
import io.github.togetherspring.observation.CompletionsObservations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Creates the clients of an application, each from its configuration.
 */
class TogetherClientFactory {

	private static final Log logger = LogFactory.getLog(TogetherClientFactory.class);

	private final ClientConfigurations configurations;

	private final TogetherWebClientFactory webClients;

	private final ClientLifecycle lifecycle;

	private final ObjectProvider<CompletionsObservations> observations;

	private final ObjectProvider<TokenPrices> prices;

	private final ObjectProvider<CompletionsClientBuilderCustomizer> customizers;

	private final QuotaStores quotaStores;

	TogetherClientFactory(ClientConfigurations configurations, TogetherWebClientFactory webClients,
			ClientLifecycle lifecycle, ObjectProvider<CompletionsObservations> observations,
			ObjectProvider<TokenPrices> prices, ObjectProvider<CompletionsClientBuilderCustomizer> customizers,
			QuotaStores quotaStores) {
		this.configurations = configurations;
		this.webClients = webClients;
		this.lifecycle = lifecycle;
		this.observations = observations;
		this.prices = prices;
		this.customizers = customizers;
		this.quotaStores = quotaStores;
	}

	CompletionsClient.Builder builder() {
		return builder(this.configurations.get(CompletionsClient.DEFAULT_NAME));
	}

	CompletionsClient client(String name) {
		ClientConfiguration configuration = this.configurations.get(name);
		warnIfKeyIsMissing(configuration);
		return builder(configuration).build();
	}

	/**
	 * Log that the default client has no API key, unless a customizer may set one.
	 */
	void warnIfKeyIsMissing() {
		warnIfKeyIsMissing(this.configurations.get(CompletionsClient.DEFAULT_NAME));
	}

	private CompletionsClient.Builder builder(ClientConfiguration configuration) {
		DefaultCompletionsClientBuilder builder = new DefaultCompletionsClientBuilder(
				this.webClients.create(configuration))
			.shutdownGate(this.lifecycle.gate())
			.name(configuration.name())
			.advice(configuration.apiKeyAdvice(), configuration.modelAdvice())
			.observations(observations(configuration));
		new ClientBuilderConfigurer(configuration, builder, this.quotaStores).configure();
		this.prices.ifUnique(builder::prices);
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(configuration.name(), builder));
		return builder;
	}

	private void warnIfKeyIsMissing(ClientConfiguration configuration) {
		if (configuration.lacksApiKey() && this.customizers.stream().findAny().isEmpty()) {
			logger.warn("No API key is configured for the completions client '" + configuration.name()
					+ "': its calls will fail. " + configuration.apiKeyAdvice()
					+ "; for a server that needs no key, set it to 'none'.");
		}
	}

	private CompletionsObservations observations(ClientConfiguration configuration) {
		TogetherProperties.Observations properties = configuration.properties().getObservations();
		CompletionsObservations observations = properties.isEnabled() ? this.observations.getIfUnique() : null;
		try {
			return ((observations != null) ? observations : CompletionsObservations.none())
				.withProviderName(properties.getProviderName())
				.withSemanticConventions(properties.getConventions())
				.withContent(properties.isIncludeContent());
		}
		catch (IllegalArgumentException ex) {
			throw configuration.invalid("observations.provider-name", String.valueOf(ex.getMessage()));
		}
	}

}
