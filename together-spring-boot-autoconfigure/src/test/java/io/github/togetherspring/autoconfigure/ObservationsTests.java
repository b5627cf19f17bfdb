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

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.togetherspring.autoconfigure.observation.TogetherObservationAutoConfiguration;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.internal.diagnostics.FailureAnalyses;
import io.github.togetherspring.observation.CompletionsObservationContext;
import io.github.togetherspring.observation.CompletionsObservationConvention;
import io.github.togetherspring.observation.DefaultCompletionsObservationConvention;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TogetherObservationAutoConfiguration} and
 * {@code together.observations}.
 */
class ObservationsTests {

	private static final String DURATION = "gen_ai.client.operation.duration";

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("p").build();

	private final ApiServer server = ApiServer.plain("first");

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void setUp() {
		this.contextRunner = withoutMetrics()
			.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void callsAreObservedByDefault() {
		this.contextRunner.run((context) -> {
			context.getBean(CompletionsClient.class).create(REQUEST);
			assertThat(tags(context, "gen_ai.provider.name")).containsExactly("together_ai");
			assertThat(boundaries(context)).startsWith(0.01, 0.02).hasSize(14);
		});
	}

	@Test
	void namedClientInheritsObservationsAndMayHaveItsOwn() {
		this.contextRunner
			.withPropertyValues("together.observations.provider-name=proxy", "together.clients.heir.max-event-size=1MB",
					"together.clients.own.observations.provider-name=vllm",
					"together.clients.off.observations.enabled=false")
			.run((context) -> {
				for (String name : Set.of("heir", "own", "off")) {
					context.getBean(name + "CompletionsClient", CompletionsClient.class).create(REQUEST);
				}
				assertThat(timers(context).map((timer) -> timer.getId().getTag("together.client.name") + " "
						+ timer.getId().getTag("gen_ai.provider.name")))
					.containsExactlyInAnyOrder("heir proxy", "own vllm");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "together.observations.enabled=false", "management.observations.enable.gen_ai=false" })
	void observationsCanBeSwitchedOff(String property) {
		this.contextRunner.withPropertyValues(property).run((context) -> {
			assertThat(context.getBean(CompletionsClient.class).create(REQUEST).text()).isEqualTo("first");
			assertThat(timers(context)).isEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "together.observations.provider-name=, together.observations.provider-name",
			"together.observations.provider-name=\t, together.observations.provider-name",
			"together.clients.x.observations.provider-name=, together.clients.x.observations.provider-name" })
	void blankProviderIsRefused(String setting, String property) {
		this.contextRunner.withPropertyValues(setting).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = FailureAnalyses.ofInvalidProperty(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("'" + property + "'", "must not be blank");
		});
	}

	@Test
	void boundariesCanBeChanged() {
		this.contextRunner.withPropertyValues("management.metrics.distribution.slo." + DURATION + "=1s,60s")
			.run((context) -> {
				context.getBean(CompletionsClient.class).create(REQUEST);
				assertThat(boundaries(context)).containsExactly(1, 60);
			});
	}

	@Test
	void conventionOfTheApplicationTakesThePlaceOfTheDefaultOne() {
		this.contextRunner.withBean(CompletionsObservationConvention.class, TeamConvention::new).run((context) -> {
			context.getBean(CompletionsClient.class).create(REQUEST);
			assertThat(tags(context, "team")).containsExactly("search");
			assertThat(tags(context, "together.outcome")).containsExactly("success");
		});
	}

	@Test
	void callsGoOnWithoutMetrics() {
		withoutMetrics().withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> {
				assertThat(context).doesNotHaveBean("togetherMeterObservationHandler");
				assertThat(context.getBean(CompletionsClient.class).create(REQUEST).text()).isEqualTo("first");
			});
	}

	@Test
	void callsGoOnWithoutObservations() {
		withoutMetrics().run((context) -> assertThat(context.getBean(CompletionsClient.class).create(REQUEST).text())
			.isEqualTo("first"));
	}

	private ApplicationContextRunner withoutMetrics() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class,
					TogetherObservationAutoConfiguration.class, WebClientAutoConfiguration.class,
					HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class))
			.withPropertyValues("together.base-url=" + this.server.baseUrl(), "together.api-key=k");
	}

	private static Stream<Timer> timers(ApplicationContext context) {
		return context.getBean(MeterRegistry.class).find(DURATION).timers().stream();
	}

	private static Set<String> tags(ApplicationContext context, String key) {
		return timers(context).map((timer) -> String.valueOf(timer.getId().getTag(key)))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static double[] boundaries(ApplicationContext context) {
		CountAtBucket[] buckets = timers(context).findFirst().orElseThrow().takeSnapshot().histogramCounts();
		return Arrays.stream(buckets).mapToDouble((bucket) -> bucket.bucket() / 1e9).toArray();
	}

	/**
	 * Adds a tag.
	 */
	private static final class TeamConvention extends DefaultCompletionsObservationConvention {

		@Override
		public KeyValues getLowCardinalityKeyValues(CompletionsObservationContext context) {
			return super.getLowCardinalityKeyValues(context).and("team", "search");
		}

	}

}
