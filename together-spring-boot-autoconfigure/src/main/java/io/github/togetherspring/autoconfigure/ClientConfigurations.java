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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.internal.diagnostics.InvalidTogetherPropertyException;
import io.github.togetherspring.internal.health.HealthTimes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/**
 * The configurations of all clients. A named client inherits the properties of
 * {@code together.*}, and its own take precedence. With a base URL of its own it inherits
 * neither the API key nor the default headers: secrets are only sent to the server they
 * were configured for. For the auto-configuration itself.
 */
public final class ClientConfigurations {

	private static final ConfigurationPropertyName ALL = ConfigurationPropertyName.of("together");

	private static final ConfigurationPropertyName CLIENTS = ALL.append("clients");

	private static final Duration MAX_HEALTH_TIME = Duration.ofDays(366);

	private final Environment environment;

	private final TogetherProperties properties;

	private final TogetherConnectionDetails connectionDetails;

	ClientConfigurations(Environment environment, TogetherProperties properties,
			TogetherConnectionDetails connectionDetails) {
		this.environment = environment;
		this.properties = properties;
		this.connectionDetails = connectionDetails;
	}

	/**
	 * Return the names of the clients in addition to the default one.
	 * @param environment the environment with the configuration
	 * @return the names
	 */
	static Collection<String> names(Environment environment) {
		if (isAbsent(environment, CLIENTS)) {
			return List.of();
		}
		Map<String, String> names = new LinkedHashMap<>();
		Binder.get(environment)
			.bind(CLIENTS, Bindable.mapOf(String.class, Object.class))
			.ifBound((clients) -> clients.keySet()
				.forEach((name) -> names.merge(uniform(name), name, ClientConfigurations::spelledOut)));
		return names.values();
	}

	private static String spelledOut(String name, String other) {
		return name.equals(uniform(name)) ? other : name;
	}

	/**
	 * Return the base URLs of all clients.
	 * @return the base URLs by name of the client, the default one first
	 */
	public Map<String, String> baseUrls() {
		Map<String, String> baseUrls = new LinkedHashMap<>();
		baseUrls.put(CompletionsClient.DEFAULT_NAME, this.connectionDetails.getBaseUrl());
		names(this.environment).forEach((name) -> baseUrls.put(name, get(name).connectionDetails().getBaseUrl()));
		return baseUrls;
	}

	/**
	 * Return the times that determine the health of a client.
	 * @param name the name of the client, or of any other bean, which has those of the
	 * default client
	 * @return the times
	 * @throws InvalidTogetherPropertyException if one is out of range
	 */
	public HealthTimes healthTimes(String name) {
		ClientConfiguration configuration = get(name);
		TogetherProperties.Health health = configuration.properties().getHealth();
		checkHealthTime(configuration, "traffic-window", health.getTrafficWindow(), Duration.ZERO);
		checkHealthTime(configuration, "timeout", health.getTimeout(), Duration.ofMillis(1));
		checkHealthTime(configuration, "cache-ttl", health.getCacheTtl(), Duration.ZERO);
		return new HealthTimes(health.getTrafficWindow(), health.getTimeout(), health.getCacheTtl());
	}

	private static void checkHealthTime(ClientConfiguration configuration, String property, Duration time,
			Duration least) {
		if (time.compareTo(least) < 0 || time.compareTo(MAX_HEALTH_TIME) > 0) {
			throw configuration.invalid("health." + property, "It must be from " + least + " to 366 days: " + time);
		}
	}

	/**
	 * Return the current configuration of a client.
	 * @param name the name of the client
	 * @return its configuration
	 */
	ClientConfiguration get(String name) {
		if (CompletionsClient.DEFAULT_NAME.equals(name)) {
			return new ClientConfiguration(name, this.properties, this.connectionDetails,
					(property) -> ALL + "." + property);
		}
		ConfigurationPropertyName prefix = prefix(name);
		String baseUrl = baseUrl(name);
		TogetherProperties properties = new TogetherProperties();
		bind(ALL, properties);
		if (baseUrl != null) {
			properties.setApiKey(null);
			properties.setDefaultHeaders(new LinkedHashMap<>());
		}
		bind(prefix, properties);
		NamedConnectionDetails details = new NamedConnectionDetails(this.connectionDetails, baseUrl,
				() -> apiKey(name));
		return new ClientConfiguration(name, properties, details, (property) -> propertyName(name, property));
	}

	private void bind(ConfigurationPropertyName prefix, TogetherProperties properties) {
		Binder.get(this.environment)
			.bind(prefix, Bindable.ofInstance(properties), new StopTextsBindHandler(BindHandler.DEFAULT, prefix));
	}

	private @Nullable String baseUrl(String client) {
		String baseUrl = Binder.get(this.environment)
			.bind(prefix(client).append("base-url"), Bindable.of(String.class))
			.orElse(null);
		return PropertiesTogetherConnectionDetails.value("together.clients." + client + ".base-url", baseUrl);
	}

	// From the bean, whose properties are bound again when the environment is refreshed.
	private @Nullable String apiKey(String client) {
		for (Map.Entry<String, TogetherProperties> entry : this.properties.getClients().entrySet()) {
			if (uniform(entry.getKey()).equals(uniform(client))) {
				return PropertiesTogetherConnectionDetails.value("together.clients." + client + ".api-key",
						entry.getValue().getApiKey());
			}
		}
		return null;
	}

	private static ConfigurationPropertyName prefix(String client) {
		return CLIENTS.append(uniform(client));
	}

	// What all spellings of a name have in common: 'myModel', 'my-model' and that of an
	// environment variable.
	private static String uniform(String client) {
		return client.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

	private String propertyName(String client, String property) {
		ConfigurationPropertyName name = prefix(client).append(property);
		boolean isInherited = isAbsent(this.environment, name);
		return isInherited ? ALL + "." + property : CLIENTS + "." + client + "." + property;
	}

	private static boolean isAbsent(Environment environment, ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.getConfigurationProperty(name) != null
					|| source.containsDescendantOf(name) != ConfigurationPropertyState.ABSENT) {
				return false;
			}
		}
		return true;
	}

}
