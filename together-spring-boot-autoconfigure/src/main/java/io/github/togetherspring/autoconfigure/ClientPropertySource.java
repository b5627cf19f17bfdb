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

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * Shows what is set for one named client as if it were set for all.
 */
class ClientPropertySource implements ConfigurationPropertySource {

	private final ConfigurationPropertySource source;

	private final ConfigurationPropertyName all;

	private final ConfigurationPropertyName client;

	ClientPropertySource(ConfigurationPropertySource source, ConfigurationPropertyName all,
			ConfigurationPropertyName client) {
		this.source = source;
		this.all = all;
		this.client = client;
	}

	/**
	 * Returns such a source.
	 * @param source where the client's properties are
	 * @param all the prefix under which to show them
	 * @param client the prefix that they have
	 * @return the source, which can tell its names if the other can
	 */
	static ConfigurationPropertySource of(ConfigurationPropertySource source, ConfigurationPropertyName all,
			ConfigurationPropertyName client) {
		return (source instanceof IterableConfigurationPropertySource iterable) ? new Iterable(iterable, all, client)
				: new ClientPropertySource(source, all, client);
	}

	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
		return covers(name) ? this.source.getConfigurationProperty(inClient(name)) : null;
	}

	@Override
	public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
		return covers(name) ? this.source.containsDescendantOf(inClient(name)) : ConfigurationPropertyState.ABSENT;
	}

	private boolean covers(ConfigurationPropertyName name) {
		return this.all.equals(name) || this.all.isAncestorOf(name);
	}

	private ConfigurationPropertyName inClient(ConfigurationPropertyName name) {
		return this.client.append(name.subName(this.all.getNumberOfElements()));
	}

	/**
	 * One that can tell which names it has, as is needed for maps.
	 */
	private static final class Iterable extends ClientPropertySource implements IterableConfigurationPropertySource {

		private final IterableConfigurationPropertySource source;

		private final ConfigurationPropertyName all;

		private final ConfigurationPropertyName client;

		Iterable(IterableConfigurationPropertySource source, ConfigurationPropertyName all,
				ConfigurationPropertyName client) {
			super(source, all, client);
			this.source = source;
			this.all = all;
			this.client = client;
		}

		@Override
		public Stream<ConfigurationPropertyName> stream() {
			return this.source.stream()
				.filter(this.client::isAncestorOf)
				.map((name) -> this.all.append(name.subName(this.client.getNumberOfElements())));
		}

		@Override
		public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
			return super.containsDescendantOf(name);
		}

	}

}
