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

package io.github.togetherspring.test.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.togetherspring.simulator.TogetherSimulator;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Overrides properties that would prevent clients from calling the simulator: base URLs,
 * including those of named clients, proxies, and HTTP/2, which it does not support. Jobs
 * are only paced if that is configured, because the simulator has no limit to find.
 */
final class SimulatorPropertySource {

	private static final String NAME = "together simulator";

	private static final String ALL = "together";

	private final Binder configured;

	private final Map<String, Object> overrides = new LinkedHashMap<>();

	private SimulatorPropertySource(Binder configured) {
		this.configured = configured;
	}

	static void apply(ConfigurableEnvironment environment, String baseUrl) {
		environment.getPropertySources().remove(NAME);
		SimulatorPropertySource source = new SimulatorPropertySource(Binder.get(environment));
		source.override(baseUrl);
		environment.getPropertySources().addFirst(new MapPropertySource(NAME, source.overrides));
	}

	private void override(String baseUrl) {
		this.overrides.put(ALL + ".base-url", baseUrl);
		if (!isSet(ALL + ".pacing.enabled")) {
			this.overrides.put(ALL + ".pacing.enabled", "false");
		}
		overrideConnection(ALL);
		for (String name : names()) {
			String client = ALL + ".clients." + name;
			// A named client without a base URL uses that of the default client.
			if (isSet(client + ".base-url")) {
				this.overrides.put(client + ".base-url", baseUrl);
				if (!isSet(client + ".api-key")) {
					this.overrides.put(client + ".api-key", TogetherSimulator.ANY_KEY);
				}
			}
			overrideConnection(client);
		}
	}

	private void overrideConnection(String client) {
		if (isSet(client + ".proxy.host")) {
			this.overrides.put(client + ".proxy.non-proxy-hosts", "127.0.0.1");
		}
		if (isSet(client + ".http.protocol")) {
			this.overrides.put(client + ".http.protocol", "http-1-1");
		}
	}

	private Set<String> names() {
		return this.configured.bind(ALL + ".clients", Bindable.mapOf(String.class, Object.class))
			.map(Map::keySet)
			.orElse(Set.of());
	}

	private boolean isSet(String property) {
		return !this.configured.bind(property, String.class).orElse("").isBlank();
	}

}
