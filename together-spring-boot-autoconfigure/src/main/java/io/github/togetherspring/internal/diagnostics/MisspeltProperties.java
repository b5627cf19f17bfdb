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

package io.github.togetherspring.internal.diagnostics;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Warns of properties that have no effect because their names are misspelt. Only names
 * that are similar to a known one are reported: others may belong to the application, as
 * do all that its configuration metadata describes.
 */
public final class MisspeltProperties {

	private static final Log logger = LogFactory.getLog(MisspeltProperties.class);

	private static final ConfigurationPropertyName ALL = ConfigurationPropertyName.of("together");

	private static final ConfigurationPropertyName CLIENTS = ALL.append("clients");

	private static final String VARIABLE_PREFIX = "TOGETHER_";

	private static final int MIN_VARIABLE_LENGTH = 5;

	private static final int MAX_SUGGESTIONS = 3;

	private final Environment environment;

	private final @Nullable ClassLoader classLoader;

	private final KnownProperties known;

	private final KnownProperties knownOfClients;

	/**
	 * Create the check.
	 * @param environment the environment with the properties
	 * @param classLoader the class loader for configuration metadata, or {@code null} for
	 * that of the system
	 * @param type the class that the properties of a client are bound to
	 * @param others classes that other properties are bound to, which named clients do
	 * not have
	 */
	public MisspeltProperties(Environment environment, @Nullable ClassLoader classLoader, Class<?> type,
			Class<?>... others) {
		this.environment = environment;
		this.classLoader = classLoader;
		this.knownOfClients = new KnownProperties(List.of(type));
		this.known = new KnownProperties(Stream.concat(Stream.of(type), Stream.of(others)).toList());
	}

	/**
	 * Log a warning for each property whose name seems misspelt.
	 */
	public void warn() {
		Set<ConfigurationPropertyName> unknown = new LinkedHashSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
				for (String variable : variables.getPropertyNames()) {
					if (variable.startsWith(VARIABLE_PREFIX)) {
						warnOfVariable(variable);
					}
				}
			}
			else if (source instanceof IterableConfigurationPropertySource iterable) {
				for (ConfigurationPropertyName name : iterable) {
					if (ALL.isAncestorOf(name) && !isKnown(name)) {
						unknown.add(name);
					}
				}
			}
		}
		if (!unknown.isEmpty()) {
			warn(unknown);
		}
	}

	private void warn(Set<ConfigurationPropertyName> unknown) {
		unknown.removeIf((name) -> suggestions(name).isEmpty());
		if (!unknown.isEmpty()) {
			unknown.removeIf(new DescribedProperties(this.classLoader)::include);
		}
		unknown.forEach((name) -> warn("property '" + name + "'",
				suggestions(name).stream().map((meant) -> "'" + meant + "'")));
	}

	private void warn(String what, Stream<String> meant) {
		logger.warn("The " + what + " has no effect: there is no such property. Did you mean "
				+ meant.collect(Collectors.joining(" or ")) + "?");
	}

	private boolean isKnown(ConfigurationPropertyName name) {
		return CLIENTS.isParentOf(name) || knownFor(name).isKnown(ofAll(name));
	}

	private KnownProperties knownFor(ConfigurationPropertyName name) {
		return CLIENTS.isAncestorOf(name) ? this.knownOfClients : this.known;
	}

	// The name without that of the client.
	private static ConfigurationPropertyName ofAll(ConfigurationPropertyName name) {
		return CLIENTS.isAncestorOf(name) ? ALL.append(name.subName(CLIENTS.getNumberOfElements() + 1)) : name;
	}

	private List<ConfigurationPropertyName> suggestions(ConfigurationPropertyName name) {
		ConfigurationPropertyName all = ofAll(name);
		ConfigurationPropertyName prefix = CLIENTS.isAncestorOf(name) ? name.chop(CLIENTS.getNumberOfElements() + 1)
				: ALL;
		return knownFor(name).names()
			.stream()
			.filter((known) -> mayBeMeant(all, known))
			.sorted(Comparator.comparingInt((known) -> distance(all, known)))
			.limit(MAX_SUGGESTIONS)
			.map((known) -> prefix.append(known.subName(1)))
			.toList();
	}

	private static int distance(ConfigurationPropertyName name, ConfigurationPropertyName known) {
		return Math.min(Misspelling.distance(flat(name), flat(known)), Misspelling.distance(last(name), last(known)));
	}

	private static boolean mayBeMeant(ConfigurationPropertyName name, ConfigurationPropertyName known) {
		if (Misspelling.isLikely(flat(name), flat(known))) {
			return true;
		}
		boolean atTop = ALL.isParentOf(name);
		if (atTop && Misspelling.isLikely(last(name), last(known))) {
			return true;
		}
		if (!atTop && isPartOf(name, known)) {
			return true;
		}
		// Part of a name, such as 'timeout' and 'url'.
		return (atTop || name.getParent().equals(known.getParent()))
				&& List.of(last(known).split("-")).containsAll(List.of(last(name).split("-")));
	}

	// Whether only groups are missing, such as 'quota' in
	// 'together.pacing.tokens-per-minute'.
	private static boolean isPartOf(ConfigurationPropertyName name, ConfigurationPropertyName known) {
		int found = 0;
		for (int i = 0; i < known.getNumberOfElements() && found < name.getNumberOfElements(); i++) {
			found += known.getElement(i, Form.UNIFORM).equals(name.getElement(found, Form.UNIFORM)) ? 1 : 0;
		}
		return found == name.getNumberOfElements();
	}

	private static String last(ConfigurationPropertyName name) {
		return name.getLastElement(Form.DASHED);
	}

	private static String flat(ConfigurationPropertyName name) {
		StringBuilder flat = new StringBuilder();
		for (int i = 1; i < name.getNumberOfElements(); i++) {
			flat.append(name.getElement(i, Form.UNIFORM));
		}
		return flat.toString();
	}

	// Other programs use variables with the same prefix, so these must be more similar.
	private void warnOfVariable(String variable) {
		String flat = variable.substring(VARIABLE_PREFIX.length()).replace("_", "").toLowerCase(Locale.ROOT);
		boolean judged = flat.length() >= MIN_VARIABLE_LENGTH && !flat.startsWith("clients")
				&& this.known.names().stream().noneMatch((known) -> flat.startsWith(flat(known)));
		if (judged) {
			this.known.names()
				.stream()
				.filter((known) -> Misspelling.isLikely(flat, flat(known)))
				.min(Comparator.comparingInt((known) -> Misspelling.distance(flat, flat(known))))
				.ifPresent((known) -> warn("environment variable " + variable, Stream.of(variable(known))));
		}
	}

	private static String variable(ConfigurationPropertyName name) {
		return name.toString().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
	}

}
