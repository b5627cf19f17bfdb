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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.internal.client.ClientStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Primary;
import org.springframework.web.client.ApiVersionInserter;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFilterFunctions;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.DefaultUriBuilderFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for what an application does to its {@code WebClient} builders: which of them is
 * used, and that the key goes with the request to the configured server and nowhere else.
 */
class WebClientBuildersTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("p").build();

	private final ApiServer server = ApiServer.plain("right");

	private final ApiServer other = ApiServer.plain("other");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, WebClientAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class))
		.withPropertyValues("together.base-url=" + this.server.baseUrl(), "together.api-key=secret-key-1",
				"together.retry.enabled=false");

	@AfterEach
	void close() {
		this.server.close();
		this.other.close();
	}

	static Stream<Arguments> customizers() {
		return Stream.of(customizer("factory", (builder) -> builder.uriBuilderFactory(new DefaultUriBuilderFactory())),
				customizer("factory with a base",
						(builder) -> builder.uriBuilderFactory(new DefaultUriBuilderFactory("http://127.0.0.1:1/in"))),
				customizer("base URL", (builder) -> builder.baseUrl("http://127.0.0.1:1/in")),
				customizer("API version",
						(builder) -> builder.defaultApiVersion("2")
							.apiVersionInserter(ApiVersionInserter.usePathSegment(0))),
				customizer("header", (builder) -> builder.defaultHeader("Authorization", "Bearer another", "Basic x")),
				customizer("header of each request",
						(builder) -> builder.defaultRequest((request) -> request.header("Authorization", "another"))),
				customizer("filter",
						(builder) -> builder.filter(ExchangeFilterFunctions.basicAuthentication("user", "another"))));
	}

	@ParameterizedTest
	@MethodSource("customizers")
	void requestGoesToTheBaseUrlWithTheKey(WebClientCustomizer customizer) {
		this.contextRunner.withBean(WebClientCustomizer.class, () -> customizer).run((context) -> {
			client(context).create(REQUEST);
			((ClientStatus) client(context)).probe(TIMEOUT).block();
			assertThat(this.server.received()).extracting(ApiServer.Received::path)
				.containsExactly("/v1/completions", "/v1/models");
			assertThat(this.server.received()).extracting(ApiServer.Received::authorization)
				.containsOnly("Bearer secret-key-1");
		});
	}

	@Test
	void builderIsCreatedOnceByTheFirstCallOfAClientAndItsCopies() {
		AtomicInteger created = new AtomicInteger();
		this.contextRunner.withBean(WebClientCustomizer.class, () -> (builder) -> created.incrementAndGet())
			.run((context) -> {
				CompletionsClient client = client(context);
				assertThat(created).hasValue(0);
				client.create(REQUEST);
				client.create(REQUEST);
				client.mutate().build().create(REQUEST);
				assertThat(created).hasValue(1);
				assertThat(this.server.received()).hasSize(3);
			});
	}

	@Test
	void customizerOfTheClientsThatFailsIsFoundAtStartup() {
		this.contextRunner.withBean(TogetherWebClientCustomizer.class, () -> (client, builder) -> {
			throw new IllegalStateException("no certificate");
		}).run((context) -> assertThat(context).getFailure().rootCause().hasMessage("no certificate"));
	}

	@Test
	void customizerOfAllWebClientsThatFailsIsAnErrorOfEachCall() {
		AtomicInteger failures = new AtomicInteger();
		this.contextRunner.withBean(WebClientCustomizer.class, () -> (builder) -> {
			if (failures.incrementAndGet() < 3) {
				throw new IllegalStateException("no certificate");
			}
		}).run((context) -> {
			CompletionsClient client = client(context);
			Mono<CompletionResponse> call = client.createAsync(REQUEST);
			assertThat(call.materialize().block().getThrowable()).rootCause().hasMessage("no certificate");
			assertThat(client.stream(REQUEST).materialize().blockLast().getThrowable()).rootCause()
				.hasMessage("no certificate");
			assertThat(call.block(TIMEOUT)).isNotNull();
		});
	}

	@ParameterizedTest
	@MethodSource("customizers")
	void withoutAKeyNoOtherCredentialIsSent(WebClientCustomizer customizer) {
		this.contextRunner.withBean(WebClientCustomizer.class, () -> customizer)
			.withPropertyValues("together.api-key=none")
			.run((context) -> {
				client(context).create(REQUEST);
				assertThat(this.server.received()).extracting(ApiServer.Received::authorization)
					.containsExactly((String) null);
			});
	}

	@Test
	void filterOfAllWebClientsCannotTakeTheKeyElsewhere() {
		this.contextRunner.withBean(WebClientCustomizer.class, () -> (builder) -> builder.filter(toOther()))
			.run((context) -> {
				assertThatIllegalStateException().isThrownBy(() -> client(context).create(REQUEST))
					.withMessageContaining("TogetherWebClientCustomizer")
					.withMessageNotContaining("secret-key-1");
				assertThat(this.other.received()).isEmpty();
				assertThat(this.server.received()).isEmpty();
			});
	}

	@Test
	void filterOfTheCompletionsClientCan() {
		this.contextRunner
			.withBean(TogetherWebClientCustomizer.class, () -> (client, builder) -> builder.filter(toOther()))
			.run((context) -> {
				assertThat(client(context).create(REQUEST).text()).isEqualTo("other");
				assertThat(this.other.received().get(0).authorization()).isEqualTo("Bearer secret-key-1");
			});
	}

	@Test
	void filterOfAllWebClientsMayChangeThePath() {
		ExchangeFilterFunction filter = (request, next) -> next.exchange(
				ClientRequest.from(request).url(URI.create(request.url() + "?user=1")).header("X-Team", "red").build());
		this.contextRunner.withBean(WebClientCustomizer.class, () -> (builder) -> builder.filter(filter))
			.run((context) -> {
				client(context).create(REQUEST);
				assertThat(this.server.received().get(0).path()).isEqualTo("/v1/completions?user=1");
				assertThat(this.server.received().get(0).team()).isEqualTo("red");
			});
	}

	@Test
	void customizerOfTheCompletionsClientMaySetAnotherCredential() {
		this.contextRunner
			.withBean(TogetherWebClientCustomizer.class,
					() -> (client, builder) -> builder.defaultHeader("Authorization", "Bearer from-elsewhere"))
			.withPropertyValues("together.api-key=none")
			.run((context) -> {
				client(context).create(REQUEST);
				assertThat(this.server.received().get(0).authorization()).isEqualTo("Bearer from-elsewhere");
			});
	}

	@Test
	void customizerOfTheCompletionsClientMayTakeAFilterAway() {
		ExchangeFilterFunction filter = toOther();
		this.contextRunner.withBean(WebClientCustomizer.class, () -> (builder) -> builder.filter(filter))
			.withBean(TogetherWebClientCustomizer.class,
					() -> (client, builder) -> builder.filters((filters) -> filters.remove(filter)))
			.run((context) -> assertThat(client(context).create(REQUEST).text()).isEqualTo("right"));
	}

	@ParameterizedTest
	@ValueSource(classes = { Two.class, Qualified.class, QualifiedByAnotherAnnotation.class, NoDefaultCandidate.class,
			PrimaryQualified.class, TwoFallbacks.class })
	void withoutABuilderForEverybodyThereIsANewOneWithTheCustomizers(Class<?> beans) {
		this.contextRunner.withUserConfiguration(beans, Customizer.class).run((context) -> {
			assertThat(client(context).create(REQUEST).text()).isEqualTo("right");
			assertThat(this.server.received().get(0).team()).isEqualTo("customizer");
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { One.class, OneAndAQualified.class, OnePrimary.class, OneThatIsNoFallback.class })
	void theBuilderForEverybodyIsUsed(Class<?> beans) {
		this.contextRunner.withUserConfiguration(beans, Customizer.class).run((context) -> {
			assertThat(client(context).create(REQUEST).text()).isEqualTo("right");
			assertThat(this.server.received().get(0).team()).isEqualTo("bean");
		});
	}

	@Test
	void boundByNothingButTheCustomizersWithoutBootsBuilder() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class))
			.withUserConfiguration(Customizer.class)
			.withPropertyValues("together.base-url=" + this.server.baseUrl(), "together.api-key=k")
			.run((context) -> {
				client(context).create(REQUEST);
				assertThat(this.server.received().get(0).team()).isEqualTo("customizer");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-key", "Ocp-Apim-Subscription-Key", "X-Auth-Token", "Authorization", "Cookie" })
	void headerMayTakeTheKeysPlace(String header) {
		this.contextRunner
			.withPropertyValues("together.api-key=", "together.default-headers." + header + "=header-secret")
			.run((context) -> {
				client(context).create(REQUEST);
				((ClientStatus) client(context)).probe(TIMEOUT).block();
				assertThat(this.server.received()).hasSize(2)
					.extracting(ApiServer.Received::authorization)
					.containsOnly(header.equals("Authorization") ? "header-secret" : null);
			});
	}

	@Test
	void headerOfTheCallMayTakeTheKeysPlace() {
		this.contextRunner.withPropertyValues("together.api-key=").run((context) -> {
			CallOptions options = CallOptions.builder().header("Authorization", "Bearer of-the-user").build();
			client(context).create(REQUEST, options);
			assertThat(this.server.received().get(0).authorization()).isEqualTo("Bearer of-the-user");
			assertThatExceptionOfType(MissingApiKeyException.class).isThrownBy(() -> client(context).create(REQUEST));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Team", "X-Author", "Monkey", "OpenAI-Organization" })
	void anyOtherHeaderMayNot(String header) {
		this.contextRunner.withPropertyValues("together.api-key=", "together.default-headers." + header + "=x")
			.run((context) -> assertThatExceptionOfType(MissingApiKeyException.class)
				.isThrownBy(() -> client(context).create(REQUEST)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "None", "NONE", "nones" })
	void onlyNoneIsNoKey(String key) {
		this.contextRunner.withPropertyValues("together.api-key=" + key).run((context) -> {
			client(context).create(REQUEST);
			assertThat(this.server.received().get(0).authorization()).isEqualTo("Bearer " + key);
		});
	}

	private ExchangeFilterFunction toOther() {
		return (request, next) -> next
			.exchange(ClientRequest.from(request).url(URI.create(this.other.baseUrl() + "/completions")).build());
	}

	private static CompletionsClient client(AssertableApplicationContext context) {
		return context.getBean(CompletionsClient.class);
	}

	private static Arguments customizer(String name, WebClientCustomizer customizer) {
		return argumentSet(name, customizer);
	}

	private static WebClient.Builder bean() {
		return WebClient.builder().defaultHeader("X-Team", "bean");
	}

	private static WebClient.Builder unwanted() {
		return WebClient.builder().filter((request, next) -> Mono.error(new IllegalStateException("No instances")));
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizer {

		@Bean
		WebClientCustomizer customizer() {
			return (builder) -> builder.defaultHeader("X-Team", "customizer");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class One {

		@Bean
		WebClient.Builder one() {
			return bean();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Two {

		@Bean
		WebClient.Builder one() {
			return unwanted();
		}

		@Bean
		WebClient.Builder two() {
			return unwanted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoFallbacks {

		@Bean
		@Fallback
		WebClient.Builder one() {
			return unwanted();
		}

		@Bean
		@Fallback
		WebClient.Builder two() {
			return unwanted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Qualified {

		@Bean
		@Qualifier("balanced")
		WebClient.Builder balanced() {
			return unwanted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedByAnotherAnnotation {

		@Bean
		@Balanced
		WebClient.Builder balanced() {
			return unwanted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryQualified {

		@Bean
		@Balanced
		@Primary
		WebClient.Builder balanced() {
			return unwanted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoDefaultCandidate {

		@Bean(defaultCandidate = false)
		WebClient.Builder special() {
			return unwanted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneAndAQualified {

		@Bean
		WebClient.Builder one() {
			return bean();
		}

		@Bean
		@Balanced
		WebClient.Builder balanced() {
			return unwanted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OnePrimary {

		@Bean
		@Primary
		WebClient.Builder one() {
			return bean();
		}

		@Bean
		WebClient.Builder two() {
			return unwanted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneThatIsNoFallback {

		@Bean
		WebClient.Builder one() {
			return bean();
		}

		@Bean
		@Fallback
		WebClient.Builder two() {
			return unwanted();
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@Qualifier
	private @interface Balanced {

	}

}
