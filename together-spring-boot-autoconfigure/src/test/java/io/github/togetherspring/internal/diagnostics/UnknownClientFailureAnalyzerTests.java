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

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.completions.CompletionsClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link UnknownClientFailureAnalyzer}.
 */
class UnknownClientFailureAnalyzerTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class))
		.withPropertyValues("together.api-key=k", "together.clients.vllm.api-key=k",
				"together.clients.ollama.api-key=k");

	@Test
	void namesTheClientsThatThereAreAndTheNearest() {
		FailureAnalysis analysis = analyze(this.contextRunner.withUserConfiguration(OwnClient.class, Parameter.class));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).contains("'vlm'", Parameter.class.getName())
			.endsWith("The names of clients are: mine, ollama, vllm.");
		assertThat(analysis.getAction()).contains("@Qualifier(\"vllm\")", "'together.clients.vlm.'");
	}

	@Test
	void suggestsNothingThatIsFar() {
		FailureAnalysis analysis = analyze(this.contextRunner.withUserConfiguration(Setter.class));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).contains("'something'", "ollama, vllm");
		assertThat(analysis.getAction()).doesNotContain("@Qualifier(");
	}

	@Test
	void leavesOtherFailuresToOthers() {
		assertThat(analyze(this.contextRunner.withUserConfiguration(OtherType.class))).isNull();
		assertThat(analyze(this.contextRunner.withPropertyValues("together.enabled=false")
			.withUserConfiguration(Unqualified.class))).isNull();
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void isWhatAnApplicationPrints(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Parameter.class, Imports.class);
		assertThatException().isThrownBy(
				() -> application.run("--together.clients.vllm.api-key=k", "--spring.main.web-application-type=none"));
		assertThat(output).contains("APPLICATION FAILED TO START", "The names of clients are: vllm.");
	}

	private @Nullable FailureAnalysis analyze(ApplicationContextRunner runner) {
		AtomicReference<@Nullable FailureAnalysis> analysis = new AtomicReference<>();
		AtomicReference<@Nullable BeanFactory> beanFactory = new AtomicReference<>();
		runner.withInitializer((context) -> beanFactory.set(context.getBeanFactory())).run((context) -> {
			BeanFactory failed = Objects.requireNonNull(beanFactory.get());
			analysis.set(new UnknownClientFailureAnalyzer(failed).analyze(context.getStartupFailure()));
		});
		return analysis.get();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TogetherAutoConfiguration.class)
	static class Imports {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean(defaultCandidate = false)
		CompletionsClient mine(CompletionsClient.Builder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Parameter {

		@Bean
		String user(@Qualifier("vlm") CompletionsClient client) {
			return "user of " + client;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Setter {

		@Autowired
		void use(@Qualifier("something") CompletionsClient client) {
			throw new IllegalStateException("There is no such client");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherType {

		@Bean
		String user(@Qualifier("vlm") Runnable task) {
			return "user of " + task;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unqualified {

		@Bean
		String user(CompletionsClient client) {
			return "user of " + client;
		}

	}

}
