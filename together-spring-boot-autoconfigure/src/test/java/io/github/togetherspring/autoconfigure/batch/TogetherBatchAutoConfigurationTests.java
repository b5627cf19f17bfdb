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

package io.github.togetherspring.autoconfigure.batch;

import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.batch.CompletionProgressListener;
import io.github.togetherspring.batch.FailurePolicy;
import io.github.togetherspring.batch.observation.CompletionProgressLog;
import io.github.togetherspring.batch.observation.CompletionStepMeters;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.client.DefaultCompletionsClient;
import io.github.togetherspring.internal.diagnostics.FailureAnalyses;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TogetherBatchAutoConfiguration}.
 */
class TogetherBatchAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherBatchAutoConfiguration.class))
		.withPropertyValues("together.api-key=k");

	private static CompletionItemReader<String> build(CompletionItemReader.Builder<String> builder) {
		return builder.reader(new ListItemReader<>(List.of()))
			.request((item) -> CompletionRequest.builder().prompt(item).build())
			.build();
	}

	private static CompletionResponse response(String model) {
		return CompletionResponse.of(Map.of("model", model, "choices", List.of(), "usage",
				Map.of("prompt_tokens", 1_000_000, "completion_tokens", 1_000_000, "total_tokens", 2_000_000)));
	}

	@Test
	void readersHaveTheDefaultsOfTheirBuilder() {
		this.contextRunner.run((context) -> {
			CompletionItemReaders readers = context.getBean(CompletionItemReaders.class);
			CompletionsClient client = context.getBean(CompletionsClient.class);
			assertThat(build(readers.reader("articles"))).usingRecursiveComparison()
				.ignoringFields("listeners", "settings.mapper", "reader", "stopRequested")
				.isEqualTo(build(CompletionItemReader.<String>builder(forJobs(client)).name("articles")));
		});
	}

	@Test
	void readersHaveTheSettingsOfTheProperties() {
		this.contextRunner
			.withPropertyValues("together.batch.concurrency=3", "together.batch.window=40",
					"together.batch.window-bytes=2MB", "together.batch.ordered=false",
					"together.batch.stop-grace-period=1m", "together.batch.failures.limit=7",
					"together.batch.failures.consecutive-limit=5")
			.run((context) -> {
				CompletionsClient client = context.getBean(CompletionsClient.class);
				CompletionItemReader<String> expected = build(CompletionItemReader.<String>builder(forJobs(client))
					.name("articles")
					.concurrency(3)
					.window(40)
					.windowBytes(2 * 1024 * 1024)
					.ordered(false)
					.stopGracePeriod(Duration.ofMinutes(1))
					.failurePolicy(FailurePolicy.builder().limit(7L).consecutiveLimit(5).build()));
				assertThat(build(context.getBean(CompletionItemReaders.class).reader("articles")))
					.usingRecursiveComparison()
					.ignoringFields("listeners", "settings.mapper", "settings.failurePolicy.stopOn", "reader",
							"stopRequested")
					.isEqualTo(expected);
			});
	}

	@Test
	void readerMakesCallsWithTheClientThatItIsGiven() {
		this.contextRunner.withPropertyValues("together.clients.vllm.base-url=http://localhost:1/v1")
			.withUserConfiguration(NamedClient.class)
			.run((context) -> assertThat(context.getBean(CompletionItemReader.class)).extracting("settings.client")
				.isSameAs(forJobs(context.getBean("vllmCompletionsClient", CompletionsClient.class))));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "-, -, true", "false, -, false", "-, false, false", "true, false, false", "false, true, true" })
	void readersPaceTheirCallsUnlessThatIsSwitchedOff(@Nullable String all, @Nullable String named, boolean paced) {
		this.contextRunner.withPropertyValues("together.clients.vllm.base-url=http://localhost:1/v1")
			.withPropertyValues(pacing("together", all), pacing("together.clients.vllm", named))
			.withUserConfiguration(NamedClient.class)
			.run((context) -> {
				DefaultCompletionsClient client = context.getBean("vllmCompletionsClient",
						DefaultCompletionsClient.class);
				assertThat(context.getBean(CompletionItemReader.class)).extracting("settings.client")
					.isSameAs(client.forJobs());
				boolean isPaced = "true".equals((named != null) ? named : all);
				assertThat(client.forJobs() != client || isPaced).isEqualTo(paced);
			});
	}

	private static String pacing(String prefix, @Nullable String enabled) {
		return (enabled != null) ? prefix + ".pacing.enabled=" + enabled : prefix + ".pacing.initial-rate=2";
	}

	@Test
	void callsOfReadersAreBulkCallsUnlessTheirOptionsSayOtherwise() {
		this.contextRunner.run((context) -> {
			CompletionItemReaders readers = context.getBean(CompletionItemReaders.class);
			assertThat(build(readers.reader("r"))).extracting("settings.callOptions.priority")
				.isEqualTo(CallPriority.BULK);
			CallOptions urgent = CallOptions.builder().priority(CallPriority.INTERACTIVE).build();
			assertThat(build(readers.<String>reader("r").callOptions(urgent)))
				.extracting("settings.callOptions.priority")
				.isEqualTo(CallPriority.INTERACTIVE);
		});
	}

	@Test
	void decoratedClientRemainsAsItIs() {
		CompletionsClient client = (CompletionsClient) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { CompletionsClient.class }, (proxy, method, arguments) -> null);
		this.contextRunner.run((context) -> {
			CompletionItemReaders readers = context.getBean(CompletionItemReaders.class);
			assertThat(build(readers.reader("r", client))).extracting("settings.client").isSameAs(client);
		});
	}

	private static CompletionsClient forJobs(CompletionsClient client) {
		return ((DefaultCompletionsClient) client).forJobs();
	}

	@Test
	void pricesAreThoseOfTheProperties() {
		this.contextRunner
			.withPropertyValues("together.prices.[meta-llama/Meta-Llama-3.1-8B].input=0.18",
					"together.prices.[meta-llama/Meta-Llama-3.1-8B].output=0.2", "together.default-price.input=1",
					"together.default-price.output=2.5")
			.run((context) -> {
				CompletionItemReader<String> reader = build(context.getBean(CompletionItemReaders.class).reader("r"));
				assertThat(reader).extracting("prices", InstanceOfAssertFactories.type(TokenPrices.class))
					.satisfies((prices) -> {
						assertThat(prices.costOf(response("meta-llama/Meta-Llama-3.1-8B")))
							.isEqualByComparingTo("0.38");
						assertThat(prices.costOf(response("another"))).isEqualByComparingTo("3.5");
					});
			});
	}

	@Test
	void beansOfTheApplicationAreUsed() {
		TokenPrices prices = TokenPrices.builder().defaultPrice(BigDecimal.ONE, BigDecimal.ONE).build();
		FailurePolicy policy = FailurePolicy.builder().limit(1L).build();
		CompletionProgressListener listener = (step, progress) -> {
		};
		this.contextRunner.withBean(TokenPrices.class, () -> prices)
			.withBean(FailurePolicy.class, () -> policy)
			.withBean("progressBar", CompletionProgressListener.class, () -> listener)
			.run((context) -> {
				CompletionItemReader<String> reader = build(context.getBean(CompletionItemReaders.class).reader("r"));
				assertThat(reader).extracting("prices").isSameAs(prices);
				assertThat(reader).extracting("settings.failurePolicy").isSameAs(policy);
				assertThat(reader).extracting("listeners", InstanceOfAssertFactories.LIST)
					.hasSize(2)
					.contains(listener)
					.hasAtLeastOneElementOfType(CompletionProgressLog.class);
			});
	}

	@Test
	void stepsAreMeasuredWithAMeterRegistry() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(CompletionStepMeters.class));
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(CompletionStepMeters.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			concurrency=0 | concurrency | at least 1: 0
			window=7 | window | at least the concurrency, 8: 7
			window-bytes=0B | window-bytes | at least 1 byte
			stop-grace-period=-1s | stop-grace-period | from zero to a year
			stop-grace-period=300000d | stop-grace-period | from zero to a year
			progress-interval=-1s | progress-interval | from zero to a year
			progress-interval=300000d | progress-interval | from zero to a year
			failures.limit=-1 | failures.limit | must not be negative: -1
			budget.max-tokens=0 | budget.max-tokens | at least 1 token: 0
			budget.max-cost=-1 | budget.max-cost | from 0.000001 to
			failures.consecutive-limit=0 | failures.consecutive-limit | at least 1: 0
			""")
	void invalidPropertyIsExplained(String properties, String property, String problem) {
		this.contextRunner.withPropertyValues(("together.batch." + properties).split(",")).run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.ofInvalidProperty(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("'together.batch." + property + "'", problem);
		});
	}

	@Test
	void readerThatSavesItsStateNeedsARepositoryThatKeepsIt() {
		ApplicationContextRunner withoutDatabase = this.contextRunner
			.withConfiguration(AutoConfigurations.of(BatchAutoConfiguration.class));
		withoutDatabase.withUserConfiguration(Reader.class).run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.ofImpossibleRestart(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("'articles'", "loses the state");
			assertThat(analysis.getAction()).contains("spring-boot-starter-batch-jdbc", "spring.datasource.url",
					"saveState(false)");
		});
		withoutDatabase.withUserConfiguration(Reader.class)
			.withPropertyValues("test.save-state=false")
			.run((context) -> assertThat(context).hasSingleBean(CompletionItemReader.class));
	}

	@Test
	void readerThatSavesItsStateIsFineWithADatabase() {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
					BatchJdbcAutoConfiguration.class, BatchAutoConfiguration.class))
			.withUserConfiguration(Reader.class)
			.run((context) -> assertThat(context).hasSingleBean(CompletionItemReader.class));
	}

	@Test
	void backsOffWithoutTheModuleAndWithoutClients() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.github.togetherspring.batch"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(CompletionsClient.class)
				.doesNotHaveBean(TogetherBatchAutoConfiguration.class));
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.batch"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TogetherBatchAutoConfiguration.class));
		this.contextRunner.withPropertyValues("together.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TogetherBatchAutoConfiguration.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Reader {

		@Bean
		CompletionItemReader<String> articles(CompletionItemReaders readers, Environment environment) {
			return build(readers.<String>reader("articles")
				.saveState(environment.getProperty("test.save-state", boolean.class, true)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedClient {

		@Bean
		CompletionItemReader<String> articles(CompletionItemReaders readers,
				@Qualifier("vllm") CompletionsClient client) {
			return build(readers.reader("articles", client));
		}

	}

}
