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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.togetherspring.completions.CompletionsClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;

/**
 * Finds what is configured for each client. A named client inherits what is set for all,
 * and what is set for it wins. Where it has a base URL of its own, it inherits neither
 * the API key nor the default headers: secrets go only to the server they were given for.
 */
class ClientSetups {

	private static final ConfigurationPropertyName ALL = ConfigurationPropertyName.of("together");

	private static final ConfigurationPropertyName CLIENTS = ALL.append("clients");

	private static final ConfigurationPropertyName API_KEY = ALL.append("api-key");

	private static final ConfigurationPropertyName BASE_URL = ALL.append("base-url");

	private static final ConfigurationPropertyName DEFAULT_HEADERS = ALL.append("default-headers");

	private final Environment environment;

	private final TogetherProperties properties;

	private final TogetherConnectionDetails connectionDetails;

	ClientSetups(Environment environment, TogetherProperties properties, TogetherConnectionDetails connectionDetails) {
		this.environment = environment;
		this.properties = properties;
		this.connectionDetails = connectionDetails;
	}

	/**
	 * Returns the names of the clients beside the default one.
	 * @param environment where the configuration is
	 * @return the names
	 */
	static Set<String> names(Environment environment) {
		return Binder.get(environment)
			.bind(CLIENTS, Bindable.mapOf(String.class, Object.class))
			.map(Map::keySet)
			.orElse(Set.of());
	}

	Map<String, String> baseUrls() {
		Map<String, String> baseUrls = new LinkedHashMap<>();
		baseUrls.put(CompletionsClient.DEFAULT_NAME, this.connectionDetails.getBaseUrl());
		names(this.environment).forEach((name) -> baseUrls.put(name, get(name).connectionDetails().getBaseUrl()));
		return baseUrls;
	}

	ClientSetup get(String name) {
		if (CompletionsClient.DEFAULT_NAME.equals(name)) {
			return new ClientSetup(name, this.properties, this.connectionDetails, (property) -> ALL + "." + property);
		}
		List<ConfigurationPropertySource> own = new ArrayList<>();
		List<ConfigurationPropertySource> layered = new ArrayList<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			own.add(ClientPropertySource.of(source, ALL, CLIENTS.append(name)));
		}
		boolean otherServer = text(own, BASE_URL) != null;
		layered.addAll(own);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			layered.add(otherServer ? source.filter(ClientSetups::isNoSecret) : source);
		}
		TogetherProperties properties = binder(layered).bindOrCreate(ALL.toString(), TogetherProperties.class);
		TogetherConnectionDetails details = (otherServer) ? new PropertiesTogetherConnectionDetails(properties)
				: details(text(own, API_KEY));
		return new ClientSetup(name, properties, details, (property) -> propertyName(name, own, property));
	}

	private TogetherConnectionDetails details(@Nullable String apiKey) {
		return (apiKey != null) ? new OwnKeyConnectionDetails(this.connectionDetails, apiKey) : this.connectionDetails;
	}

	private @Nullable String text(List<ConfigurationPropertySource> sources, ConfigurationPropertyName property) {
		String text = binder(sources).bind(property, Bindable.of(String.class)).orElse("");
		return !text.isBlank() ? text : null;
	}

	private Binder binder(List<ConfigurationPropertySource> sources) {
		return new Binder(sources, new PropertySourcesPlaceholdersResolver(this.environment));
	}

	private static boolean isNoSecret(ConfigurationPropertyName name) {
		return !API_KEY.equals(name) && !DEFAULT_HEADERS.isAncestorOf(name);
	}

	private static String propertyName(String client, List<ConfigurationPropertySource> own, String property) {
		ConfigurationPropertyName name = ALL.append(property);
		boolean isOwn = own.stream().anyMatch((source) -> source.getConfigurationProperty(name) != null);
		return (isOwn ? CLIENTS.append(client) : ALL) + "." + property;
	}

	/**
	 * The default client's server with a key of its own.
	 */
	private record OwnKeyConnectionDetails(TogetherConnectionDetails server,
			String apiKey) implements TogetherConnectionDetails {

		@Override
		public String getBaseUrl() {
			return this.server.getBaseUrl();
		}

		@Override
		public String getApiKey() {
			return this.apiKey;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.server.getSslBundle();
		}

		@Override
		public String toString() {
			return "own key for " + this.server.getBaseUrl();
		}

	}

}
