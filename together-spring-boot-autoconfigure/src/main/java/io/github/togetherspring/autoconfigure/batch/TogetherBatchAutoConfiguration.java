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

import javax.sql.DataSource;

import io.github.togetherspring.autoconfigure.ConfiguredPrices;
import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.autoconfigure.TogetherBatchProperties;
import io.github.togetherspring.autoconfigure.TogetherProperties;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.batch.CompletionProgressListener;
import io.github.togetherspring.batch.FailurePolicy;
import io.github.togetherspring.batch.JobBudget;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import io.github.togetherspring.batch.observation.CompletionProgressLog;
import io.github.togetherspring.batch.observation.CompletionStepMeters;
import io.github.togetherspring.batch.observation.JobBudgetMeters;
import io.github.togetherspring.batch.remote.RemotePartitions;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.TokenPrices;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jmx.export.MBeanExporter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for completions in Spring Batch
 * jobs.
 */
@AutoConfiguration(after = TogetherAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ CompletionItemReader.class, CompletionsClient.class, JobRepository.class })
@ConditionalOnBean(CompletionsClient.class)
@EnableConfigurationProperties({ TogetherBatchProperties.class, TogetherProperties.class })
public final class TogetherBatchAutoConfiguration {

	TogetherBatchAutoConfiguration() {
	}

	@Bean
	BatchSettings togetherBatchSettings(TogetherBatchProperties properties) {
		return new BatchSettings(properties);
	}

	@Bean
	@ConditionalOnMissingBean
	FailurePolicy completionFailurePolicy(BatchSettings settings) {
		return settings.failurePolicy();
	}

	@Bean
	@ConditionalOnMissingBean
	CompletionItemReaders completionItemReaders(BatchSettings settings, FailurePolicy failurePolicy,
			TogetherProperties properties, ObjectProvider<TokenPrices> prices, ObjectProvider<CompletionsClient> client,
			ObjectProvider<CompletionProgressListener> listeners, ObjectProvider<RunningJobs> runningJobs,
			ObjectProvider<RemotePartitions> partitions, ObjectProvider<JobBudget> budget) {
		return new ConfiguredItemReaders(settings, failurePolicy,
				prices.getIfUnique(() -> ConfiguredPrices.of(properties)), client, listeners, runningJobs, partitions,
				budget);
	}

	@Bean
	@ConditionalOnMissingBean
	CompletionProgressLog completionProgressLog(TogetherBatchProperties properties) {
		return new CompletionProgressLog(properties.getProgressInterval());
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RestartCheck togetherRestartCheck(ObjectProvider<JobRepository> repository) {
		return new RestartCheck(repository);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RoleCheck togetherRoleCheck(Environment environment) {
		return new RoleCheck(environment);
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
		CompletionStepMeters completionStepMeters(MeterRegistry registry) {
			return new CompletionStepMeters(registry);
		}

		@Bean
		@ConditionalOnMissingBean
		JobBudgetMeters jobBudgetMeters(MeterRegistry registry) {
			return new JobBudgetMeters(registry);
		}

	}

	/**
	 * Configuration that requires JDBC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ DataSource.class, LazyConnectionDataSourceProxy.class, DataSourceUnwrapper.class })
	@ConditionalOnBooleanProperty(name = "together.batch.lazy-connections", matchIfMissing = true)
	static class LazyConnectionsConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static LazyConnections togetherLazyConnections(ObjectProvider<MBeanExporter> exporter) {
			return new LazyConnections(exporter);
		}

	}

}
