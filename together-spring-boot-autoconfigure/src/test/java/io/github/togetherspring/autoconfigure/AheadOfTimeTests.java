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

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.togetherspring.autoconfigure.batch.TogetherBatchAutoConfiguration;
import io.github.togetherspring.autoconfigure.health.TogetherHealthContributorAutoConfiguration;
import io.github.togetherspring.autoconfigure.observation.TogetherObservationAutoConfiguration;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application can be processed ahead of time.
 */
class AheadOfTimeTests {

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("p").build();

	@Test
	@CompileWithForkedClassLoader
	void clientsAreMadeByGeneratedCode() {
		try (ApiServer first = ApiServer.plain("first"); ApiServer second = ApiServer.plain("second")) {
			runGenerated((context) -> {
				Service service = context.getBean(Service.class);
				assertThat(service.client().create(REQUEST).text()).isEqualTo("first");
				assertThat(service.vllm().create(REQUEST).text()).isEqualTo("second");
				assertThat(context.getBean(ReactiveHealthContributor.class))
					.isInstanceOf(CompositeReactiveHealthContributor.class);
			}, "together.api-key=run", "together.base-url=" + first.baseUrl(),
					"together.clients.vllm.base-url=" + second.baseUrl(), "together.clients.vllm.api-key=own");
			assertThat(first.received()).extracting(ApiServer.Received::authorization).containsExactly("Bearer run");
			assertThat(second.received()).extracting(ApiServer.Received::authorization).containsExactly("Bearer own");
		}
	}

	@Test
	void propertiesAreBoundWithHints() {
		TestGenerationContext generation = new TestGenerationContext();
		generate(generation);
		assertThat(Stream.of(TogetherProperties.class, TogetherBatchProperties.class)
			.flatMap((type) -> Stream.of(type.getClasses()))
			.filter((type) -> !type.isEnum()))
			.hasSizeGreaterThan(10)
			.allSatisfy((type) -> assertThat(type.getDeclaredMethods()).filteredOn(AheadOfTimeTests::isAccessor)
				.isNotEmpty()
				.allSatisfy((method) -> assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method))
					.accepts(generation.getRuntimeHints())));
	}

	@Test
	void valuesAreReadAndWrittenAsJsonWithHints() {
		RuntimeHints hints = new RuntimeHints();
		new TogetherRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(methodsForJson()).hasSizeGreaterThan(9)
			.allSatisfy((method) -> assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method))
				.accepts(hints));
	}

	@Test
	void hintsAreFound() {
		assertThat(AotServices.factories().load(RuntimeHintsRegistrar.class))
			.hasAtLeastOneElementOfType(TogetherRuntimeHints.class);
	}

	private static List<Method> methodsForJson() {
		return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("io.github.togetherspring")
			.stream()
			.flatMap((type) -> type.getMethods().stream())
			.filter(AheadOfTimeTests::isForJson)
			.map(JavaMethod::reflect)
			.toList();
	}

	private static boolean isAccessor(Method method) {
		return method.getName().matches("(get|is|set).*");
	}

	private static boolean isForJson(JavaMethod method) {
		return method.isAnnotatedWith(JsonCreator.class) || method.isAnnotatedWith(JsonValue.class);
	}

	@SuppressWarnings("unchecked")
	private static void runGenerated(Consumer<GenericApplicationContext> test, String... properties) {
		TestGenerationContext generation = new TestGenerationContext();
		ClassName initializer = generate(generation);
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			GenericApplicationContext context = new GenericApplicationContext();
			TestPropertyValues.of(properties).applyTo(context);
			compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()).initialize(context);
			try (context) {
				context.refresh();
				test.accept(context);
			}
		});
	}

	private static ClassName generate(TestGenerationContext generation) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(Application.class);
		TestPropertyValues.of("together.api-key=build", "together.clients.vllm.base-url=http://localhost:1/v1")
			.applyTo(context);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		return initializer;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TogetherAutoConfiguration.class, TogetherObservationAutoConfiguration.class,
			TogetherBatchAutoConfiguration.class, TogetherHealthContributorAutoConfiguration.class,
			WebClientAutoConfiguration.class, HttpClientAutoConfiguration.class,
			ReactiveHttpClientAutoConfiguration.class })
	static class Application {

		@Bean
		Service service(CompletionsClient client, @Qualifier("vllm") CompletionsClient vllm) {
			return new Service(client, vllm);
		}

	}

	record Service(CompletionsClient client, CompletionsClient vllm) {

	}

}
