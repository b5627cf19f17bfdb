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

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.internal.diagnostics.FailureAnalyses;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for the clients in {@code together.clients}.
 */
class NamedClientsTests {

	private static final CompletionRequest REQUEST = CompletionRequest.builder().prompt("p").build();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, WebClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class));

	static Stream<Arguments> inheritance() {
		return Stream.of(argumentSet("all's where it has none", "max-tokens=7", null, "\"max_tokens\":7"),
				argumentSet("its own", null, "max-tokens=8", "\"max_tokens\":8"),
				argumentSet("its own before all's", "max-tokens=7", "max-tokens=8", "\"max_tokens\":8"),
				argumentSet("its own spelled otherwise", "max-tokens=7", "maxTokens=8", "\"max_tokens\":8"),
				argumentSet("list: its own instead", "stop[0]=a", "stop[0]=c", "\"stop\":[\"c\"]"),
				argumentSet("map: both", "logit-bias.1=2", "logit-bias.3=4", "{\"1\":2.0,\"3\":4.0}"),
				argumentSet("map: its own value", "logit-bias.1=2", "logit-bias.1=4", "\"logit_bias\":{\"1\":4.0}"));
	}

	@Test
	void eachTalksToItsServerWithItsKey() {
		try (ApiServer first = ApiServer.plain("first"); ApiServer second = ApiServer.plain("second")) {
			withDefaultAt(first)
				.withPropertyValues("together.default-headers.X-Team=blue",
						"together.clients.other.base-url=" + second.baseUrl(), "together.clients.other.api-key=k2")
				.run((context) -> {
					for (int i = 0; i < 20; i++) {
						assertThat(context.getBean(CompletionsClient.class).create(REQUEST).text()).isEqualTo("first");
						assertThat(client(context, "other").create(REQUEST).text()).isEqualTo("second");
					}
					assertThat(first.received()).hasSize(20).allSatisfy((received) -> {
						assertThat(received.authorization()).isEqualTo("Bearer k1");
						assertThat(received.team()).isEqualTo("blue");
					});
					assertThat(second.received()).hasSize(20).allSatisfy((received) -> {
						assertThat(received.authorization()).isEqualTo("Bearer k2");
						assertThat(received.team()).isNull();
					});
				});
		}
	}

	@ParameterizedTest
	@MethodSource("inheritance")
	void inherits(@Nullable String all, @Nullable String own, String expected) {
		try (ApiServer server = ApiServer.plain("first")) {
			ApplicationContextRunner runner = withDefaultAt(server)
				.withPropertyValues("together.clients.x.enabled=true");
			runner = (all != null) ? runner.withPropertyValues("together.completions." + all) : runner;
			runner = (own != null) ? runner.withPropertyValues("together.clients.x.completions." + own) : runner;
			runner.run((context) -> {
				client(context, "x").create(REQUEST);
				assertThat(server.received().get(0).body()).contains(expected);
				assertThat(server.received().get(0).authorization()).isEqualTo("Bearer k1");
			});
		}
	}

	@Test
	void withAKeyOfItsOwnAtTheSameServer() {
		try (ApiServer server = ApiServer.plain("first")) {
			withDefaultAt(server)
				.withPropertyValues("together.clients.x.api-key=k2", "together.clients.x.default-headers.X-Team=red")
				.run((context) -> {
					client(context, "x").create(REQUEST);
					context.getBean(CompletionsClient.class).create(REQUEST);
					assertThat(server.received()).extracting(ApiServer.Received::authorization)
						.containsExactly("Bearer k2", "Bearer k1");
					assertThat(server.received()).extracting(ApiServer.Received::team).containsExactly("red", null);
				});
		}
	}

	@Test
	void keyIsNotTakenAlongToAnotherServer() {
		try (ApiServer first = ApiServer.plain("first"); ApiServer second = ApiServer.plain("second")) {
			withDefaultAt(first).withPropertyValues("together.clients.other.base-url=" + second.baseUrl())
				.run((context) -> {
					assertThat(client(context, "other").createAsync(REQUEST).materialize().block().getThrowable())
						.hasMessageContaining("key");
					assertThat(second.received()).isEmpty();
				});
		}
	}

	@Test
	void errorsNameThePropertiesOfTheClient() {
		this.contextRunner
			.withPropertyValues("together.api-key=k", "together.clients.vllm.base-url=http://localhost:9/v1",
					"together.clients.keyed.api-key=k2")
			.run((context) -> {
				assertThatExceptionOfType(MissingApiKeyException.class)
					.isThrownBy(() -> client(context, "vllm").create(REQUEST))
					.withMessageContaining("'together.clients.vllm.api-key'");
				assertThatExceptionOfType(InvalidCompletionRequestException.class)
					.isThrownBy(() -> client(context, "keyed").create(REQUEST))
					.withMessageContaining("'together.clients.keyed.completions.model'");
				assertThatExceptionOfType(InvalidCompletionRequestException.class)
					.isThrownBy(() -> context.getBean(CompletionsClient.class).create(REQUEST))
					.withMessageContaining("'together.completions.model'");
				CompletionsClient other = context.getBean(CompletionsClient.class)
					.mutate()
					.name("other")
					.apiKey("")
					.build();
				assertThatExceptionOfType(MissingApiKeyException.class).isThrownBy(() -> other.create(REQUEST))
					.withMessageContaining("'apiKey' of the client's builder");
			});
	}

	@Test
	void keysApplyFromTheNextCallOnceThePropertiesAreBoundAgain() {
		Map<String, Object> keys = keys();
		try (ApiServer first = ApiServer.plain("first"); ApiServer second = ApiServer.plain("second")) {
			withDefaultAt(first).withPropertyValues("together.clients.other.base-url=" + second.baseUrl())
				.withInitializer((context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("vault", keys)))
				.run((context) -> {
					List<CompletionsClient> clients = List.of(context.getBean(CompletionsClient.class),
							client(context, "own"), client(context, "heir"), client(context, "other"));
					clients.forEach((client) -> client.create(REQUEST));
					Map<String, Object> newKeys = keys();
					newKeys.replaceAll((name, value) -> value.toString().replace("old", "new"));
					context.getEnvironment()
						.getPropertySources()
						.replace("vault", new MapPropertySource("vault", newKeys));
					Rebinding.of(context);
					clients.forEach((client) -> client.create(REQUEST));
					assertThat(first.received()).extracting(ApiServer.Received::authorization)
						.containsExactly("Bearer old", "Bearer old-own", "Bearer old", "Bearer new", "Bearer new-own",
								"Bearer new");
					assertThat(second.received()).extracting(ApiServer.Received::authorization)
						.containsExactly("Bearer old-other", "Bearer new-other");
				});
		}
	}

	@Test
	void keyThatASupplierReadsFromTheEnvironmentAppliesAtOnce() {
		Map<String, Object> vault = new ConcurrentHashMap<>(Map.of("vault.other", "old"));
		try (ApiServer server = ApiServer.plain("first")) {
			withDefaultAt(server)
				.withInitializer((context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("vault", vault)))
				.withUserConfiguration(KeyFromTheEnvironment.class)
				.withPropertyValues("together.clients.other.completions.n=1")
				.run((context) -> {
					client(context, "other").create(REQUEST);
					vault.put("vault.other", "new");
					client(context, "other").create(REQUEST);
					assertThat(server.received()).extracting(ApiServer.Received::authorization)
						.containsExactly("Bearer old", "Bearer new");
				});
		}
	}

	@Test
	void blankPropertiesOfAClientAreInherited() {
		try (ApiServer server = ApiServer.plain("first")) {
			withDefaultAt(server)
				.withPropertyValues("together.default-headers.X-Team=blue", "together.clients.x.base-url= ",
						"together.clients.x.api-key=")
				.run((context) -> {
					assertThat(client(context, "x").create(REQUEST).text()).isEqualTo("first");
					assertThat(server.received().get(0).authorization()).isEqualTo("Bearer k1");
					assertThat(server.received().get(0).team()).isEqualTo("blue");
				});
		}
	}

	@Test
	void whatOneClientSetsReachesNoOther() {
		try (ApiServer server = ApiServer.plain("first")) {
			withDefaultAt(server)
				.withPropertyValues("together.default-headers.X-Team=blue", "together.completions.stop[0]=a",
						"together.completions.logit-bias.1=2", "together.clients.x.default-headers.X-Team=red",
						"together.clients.x.completions.stop[0]=b", "together.clients.x.completions.logit-bias.1=4",
						"together.clients.y.completions.n=1")
				.run((context) -> {
					client(context, "x").create(REQUEST);
					client(context, "y").create(REQUEST);
					context.getBean(CompletionsClient.class).create(REQUEST);
					assertThat(server.received()).extracting(ApiServer.Received::team)
						.containsExactly("red", "blue", "blue");
					assertThat(server.received().subList(1, 3)).allSatisfy((received) -> assertThat(received.body())
						.contains("\"stop\":[\"a\"]", "\"logit_bias\":{\"1\":2.0}"));
				});
		}
	}

	@Test
	void fromEnvironmentVariables() {
		try (ApiServer first = ApiServer.plain("first"); ApiServer second = ApiServer.plain("second")) {
			withDefaultAt(first).withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map
					.of("TOGETHER_CLIENTS_OTHER_BASEURL", second.baseUrl(), "TOGETHER_CLIENTS_OTHER_APIKEY", "k3"))))
				.run((context) -> {
					assertThat(client(context, "other").create(REQUEST).text()).isEqualTo("second");
					assertThat(second.received().get(0).authorization()).isEqualTo("Bearer k3");
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "fastModel", "fast-model", "fast_model", "fastmodel" })
	void nameIsThatOfThePropertiesHoweverItIsWritten(String name) {
		try (ApiServer first = ApiServer.plain("first")) {
			withDefaultAt(first).withPropertyValues("together.clients." + name + ".completions.max-tokens=7")
				.withInitializer((context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
							Map.of("TOGETHER_CLIENTS_FASTMODEL_APIKEY", "k4"))))
				.run((context) -> {
					assertThat(context.getBeanNamesForType(CompletionsClient.class))
						.containsExactlyInAnyOrder("completionsClient", name + "CompletionsClient");
					client(context, name).create(REQUEST);
					assertThat(first.received().get(0).body()).contains("\"max_tokens\":7");
					assertThat(first.received().get(0).authorization()).isEqualTo("Bearer k4");
				});
		}
	}

	@Test
	void areInjectedByQualifierAndLeaveTheDefaultInPlace() {
		this.contextRunner
			.withPropertyValues("together.api-key=k", "together.clients.fast.completions.model=a",
					"together.clients.slow.completions.model=b")
			.withUserConfiguration(User.class)
			.run((context) -> {
				User.Injected injected = context.getBean(User.Injected.class);
				assertThat(injected.usual()).isSameAs(context.getBean("completionsClient"));
				assertThat(injected.fast()).isSameAs(context.getBean("fastCompletionsClient"));
				assertThat(injected.slow()).isSameAs(context.getBean("slowCompletionsClient"))
					.isNotSameAs(injected.fast());
			});
	}

	@Test
	void customizersAreToldTheClient() {
		try (ApiServer server = ApiServer.plain("first")) {
			withDefaultAt(server).withPropertyValues("together.clients.x.completions.n=1")
				.withBean(CompletionsClientBuilderCustomizer.class,
						() -> (client, builder) -> builder.defaultHeader("X-Team", client))
				.run((context) -> {
					client(context, "x").create(REQUEST);
					context.getBean(CompletionsClient.class).create(REQUEST);
					assertThat(server.received()).extracting(ApiServer.Received::team).containsExactly("x", "default");
				});
		}
	}

	@Test
	void badValueIsNamedWhereItStands() {
		this.contextRunner.withPropertyValues("together.clients.x.total-timeout=0s")
			.run((context) -> assertThat(analysis(context.getStartupFailure()))
				.contains("'together.clients.x.total-timeout'"));
		this.contextRunner.withPropertyValues("together.clients.default.n=1")
			.run((context) -> assertThat(analysis(context.getStartupFailure())).contains("'together.clients.default'"));
	}

	@Test
	void clientOfTheApplicationKeepsItsName() {
		this.contextRunner.withPropertyValues("together.clients.own.n=1")
			.withUserConfiguration(Own.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("ownCompletionsClient")).isSameAs(context.getBean(Own.class).client);
			});
	}

	private static Map<String, Object> keys() {
		return new ConcurrentHashMap<>(Map.of("together.api-key", "old", "together.clients.own.api-key", "old-own",
				"together.clients.other.api-key", "old-other", "together.clients.heir.completions.n", "1"));
	}

	private ApplicationContextRunner withDefaultAt(ApiServer server) {
		return this.contextRunner.withPropertyValues("together.base-url=" + server.baseUrl(), "together.api-key=k1",
				"together.completions.model=m");
	}

	private static CompletionsClient client(ApplicationContext context, String name) {
		return context.getBean(name + "CompletionsClient", CompletionsClient.class);
	}

	private static String analysis(@Nullable Throwable failure) {
		FailureAnalysis analysis = FailureAnalyses.ofInvalidProperty(failure);
		return (analysis != null) ? analysis.getDescription() : "not analyzed";
	}

	@Configuration(proxyBeanMethods = false)
	static class User {

		@Bean
		Injected injected(CompletionsClient usual, @Qualifier("fast") CompletionsClient fast,
				@Qualifier("slow") CompletionsClient slow) {
			return new Injected(usual, fast, slow);
		}

		record Injected(CompletionsClient usual, CompletionsClient fast, CompletionsClient slow) {

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class KeyFromTheEnvironment {

		@Bean
		CompletionsClientBuilderCustomizer key(Environment environment) {
			return (client, builder) -> builder.apiKey(() -> environment.getProperty("vault." + client));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		private @Nullable CompletionsClient client;

		@Bean(defaultCandidate = false)
		CompletionsClient ownCompletionsClient(CompletionsClient.Builder builder) {
			this.client = builder.build();
			return this.client;
		}

	}

}
