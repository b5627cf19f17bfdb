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

package io.github.togetherspring.autoconfigure.observation;

import io.github.togetherspring.autoconfigure.CompletionsClientBuilderCustomizer;
import io.github.togetherspring.autoconfigure.TogetherProperties;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.observation.CompletionsObservationConvention;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.webclient.WebClientCompletionsClientBuilder;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Has the calls of each client observed by the application's registry, if it has one.
 */
class ObservationCustomizer implements CompletionsClientBuilderCustomizer {

	private final TogetherProperties.Observations properties;

	private final ObjectProvider<ObservationRegistry> registry;

	private final ObjectProvider<CompletionsObservationConvention> convention;

	ObservationCustomizer(TogetherProperties.Observations properties, ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<CompletionsObservationConvention> convention) {
		this.properties = properties;
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public void customize(String client, CompletionsClient.Builder builder) {
		ObservationRegistry registry = this.registry.getIfUnique();
		if (registry != null && builder instanceof WebClientCompletionsClientBuilder observable) {
			observable.observations(CompletionsObservations.of(registry)
				.withConvention(this.convention.getIfUnique())
				.withSemanticConventions(this.properties.conventions())
				.withProviderName(this.properties.providerName())
				.withContent(this.properties.includeContent()));
		}
	}

}
