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

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MisspeltProperties}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MisspeltPropertiesTests {

	private static final String WARNING = "has no effect";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class))
		.withPropertyValues("together.api-key=k");

	@ParameterizedTest
	@CsvSource(textBlock = """
			together.model, together.completions.model
			together.modle, together.completions.model
			together.completion.model, together.completions.model
			together.completions.temprature, together.completions.temperature
			together.completions.max-token, together.completions.max-tokens
			together.max-tokens, together.completions.max-tokens
			together.api-kye, together.api-key
			together.api.key, together.api-key
			together.key, together.api-key
			together.base-uri, together.base-url
			together.url, together.base-url
			together.retry.max-attempt, together.retry.max-attempts
			together.retry.attempts, together.retry.max-attempts
			together.retyr.max-attempts, together.retry.max-attempts
			together.headers, together.default-headers
			together.timeout, together.total-timeout
			together.pacing.tokens-per-minute, together.pacing.quota.tokens-per-minute
			together.quota.store, together.pacing.quota.store
			together.clients.x.pacing.store, together.clients.x.pacing.quota.store
			together.batch.concurency, together.batch.concurrency
			together.batch.failure.limit, together.batch.failures.limit
			together.batch.windows, together.batch.window
			together.concurrency, together.batch.concurrency
			together.clients.x.base-uri, together.clients.x.base-url
			together.clients.x.model, together.clients.x.completions.model
			together.clients.x.completion.model, together.clients.x.completions.model
			""")
	void isToldWithTheNameThatIsMeant(String written, String meant, CapturedOutput output) {
		this.contextRunner.withPropertyValues(written + "=7").run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(WARNING)
			.contains("The property '" + written + "' has no effect")
			.contains("'" + meant + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "together.apikey=k", "together.baseUrl=http://localhost:9/v1",
			"together.completions.max_tokens=7", "together.completions.stop[0]=x", "together.completions.stop=x,y",
			"together.default-headers.X-Model=m", "together.completions.logit-bias.42=1",
			"together.retry.statuses[0]=500", "together.clients.x.api-key=k",
			"together.clients.myModel.completions.maxTokens=7", "together.clients.x.default-headers.base-uri=u",
			"together.proxy.non-proxy-hosts=a", "together.enabled=true", "together.observations.conventions=v1-41",
			"together.http.protocol=http-1-1", "together.batch.failures.consecutive-limit=3",
			"together.prices.[a/b].input=1 together.prices.[a/b].output=1", "together.clients.x.concurrency=3",
			"together.my-application=x", "together.my-application.model=m", "together.sample.api-key=k",
			"management.health.together.enable=true" })
	void isNotToldOfRightNamesAndThoseOfOthers(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues(property.split(" ")).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void isNotToldOfWhatTheApplicationDescribes(@TempDir Path classes, CapturedOutput output) throws IOException {
		Path metadata = Files.createDirectories(classes.resolve("META-INF"));
		Files.writeString(metadata.resolve("spring-configuration-metadata.json"), """
				{"groups": [{"name": "together.retry"}],
				"properties": [{"name": "together.model", "type": "java.lang.String"},
				{"name": "together.urls", "type": "java.util.Map<java.lang.String,java.lang.String>"}]}
				""");
		try (URLClassLoader classLoader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				getClass().getClassLoader())) {
			this.contextRunner.withClassLoader(classLoader)
				.withPropertyValues("together.model=m", "together.urls.base-url=u", "together.modle=m")
				.run((context) -> assertThat(context).hasNotFailed());
		}
		assertThat(output).containsOnlyOnce(WARNING).contains("'together.modle'");
	}

	@ParameterizedTest
	@CsvSource({ "TOGETHER_API_KEI, TOGETHER_API_KEY", "TOGETHER_BASE_URI, TOGETHER_BASE_URL",
			"TOGETHER_COMPLETION_MODEL, TOGETHER_COMPLETIONS_MODEL" })
	void isToldOfEnvironmentVariables(String written, String meant, CapturedOutput output) {
		run(written);
		assertThat(output).containsOnlyOnce(WARNING)
			.contains("environment variable " + written + " has no effect")
			.contains("Did you mean " + meant + "?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TOGETHER_API_KEY", "TOGETHER_APIKEY", "TOGETHER_COMPLETIONS_MAX_TOKENS",
			"TOGETHER_COMPLETIONS_STOP_0", "TOGETHER_CLIENTS_VLLM_APIKEY", "TOGETHER_PROJECT_ID",
			"TOGETHER_CUSTOM_HEADERS", "TOGETHER_LOG", "TOGETHER_NO_BANNER", "TOGETHER_MODEL", "TOGETHER_API_KEY_2",
			"TOGETHER_API_KEYS", "TOGETHER_API_BASE", "TOGETHERNESS_API_KEI" })
	void isNotToldOfVariablesOfOthers(String variable, CapturedOutput output) {
		run(variable);
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void valueIsNotLogged(CapturedOutput output) {
		this.contextRunner.withPropertyValues("together.api-kye=SECRET")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains(WARNING).doesNotContain("SECRET");
	}

	private void run(String variable) {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(variable, "7"))))
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
