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

import java.util.Map;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.webclient.WebClientCompletionsClientBuilder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes the clients of an application, each from its own configuration.
 */
class TogetherClientFactory {

	private static final Log logger = LogFactory.getLog(TogetherClientFactory.class);

	private final ClientSetups setups;

	private final TogetherWebClientFactory webClients;

	private final ClientLifecycle lifecycle;

	private final ObjectProvider<CompletionsObservations> observations;

	private final ObjectProvider<CompletionsClientBuilderCustomizer> customizers;

	TogetherClientFactory(ClientSetups setups, TogetherWebClientFactory webClients, ClientLifecycle lifecycle,
			ObjectProvider<CompletionsObservations> observations,
			ObjectProvider<CompletionsClientBuilderCustomizer> customizers) {
		this.setups = setups;
		this.webClients = webClients;
		this.lifecycle = lifecycle;
		this.observations = observations;
		this.customizers = customizers;
	}

	CompletionsClient.Builder builder(String name) {
		ClientSetup setup = this.setups.get(name);
		WebClientCompletionsClientBuilder builder = new WebClientCompletionsClientBuilder(this.webClients.create(setup))
			.callGate(this.lifecycle.gate());
		new ClientPropertiesConfigurer(setup)
			.configure(builder.name(name).advice(setup.apiKeyAdvice(), setup.modelAdvice()));
		setup.apply("observations.provider-name", () -> builder.observations(observations(setup)));
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(name, builder));
		return builder;
	}

	Map<String, String> baseUrls() {
		return this.setups.baseUrls();
	}

	CompletionsClient client(String name) {
		warnIfKeyIsMissing(name);
		return builder(name).build();
	}

	/**
	 * Log that a client has no API key, unless a customizer may set one.
	 * @param name the client's name
	 */
	void warnIfKeyIsMissing(String name) {
		ClientSetup setup = this.setups.get(name);
		if (setup.lacksApiKey() && this.customizers.stream().findAny().isEmpty()) {
			logger.warn("No API key is configured for the completions client '" + name + "': its calls will fail. "
					+ setup.apiKeyAdvice() + "; for a server that wants no key, set it to any text.");
		}
	}

	private CompletionsObservations observations(ClientSetup setup) {
		TogetherProperties.Observations properties = setup.properties().observations();
		CompletionsObservations observations = properties.enabled() ? this.observations.getIfUnique() : null;
		return ((observations != null) ? observations : CompletionsObservations.none())
			.withProviderName(properties.providerName())
			.withSemanticConventions(properties.conventions())
			.withContent(properties.includeContent());
	}

}
