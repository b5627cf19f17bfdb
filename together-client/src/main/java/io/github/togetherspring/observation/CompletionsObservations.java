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

package io.github.togetherspring.observation;

import java.net.URI;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Configures how a client's calls are observed. Immutable.
 */
public final class CompletionsObservations {

	/**
	 * The default name of the provider.
	 */
	public static final String DEFAULT_PROVIDER_NAME = "together_ai";

	private final ObservationRegistry registry;

	private final @Nullable CompletionsObservationConvention convention;

	private final SemanticConventions conventions;

	private final String providerName;

	private final boolean includeContent;

	private CompletionsObservations(ObservationRegistry registry, @Nullable CompletionsObservationConvention convention,
			SemanticConventions conventions, String providerName, boolean includeContent) {
		this.registry = registry;
		this.convention = convention;
		this.conventions = conventions;
		this.providerName = providerName;
		this.includeContent = includeContent;
	}

	/**
	 * Return a no-op configuration.
	 * @return no observations
	 */
	public static CompletionsObservations none() {
		return of(ObservationRegistry.NOOP);
	}

	/**
	 * Return observations for a registry.
	 * @param registry the registry
	 * @return the observations
	 */
	public static CompletionsObservations of(ObservationRegistry registry) {
		return new CompletionsObservations(registry, null, SemanticConventions.V1_41, DEFAULT_PROVIDER_NAME, false);
	}

	/**
	 * Return a copy with another convention for names, tags and attributes.
	 * @param convention the convention, or {@code null} for
	 * {@link DefaultCompletionsObservationConvention}
	 * @return the changed copy
	 */
	public CompletionsObservations withConvention(@Nullable CompletionsObservationConvention convention) {
		return new CompletionsObservations(this.registry, convention, this.conventions, this.providerName,
				this.includeContent);
	}

	/**
	 * Return a copy with the names of another version of the semantic conventions.
	 * @param conventions the version
	 * @return the changed copy
	 */
	public CompletionsObservations withSemanticConventions(SemanticConventions conventions) {
		return new CompletionsObservations(this.registry, this.convention, conventions, this.providerName,
				this.includeContent);
	}

	/**
	 * Return a copy with another provider, such as that of a compatible server.
	 * @param providerName the provider's name
	 * @return the changed copy
	 * @throws IllegalArgumentException if the name is blank
	 */
	public CompletionsObservations withProviderName(String providerName) {
		if (providerName.isBlank()) {
			throw new IllegalArgumentException("The provider's name must not be blank");
		}
		return new CompletionsObservations(this.registry, this.convention, this.conventions, providerName,
				this.includeContent);
	}

	/**
	 * Return a copy with or without prompts, generated texts and the messages of errors.
	 * @param includeContent whether to show them in traces
	 * @return the changed copy
	 */
	public CompletionsObservations withContent(boolean includeContent) {
		return new CompletionsObservations(this.registry, this.convention, this.conventions, this.providerName,
				includeContent);
	}

	/**
	 * Return the observations of one client.
	 * @param name the client's name
	 * @param baseUrl where its API is
	 * @return the observations
	 */
	public ClientObservations forClient(String name, URI baseUrl) {
		return new ClientObservations(this, name, baseUrl);
	}

	ObservationRegistry registry() {
		return this.registry;
	}

	@Nullable CompletionsObservationConvention convention() {
		return this.convention;
	}

	SemanticConventions conventions() {
		return this.conventions;
	}

	String providerName() {
		return this.providerName;
	}

	boolean includeContent() {
		return this.includeContent;
	}

}
