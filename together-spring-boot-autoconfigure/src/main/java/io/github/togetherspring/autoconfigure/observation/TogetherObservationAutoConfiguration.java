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

package io.github.togetherspring.autoconfigure.observation;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.autoconfigure.TogetherProperties;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.observation.CompletionsMeterFilter;
import io.github.togetherspring.observation.CompletionsMeterObservationHandler;
import io.github.togetherspring.observation.CompletionsObservationConvention;
import io.github.togetherspring.observation.CompletionsObservations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of the calls of a
 * {@link CompletionsClient}.
 */
@AutoConfiguration(after = TogetherAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ CompletionsClient.class, WebClient.class, Flux.class, ObservationRegistry.class })
@ConditionalOnBean(TogetherProperties.class)
public final class TogetherObservationAutoConfiguration {

	TogetherObservationAutoConfiguration() {
	}

	// What differs between clients comes from their properties.
	@Bean
	CompletionsObservations togetherObservations(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<CompletionsObservationConvention> convention) {
		return CompletionsObservations.of(registry.getIfUnique(() -> ObservationRegistry.NOOP))
			.withConvention(convention.getIfUnique());
	}

	/**
	 * Configuration that requires Micrometer metrics.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(MeterRegistry.class)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		CompletionsMeterObservationHandler togetherMeterObservationHandler(MeterRegistry meterRegistry) {
			return new CompletionsMeterObservationHandler(meterRegistry);
		}

		// Before the filter for 'management.metrics.distribution.*', which has order 0.
		@Bean
		@Order(-100)
		CompletionsMeterFilter togetherMeterFilter() {
			return new CompletionsMeterFilter();
		}

	}

}
