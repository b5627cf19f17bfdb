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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.internal.diagnostics.FailureAnalyses;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for stop texts in the configuration: they reach the wire as they are written.
 */
class StopTextsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, WebClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class))
		.withPropertyValues("together.api-key=k", "together.completions.model=m");

	static Stream<Arguments> sources() {
		return Stream
			.of(source("YAML, line end", yaml(": \"\\n\""), "\n"),
					source("YAML, spaces", yaml(": \"  User: \""), "  User: "),
					source("YAML, comma", yaml(": \"a,b\""), "a,b"),
					source("YAML, block", yaml(": |\n  a\n  b\n"), "a\nb\n"), source("YAML, number", yaml(": 5"), "5"),
					source("YAML, placeholder", yaml(": \"${text}\\n\"\ntext: \" a,b\""), " a,b\n"),
					source("YAML, list", yaml(": [\"\\n\", \" a,b \", c]"), "\n", " a,b ", "c"),
					source("YAML, empty list", yaml(": []")), source("properties, line end", properties("=\\n"), "\n"),
					source("properties, escaped space", properties("=\\ User:,"), " User:,"),
					source("properties, index", properties("[0]=\\n"), "\n"),
					source("environment, line end", environment("", "\n"), "\n"),
					source("environment, comma", environment("", " a, b"), " a, b"),
					source("environment, index", environment("_0", " a,b\n"), " a,b\n"),
					source("environment, nothing", environment("", "")),
					source("command line",
							(prefix) -> new SimpleCommandLinePropertySource(
									"--" + prefix + ".completions.stop=\n\n,User:"),
							"\n\n,User:"),
					source("list in code", (prefix) -> new MapPropertySource("code",
							Map.of(prefix + ".completions.stop", List.of("\n", " a,b"))), "\n", " a,b"));
	}

	static Stream<Arguments> empty() {
		return Stream.of(source("YAML", yaml(": [\"\\n\", \"\"]")), source("properties", properties("[0]=")),
				source("environment", environment("_0", "")));
	}

	@ParameterizedTest
	@MethodSource("sources")
	void textIsSentAsItIsWritten(Function<String, PropertySource<?>> source, List<String> expected) {
		try (ApiServer server = ApiServer.plain("first")) {
			with(source.apply("together"), server).run((context) -> {
				context.getBean(CompletionsClient.class).create((request) -> request.prompt("p"));
				assertThat(stop(server)).isEqualTo(expected);
				assertThat(context.getBean(TogetherProperties.class).getCompletions().getStop()).isEqualTo(expected);
			});
		}
	}

	@ParameterizedTest
	@MethodSource("sources")
	void textOfANamedClientIsSentAsItIsWritten(Function<String, PropertySource<?>> source, List<String> expected) {
		try (ApiServer server = ApiServer.plain("first")) {
			with(source.apply("together.clients.x"), server).withPropertyValues("together.completions.stop=general")
				.run((context) -> {
					context.getBean("xCompletionsClient", CompletionsClient.class)
						.create((request) -> request.prompt("p"));
					assertThat(stop(server)).isEqualTo(expected);
				});
		}
	}

	@ParameterizedTest
	@MethodSource("sources")
	void sourceThatCountsMoreReplacesTheTexts(Function<String, PropertySource<?>> source, List<String> expected) {
		try (ApiServer server = ApiServer.plain("first")) {
			for (PropertySource<?> lower : List.of(yaml(": \" x,y\"").apply("together"),
					yaml(": [x, y, z, \"\\n\"]").apply("together"))) {
				with(source.apply("together"), server)
					.withInitializer((context) -> context.getEnvironment().getPropertySources().addLast(lower))
					.run((context) -> {
						context.getBean(CompletionsClient.class).create((request) -> request.prompt("p"));
						assertThat(stop(server)).isEqualTo(expected);
					});
			}
		}
	}

	@ParameterizedTest
	@MethodSource("empty")
	void emptyTextIsRefusedAtStart(Function<String, PropertySource<?>> source) {
		for (String prefix : List.of("together", "together.clients.x")) {
			this.contextRunner.withInitializer(first(source.apply(prefix))).run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = FailureAnalyses.ofInvalidProperty(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("'" + prefix + ".completions.stop'", "empty");
			});
		}
	}

	private ApplicationContextRunner with(PropertySource<?> source, ApiServer server) {
		return this.contextRunner.withPropertyValues("together.base-url=" + server.baseUrl())
			.withInitializer(first(source));
	}

	private static ApplicationContextInitializer<ConfigurableApplicationContext> first(PropertySource<?> source) {
		return (context) -> context.getEnvironment().getPropertySources().addFirst(source);
	}

	private static @Nullable Object stop(ApiServer server) {
		String body = server.received().get(server.received().size() - 1).body();
		return JsonMapper.shared().readValue(body, Map.class).get("stop");
	}

	private static Arguments source(String name, Function<String, PropertySource<?>> source, String... expected) {
		return argumentSet(name, source, List.of(expected));
	}

	private static Function<String, PropertySource<?>> environment(String suffix, String value) {
		return (prefix) -> new SystemEnvironmentPropertySource("test-systemEnvironment",
				Map.of(prefix.toUpperCase(Locale.ROOT).replace('.', '_') + "_COMPLETIONS_STOP" + suffix, value));
	}

	private static Function<String, PropertySource<?>> yaml(String value) {
		return (prefix) -> load(new YamlPropertySourceLoader(), prefix + ".completions.stop" + value);
	}

	private static Function<String, PropertySource<?>> properties(String value) {
		return (prefix) -> load(new PropertiesPropertySourceLoader(), prefix + ".completions.stop" + value);
	}

	private static PropertySource<?> load(PropertySourceLoader loader, String text) {
		try {
			return loader.load("file " + text, new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8))).get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
