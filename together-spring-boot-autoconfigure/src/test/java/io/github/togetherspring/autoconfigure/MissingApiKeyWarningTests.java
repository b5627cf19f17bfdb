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

import io.github.togetherspring.completions.CompletionsClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is logged at start about clients without an API key.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissingApiKeyWarningTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class));

	@Test
	void isLoggedOnce(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("No API key is configured for the completions client 'default'")
			.contains("'together.api-key' or the environment variable TOGETHER_API_KEY");
	}

	@Test
	void namesThePropertyOfANamedClientAndNotTheUnusedDefault(CapturedOutput output) {
		this.contextRunner.withPropertyValues("together.clients.vllm.base-url=http://localhost:9/v1")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("No API key").contains("'together.clients.vllm.api-key'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "together.api-key=k", "together.enabled=false",
			"together.default-headers.authorization=Basic abc", "together.default-headers.api-key=k",
			"together.clients.x.api-key=k" })
	void isNotLoggedWhereNoKeyIsNeeded(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("No API key");
	}

	@Test
	void isNotLoggedWhereCodeMaySetTheKey(CapturedOutput output) {
		this.contextRunner
			.withBean(CompletionsClientBuilderCustomizer.class, () -> (client, builder) -> builder.apiKey("k"))
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withUserConfiguration(Own.class).run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withBean(TogetherConnectionDetails.class, Details::new)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("No API key");
	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean(defaultCandidate = false)
		CompletionsClient own(CompletionsClient.Builder builder) {
			return builder.apiKey("none").build();
		}

	}

	static class Details implements TogetherConnectionDetails {

		@Override
		public String getBaseUrl() {
			return "http://localhost:9/v1";
		}

		@Override
		public @Nullable String getApiKey() {
			return "k";
		}

	}

}
