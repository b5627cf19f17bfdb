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

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.connector.ClientConnector;
import io.github.togetherspring.internal.diagnostics.FailureAnalyses;
import io.github.togetherspring.internal.http.JdkHttpConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link TogetherAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TogetherAutoConfigurationTests {

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("p").build();

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(TogetherAutoConfiguration.class,
			WebClientAutoConfiguration.class, HttpClientAutoConfiguration.class,
			ReactiveHttpClientAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	private final Api api = new Api();

	static Stream<Arguments> defaults() {
		return Stream.of(argumentSet("model", "model=d", "\"model\":\"d\""),
				argumentSet("max-tokens", "max-tokens=7", "\"max_tokens\":7"),
				argumentSet("temperature", "temperature=0.5", "\"temperature\":0.5"),
				argumentSet("top-p", "top-p=0.9", "\"top_p\":0.9"), argumentSet("top-k", "top-k=-1", "\"top_k\":-1"),
				argumentSet("min-p", "min-p=0.05", "\"min_p\":0.05"),
				argumentSet("repetition-penalty", "repetition-penalty=1.1", "\"repetition_penalty\":1.1"),
				argumentSet("presence-penalty", "presence-penalty=-1", "\"presence_penalty\":-1.0"),
				argumentSet("frequency-penalty", "frequency-penalty=1", "\"frequency_penalty\":1.0"),
				argumentSet("logit-bias", "logit-bias.1024=-10.5", "\"logit_bias\":{\"1024\":-10.5}"),
				argumentSet("stop", "stop[0]=a", "\"stop\":[\"a\"]"), argumentSet("n", "n=2", "\"n\":2"),
				argumentSet("seed", "seed=18446744073709551615", "\"seed\":18446744073709551615"),
				argumentSet("logprobs", "logprobs=1", "\"logprobs\":1"),
				argumentSet("echo", "echo=true", "\"echo\":true"),
				argumentSet("safety-model", "safety-model=guard", "\"safety_model\":\"guard\""));
	}

	static Stream<Arguments> badValues() {
		return Stream.of(bad("together.api-key", "sec\nret"), bad("together.api-key", "sec ret"),
				bad("together.api-key", "sécret"), bad("together.api-key", "${NO_SUCH_KEY}"),
				bad("together.base-url", "http://ho st/v1"), bad("together.base-url", "ftp://host/v1"),
				bad("together.base-url", "/v1"), bad("together.base-url", "api.together.ai/v1"),
				bad("together.base-url", "https://user:secret@host/v1"),
				bad("together.base-url", "http://my_host:80/v1"), bad("together.base-url", "http://host:/v1"),
				bad("together.base-url", "http://host:65536/v1"), bad("together.base-url", "http://host/v1#x"),
				bad("together.base-url", "http://[fe80::1%1]/v1"),
				bad("together.base-url", "http://b\u00fccher.example/v1"), bad("together.connect-timeout", "0s"),
				bad("together.connect-timeout", "-1s"), bad("together.connect-timeout", "25d"),
				bad("together.retry.base-delay", "367d"), bad("together.retry.max-delay", "367d"),
				bad("together.retry.max-server-delay", "367d"), bad("together.response-timeout", "0s"),
				bad("together.response-timeout", "-5ms"), bad("together.stream-idle-timeout", "0s"),
				bad("together.stream-idle-timeout", "-1s"), bad("together.total-timeout", "0s"),
				bad("together.total-timeout", "-1s"), bad("together.max-concurrent-requests", "0"),
				bad("together.max-response-size", "0B"), bad("together.max-response-size", "-1B"),
				bad("together.max-response-size", "3GB"), bad("together.max-event-size", "0B"),
				bad("together.max-event-size", "3GB"), bad("together.retry.max-attempts", "0"),
				bad("together.retry.base-delay", "-1s"), bad("together.retry.max-delay", "-1s"),
				bad("together.retry.max-server-delay", "-1s"), bad("together.retry.budget", "-1"),
				bad("together.pacing.initial-rate", "0"), bad("together.pacing.min-rate", "-1"),
				bad("together.pacing.max-rate", "2000000"), bad("together.pacing.min-rate", "2000000"),
				bad("together.pacing.quota.requests-per-minute", "0"), bad("together.pacing.quota.fallback-share", "0"),
				bad("together.pacing.quota.fallback-share", "1.1"), bad("together.pacing.quota.lease", "0s"),
				bad("together.pacing.quota.name", "n".repeat(101)),
				bad("together.pacing.quota.tokens-per-minute", "-1"), bad("together.budget.max-tokens", "0"),
				bad("together.budget.max-tokens", "-1"), bad("together.budget.max-cost", "0"),
				bad("together.budget.max-cost", "-0.01"), bad("together.budget.period", "1d"),
				bad("together.budget.period", "0s"), bad("together.completions.temperature", "-0.1"),
				bad("together.completions.temperature", "NaN"), bad("together.completions.top-p", "Infinity"),
				bad("together.completions.max-tokens", "-1"), bad("together.completions.n", "0"),
				bad("together.completions.logit-bias.7", "NaN"), bad("together.observations.provider-name", ""));
	}

	@Test
	void clientIsThereByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(CompletionsClient.class);
			assertThat(context).hasSingleBean(TogetherConnectionDetails.class);
			assertThat(context.getBean(TogetherConnectionDetails.class).getBaseUrl())
				.isEqualTo("https://api.together.ai/v1");
			assertThat(context.getBean(CompletionsClient.Builder.class))
				.isNotSameAs(context.getBean(CompletionsClient.Builder.class));
		});
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "pacing.initial-rate=2, -, 2", "pacing.enabled=true pacing.initial-rate=2, 2, 2",
					"pacing.enabled=true pacing.max-rate=0.5, 0.5, 0.5", "pacing.enabled=false, -, -" })
	void pacingIsOffExceptForJobsUnlessItIsSet(String properties, @Nullable Double rate, @Nullable Double rateForJobs) {
		String[] values = Stream.of(properties.split(" "))
			.map((property) -> "together." + property)
			.toArray(String[]::new);
		this.contextRunner.withPropertyValues(values)
			.run((context) -> assertThat(context.getBean(CompletionsClient.class)).extracting("configuration")
				.satisfies((configuration) -> {
					assertThat(configuration).extracting("pacingSettings.initialRate").isEqualTo(rate);
					assertThat(configuration).extracting("jobPacingSettings.initialRate").isEqualTo(rateForJobs);
				}));
	}

	@ParameterizedTest
	@CsvSource({ "prices.[a/b].input=1, prices.[a/b].output", "default-price.output=1, default-price.input",
			"default-price.input=-1 together.default-price.output=1, default-price",
			"default-price.input=1e999999999 together.default-price.output=1, default-price",
			"default-price.input=1 together.default-price.output=1e-999999999, default-price" })
	void invalidPriceIsExplained(String properties, String property) {
		this.contextRunner.withPropertyValues(("together." + properties).split(" ")).run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.ofInvalidProperty(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("'together." + property + "'");
			assertThat(analysis.getAction()).doesNotContainPattern("[A-Z]_\\[");
		});
	}

	@Test
	void budgetOfANamedClientHasThePricesOfAllAndItsOwn() {
		this.contextRunner
			.withPropertyValues("together.clients.dear.budget.max-cost=5", "together.prices.[m].input=1",
					"together.prices.[m].output=2", "together.clients.dear.prices.[n].input=3",
					"together.clients.dear.prices.[n].output=4")
			.run((context) -> {
				assertThat(context.getBean(CompletionsClient.class)).extracting("configuration.budgetSettings")
					.isNull();
				assertThat(context.getBean("dearCompletionsClient")).extracting("configuration")
					.satisfies((configuration) -> {
						assertThat(configuration).extracting("budgetSettings")
							.isEqualTo(BudgetSettings.builder().maxCost(new BigDecimal("5")).build());
						assertThat(configuration).extracting("prices")
							.isEqualTo(TokenPrices.builder()
								.model("m", BigDecimal.ONE, BigDecimal.valueOf(2))
								.model("n", BigDecimal.valueOf(3), BigDecimal.valueOf(4))
								.build());
					});
			});
	}

	@Test
	void pricesOfTheApplicationReplaceTheProperties() {
		TokenPrices prices = TokenPrices.builder().defaultPrice(BigDecimal.ONE, BigDecimal.TEN).build();
		this.contextRunner.withBean(TokenPrices.class, () -> prices)
			.run((context) -> assertThat(context.getBean(CompletionsClient.class)).extracting("configuration.prices")
				.isSameAs(prices));
	}

	@Test
	void quotasAreThoseOfTheProperties() {
		this.contextRunner
			.withPropertyValues("together.pacing.quota.requests-per-minute=600",
					"together.clients.other.pacing.quota.tokens-per-minute=5000")
			.run((context) -> {
				assertThat(context.getBean(CompletionsClient.class)).extracting("configuration.quotaSettings")
					.isEqualTo(QuotaSettings.builder().requestsPerMinute(600L).build());
				assertThat(context.getBean("otherCompletionsClient")).extracting("configuration.quotaSettings")
					.as("inherits what it does not set")
					.isEqualTo(QuotaSettings.builder().requestsPerMinute(600L).tokensPerMinute(5000L).build());
			});
		this.contextRunner.run((context) -> assertThat(context.getBean(CompletionsClient.class))
			.extracting("configuration.quotaSettings")
			.isNull());
	}

	@Test
	void clientIsThereWithoutAnyOtherAutoConfiguration() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(CompletionsClient.class));
	}

	@Test
	void clientIsThereInAReactiveWebApplication() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.run((context) -> assertThat(context).hasSingleBean(CompletionsClient.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t" })
	void withoutAKeyTheFirstCallFails(String key) {
		withApi().withPropertyValues("together.api-key=" + key).run((context) -> {
			CompletionsClient client = context.getBean(CompletionsClient.class);
			assertThatExceptionOfType(MissingApiKeyException.class).isThrownBy(() -> client.create(REQUEST))
				.withMessageContaining("together.api-key")
				.withMessageEndingWith("set it to 'none'.");
			assertThat(this.api.requests).isEmpty();
		});
		this.contextRunner.run((context) -> assertThatExceptionOfType(MissingApiKeyException.class)
			.isThrownBy(() -> context.getBean(CompletionsClient.class).create(REQUEST)));
	}

	@Test
	void canBeSwitchedOff() {
		this.contextRunner.withPropertyValues("together.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CompletionsClient.class)
				.doesNotHaveBean(TogetherConnectionDetails.class)
				.doesNotHaveBean(CompletionsClient.Builder.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { WebClient.class, JsonMapper.class, Flux.class })
	void backsOffWithoutAClassThatItNeeds(Class<?> type) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(type))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CompletionsClient.class));
	}

	@Test
	void secondClientLeavesTheFirstInPlace() {
		this.contextRunner.withUserConfiguration(SecondClient.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.getBeans(CompletionsClient.class)
				.containsOnlyKeys("completionsClient", "second"));
	}

	@Test
	void usesTheJdksClientWithoutReactorNetty() {
		connector(this.contextRunner.withClassLoader(new FilteredClassLoader("reactor.netty", "org.eclipse.jetty")),
				(connector) -> assertThat(connector).isInstanceOf(JdkHttpConnector.class));
		connector(this.contextRunner,
				(connector) -> assertThat(connector).isInstanceOf(ReactorClientHttpConnector.class));
	}

	@Test
	void backsOffForAClient() {
		CompletionsClient own = CompletionsClients.builder().build();
		this.contextRunner.withBean("own", CompletionsClient.class, () -> own)
			.run((context) -> assertThat(context.getBean(CompletionsClient.class)).isSameAs(own));
	}

	@Test
	void backsOffForABuilder() {
		CompletionsClient.Builder own = CompletionsClients.builder();
		this.contextRunner.withBean("own", CompletionsClient.Builder.class, () -> own).run((context) -> {
			assertThat(context.getBean(CompletionsClient.Builder.class)).isSameAs(own);
			assertThat(context).hasSingleBean(CompletionsClient.class);
		});
	}

	@Test
	void connectionDetailsReplaceTheProperties() {
		AtomicInteger asked = new AtomicInteger();
		withApi().withPropertyValues("together.api-key=property", "together.base-url=http://localhost:1/property")
			.withBean(TogetherConnectionDetails.class, () -> new TogetherConnectionDetails() {

				@Override
				public String getBaseUrl() {
					return "http://localhost:2/details";
				}

				@Override
				public @Nullable String getApiKey() {
					return "details-" + asked.incrementAndGet();
				}

			})
			.run((context) -> {
				assertThat(context).doesNotHaveBean(PropertiesTogetherConnectionDetails.class);
				call(context);
				String first = this.api.last().getHeaders().getFirst("Authorization");
				call(context);
				assertThat(this.api.last().getURI()).hasToString("http://localhost:2/details/completions");
				assertThat(this.api.last().getHeaders().getFirst("Authorization")).startsWith("Bearer details-")
					.isNotEqualTo(first);
			});
	}

	@ParameterizedTest
	@CsvSource({ "TOGETHER_API_KEY,TOGETHER_BASE_URL", "TOGETHER_APIKEY,TOGETHER_BASEURL" })
	void environmentVariables(String key, String url) {
		withApi()
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
						Map.of(key, "env-key", url, "http://localhost:3/env/"))))
			.run((context) -> {
				call(context);
				assertThat(this.api.last().getURI()).hasToString("http://localhost:3/env/completions");
				assertThat(this.api.last().getHeaders().getFirst("Authorization")).isEqualTo("Bearer env-key");
			});
	}

	@ParameterizedTest
	@MethodSource("defaults")
	void propertyBecomesADefaultOfRequests(String property, String json) {
		withApi().withPropertyValues("together.api-key=k", "together.completions." + property).run((context) -> {
			context.getBean(CompletionsClient.class)
				.create(property.startsWith("model") ? CompletionRequest.builder().prompt("p").build() : REQUEST);
			assertThat(this.api.last().getBodyAsString().block()).contains(json);
		});
	}

	@Test
	void blankModelIsNone() {
		withApi().withPropertyValues("together.api-key=k", "together.completions.model= ").run((context) -> {
			CompletionsClient client = context.getBean(CompletionsClient.class);
			assertThat(client.create(REQUEST)).isNotNull();
			assertThatExceptionOfType(InvalidCompletionRequestException.class)
				.isThrownBy(() -> client.create((request) -> request.prompt("p")))
				.withMessageContaining("model");
		});
	}

	@Test
	void nothingIsSentThatIsNotConfigured() {
		withApi().withPropertyValues("together.api-key=k").run((context) -> {
			call(context);
			assertThat(this.api.last().getBodyAsString().block()).isEqualTo("{\"model\":\"m\",\"prompt\":\"p\"}");
		});
	}

	@Test
	void builderHasThePropertiesThatAreBoundWhenItIsRequested() {
		Map<String, Object> properties = new HashMap<>(Map.of("together.completions.max-tokens", "1"));
		withApi().withPropertyValues("together.api-key=k")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("changing", properties)))
			.run((context) -> {
				context.getBean(CompletionsClient.Builder.class).build().create(REQUEST);
				assertThat(this.api.last().getBodyAsString().block()).contains("\"max_tokens\":1");
				properties.put("together.completions.max-tokens", "2");
				Rebinding.of(context);
				context.getBean(CompletionsClient.Builder.class).build().create(REQUEST);
				assertThat(this.api.last().getBodyAsString().block()).contains("\"max_tokens\":2");
			});
	}

	@Test
	void defaultHeaders() {
		withApi().withPropertyValues("together.api-key=k", "together.default-headers.X-Team=blue").run((context) -> {
			call(context);
			assertThat(this.api.last().getHeaders().getFirst("X-Team")).isEqualTo("blue");
		});
	}

	@Test
	void customizersAreAppliedInOrderAfterTheProperties() {
		List<String> order = new ArrayList<>();
		withApi().withPropertyValues("together.api-key=property", "together.completions.n=1")
			.withBean("second", CompletionsClientBuilderCustomizer.class, () -> new OrderedCustomizer(2, (builder) -> {
				order.add("second");
				builder.apiKey("second");
			}))
			.withBean("first", CompletionsClientBuilderCustomizer.class, () -> new OrderedCustomizer(1, (builder) -> {
				order.add("first");
				builder.apiKey("first").defaults((request) -> request.n(5));
			}))
			.run((context) -> {
				assertThat(order).containsExactly("first", "second");
				call(context);
				assertThat(this.api.last().getHeaders().getFirst("Authorization")).isEqualTo("Bearer second");
				assertThat(this.api.last().getBodyAsString().block()).contains("\"n\":5");
			});
	}

	@Test
	void webClientCustomizerOfTheApplicationIsAppliedOnce() {
		withApi().withPropertyValues("together.api-key=k")
			.withBean(WebClientCustomizer.class,
					() -> (builder) -> builder.filter((request, next) -> next.exchange(
							ClientRequest.from(request).headers((headers) -> headers.add("X-Filter", "1")).build())))
			.run((context) -> {
				call(context);
				assertThat(this.api.last().getHeaders().get("X-Filter")).containsExactly("1");
			});
	}

	@Test
	void builderOfTheApplicationIsNotChanged() {
		WebClient.Builder shared = WebClient.builder();
		withApi().withPropertyValues("together.api-key=k")
			.withBean("shared", WebClient.Builder.class, () -> shared)
			.run((context) -> {
				call(context);
				assertThat(this.api.requests).hasSize(1);
				assertThat(ReflectionTestUtils.getField(shared, "connector")).isNull();
				assertThat(ReflectionTestUtils.getField(shared, "baseUrl")).isNull();
				assertThat(ReflectionTestUtils.getField(shared, "filters")).isNull();
				assertThat(ReflectionTestUtils.getField(shared, "defaultHeaders")).isNull();
			});
	}

	@Test
	void settingsOfTheApplicationsJsonMapperDoNotReachTheWire() {
		withApi().withPropertyValues("together.api-key=k")
			.withBean(JsonMapper.class,
					() -> JsonMapper.builder()
						.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
						.enable(SerializationFeature.INDENT_OUTPUT)
						.build())
			.run((context) -> {
				call(context);
				assertThat(this.api.last().getBodyAsString().block()).isEqualTo("{\"model\":\"m\",\"prompt\":\"p\"}");
			});
	}

	@ParameterizedTest
	@MethodSource("badValues")
	void badValueIsAnalyzed(String property, String value) {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("bad", Map.of(property, value))))
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = FailureAnalyses.ofInvalidProperty(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				String named = property.replaceFirst("logit-bias\\.7", "logit-bias");
				assertThat(analysis.getDescription()).contains("'" + named).doesNotContain("..");
				assertThat(analysis.getAction()).contains(named,
						named.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
				for (@Nullable
				Throwable ex = context.getStartupFailure(); ex != null; ex = ex.getCause()) {
					assertThat(String.valueOf(ex.getMessage())).doesNotContain("ret@", "sec\nret", "sec ret", "sécret",
							"user:secret");
				}
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:8080/v1", "http://127.0.0.1/v1", "http://127.8.9.1:1/v1",
			"http://[::1]:8080/v1", "http://app.localhost/v1", "HTTP://LOCALHOST/v1", "https://api.example.org/v1" })
	void noWarningForALoopbackHostOrHttps(String url, CapturedOutput output) {
		this.contextRunner.withPropertyValues("together.base-url=" + url, "together.api-key=hush").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("plain http").doesNotContain("hush");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://api.example.org/v1", "http://10.0.0.1/v1", "http://localhost.example.org/v1" })
	void oneWarningForPlainHttpToAnotherHost(String url, CapturedOutput output) {
		this.contextRunner.withPropertyValues("together.base-url=" + url, "together.api-key=hush").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output.toString().split("plain http", -1)).hasSize(2);
			assertThat(output).doesNotContain("hush");
		});
	}

	@Test
	void connectTimeoutFallsBackToTheSharedOne() {
		this.contextRunner.run((context) -> assertThat(connectTimeout(context)).isEqualTo("PT5S"));
		this.contextRunner.withPropertyValues("spring.http.clients.connect-timeout=7s")
			.run((context) -> assertThat(connectTimeout(context)).isEqualTo("PT7S"));
		this.contextRunner.withPropertyValues("spring.http.clients.connect-timeout=7s", "together.connect-timeout=2s")
			.run((context) -> assertThat(connectTimeout(context)).isEqualTo("PT2S"));
	}

	@Test
	void propertiesDoNotShowTheKey() {
		this.contextRunner.withPropertyValues("together.api-key=hush")
			.run((context) -> assertThat(context.getBean(TogetherProperties.class)).asString().doesNotContain("hush"));
	}

	private ApplicationContextRunner withApi() {
		return this.contextRunner.withBean("api", TogetherWebClientCustomizer.class,
				() -> (client, builder) -> builder.clientConnector(this.api.connector()));
	}

	private static void call(AssertableApplicationContext context) {
		context.getBean(CompletionsClient.class).create(REQUEST);
	}

	private static void connector(ApplicationContextRunner runner, Consumer<@Nullable Object> assertion) {
		runner.run((context) -> assertion.accept(connector(context)));
	}

	private static @Nullable Object connector(AssertableApplicationContext context) {
		ClientConnector connector = context.getBean(ClientConnectors.class).get(configuration(context));
		Object connection = ReflectionTestUtils.invokeMethod(connector, "open");
		return ReflectionTestUtils.invokeMethod(connection, "connector");
	}

	private static String connectTimeout(AssertableApplicationContext context) {
		HttpClientSettings settings = ReflectionTestUtils.invokeMethod(context.getBean(ClientConnectors.class),
				"httpSettings", configuration(context));
		return String.valueOf(settings.connectTimeout());
	}

	private static ClientConfiguration configuration(AssertableApplicationContext context) {
		return context.getBean(ClientConfigurations.class).get(CompletionsClient.DEFAULT_NAME);
	}

	private static Arguments bad(String property, String value) {
		return argumentSet(property + "=" + value.replace("\n", "\\n"), property, value);
	}

	/**
	 * Responds to every request in place of the service, and keeps it.
	 */
	private static final class Api {

		private final List<MockClientHttpRequest> requests = new ArrayList<>();

		ClientHttpConnector connector() {
			return (method, uri, callback) -> {
				MockClientHttpRequest request = new MockClientHttpRequest(method, uri);
				this.requests.add(request);
				return callback.apply(request).then(Mono.fromSupplier(() -> {
					MockClientHttpResponse response = new MockClientHttpResponse(HttpStatus.OK);
					response.getHeaders().set("Content-Type", "application/json");
					response.setBody("{\"choices\":[{}]}");
					return response;
				}));
			};
		}

		MockClientHttpRequest last() {
			return this.requests.get(this.requests.size() - 1);
		}

	}

	private record OrderedCustomizer(int order,
			Consumer<CompletionsClient.Builder> change) implements CompletionsClientBuilderCustomizer, Ordered {

		@Override
		public void customize(String client, CompletionsClient.Builder builder) {
			this.change.accept(builder);
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondClient {

		@Bean(defaultCandidate = false)
		CompletionsClient second(CompletionsClient.Builder builder) {
			return builder.baseUrl("http://localhost:1/v1").build();
		}

	}

}
