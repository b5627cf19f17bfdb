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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.togetherspring.completions.CompletionsClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
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

	private static final ConfigurationPropertyName DEFAULT_HEADERS = ALL.append("default-headers");

	private final Environment environment;

	private final TogetherConnectionDetails connectionDetails;

	ClientSetups(Environment environment, TogetherConnectionDetails connectionDetails) {
		this.environment = environment;
		this.connectionDetails = connectionDetails;
	}

	/**
	 * Returns the names of the clients beside the default one.
	 * @param environment where the configuration is
	 * @return the names
	 */
	static Collection<String> names(Environment environment) {
		Map<String, String> names = new LinkedHashMap<>();
		Binder.get(environment)
			.bind(CLIENTS, Bindable.mapOf(String.class, Object.class))
			.ifBound((clients) -> clients.keySet()
				.forEach((name) -> names.merge(uniform(name), name, ClientSetups::spelledOut)));
		return names.values();
	}

	private static String spelledOut(String name, String other) {
		return name.equals(uniform(name)) ? other : name;
	}

	Map<String, String> baseUrls() {
		Map<String, String> baseUrls = new LinkedHashMap<>();
		baseUrls.put(CompletionsClient.DEFAULT_NAME, this.connectionDetails.getBaseUrl());
		names(this.environment).forEach((name) -> baseUrls.put(name, get(name).connectionDetails().getBaseUrl()));
		return baseUrls;
	}

	/**
	 * Returns what is configured for a client at this moment.
	 * @param name the client's name
	 * @return its configuration
	 */
	ClientSetup get(String name) {
		if (CompletionsClient.DEFAULT_NAME.equals(name)) {
			return new ClientSetup(name, properties(all()), this.connectionDetails, (property) -> ALL + "." + property);
		}
		PropertiesTogetherConnectionDetails own = new PropertiesTogetherConnectionDetails(this.environment,
				prefix(name).toString());
		List<ConfigurationPropertySource> layered = new ArrayList<>(own(name));
		all().forEach((source) -> layered.add(own.hasBaseUrl() ? source.filter(ClientSetups::isNoSecret) : source));
		return new ClientSetup(name, properties(layered), details(own), (property) -> propertyName(name, property));
	}

	private TogetherConnectionDetails details(PropertiesTogetherConnectionDetails own) {
		if (own.hasBaseUrl()) {
			return own;
		}
		return own.hasApiKey() ? new OwnKeyConnectionDetails(this.connectionDetails, own) : this.connectionDetails;
	}

	private Iterable<ConfigurationPropertySource> all() {
		return ConfigurationPropertySources.get(this.environment);
	}

	private List<ConfigurationPropertySource> own(String client) {
		List<ConfigurationPropertySource> own = new ArrayList<>();
		all().forEach((source) -> own.add(ClientPropertySource.of(source, ALL, prefix(client))));
		return own;
	}

	private static ConfigurationPropertyName prefix(String client) {
		return CLIENTS.append(uniform(client));
	}

	// The spelling that all spellings of a name have in common: 'myModel', 'my-model' and
	// that of an environment variable.
	private static String uniform(String client) {
		return client.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

	private TogetherProperties properties(Iterable<ConfigurationPropertySource> sources) {
		Binder binder = new Binder(sources, new PropertySourcesPlaceholdersResolver(this.environment));
		return binder.bindOrCreate(ALL.toString(), Bindable.of(TogetherProperties.class),
				new StopTextsBindHandler(BindHandler.DEFAULT));
	}

	private static boolean isNoSecret(ConfigurationPropertyName name) {
		return !API_KEY.equals(name) && !DEFAULT_HEADERS.isAncestorOf(name);
	}

	private String propertyName(String client, String property) {
		ConfigurationPropertyName name = ALL.append(property);
		boolean isOwn = own(client).stream()
			.anyMatch((source) -> source.getConfigurationProperty(name) != null
					|| source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT);
		return isOwn ? CLIENTS + "." + client + "." + property : ALL + "." + property;
	}

	/**
	 * The default client's server with a key of its own.
	 */
	private record OwnKeyConnectionDetails(TogetherConnectionDetails server,
			TogetherConnectionDetails key) implements TogetherConnectionDetails {

		@Override
		public String getBaseUrl() {
			return this.server.getBaseUrl();
		}

		@Override
		public @Nullable String getApiKey() {
			return this.key.getApiKey();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.server.getSslBundle();
		}

	}

}
