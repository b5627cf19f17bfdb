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

import java.util.Set;

import javax.sql.DataSource;

import io.github.togetherspring.autoconfigure.TogetherBatchProperties;
import io.github.togetherspring.batch.JobBudget;
import io.github.togetherspring.batch.JobBudgetListener;
import io.github.togetherspring.batch.lifecycle.GracefulJobStop;
import io.github.togetherspring.batch.lifecycle.JobLockRegistry;
import io.github.togetherspring.batch.lifecycle.LockedJobs;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import io.github.togetherspring.batch.remote.RemotePartitions;
import io.github.togetherspring.batch.remote.UnfinishedPartitions;
import io.github.togetherspring.completions.BudgetSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchDataSource;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the graceful stop and the
 * recovery of Spring Batch jobs.
 */
@AutoConfiguration(after = TogetherBatchAutoConfiguration.class,
		afterName = { "org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration",
				"org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
@ConditionalOnClass({ RunningJobs.class, JobRepository.class })
@ConditionalOnBean({ TogetherBatchProperties.class, JobRepository.class, JobOperator.class })
public final class TogetherBatchLifecycleAutoConfiguration {

	TogetherBatchLifecycleAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	RunningJobs runningJobs() {
		return new RunningJobs();
	}

	// None without limits.
	@Bean
	@ConditionalOnMissingBean
	@Nullable JobBudget jobBudget(BatchSettings settings, JobRepository repository, ObjectProvider<RemotePartitions> partitions,
			ObjectProvider<JobBudgetListener> listeners) {
		BudgetSettings budget = settings.budget();
		return (budget != null) ? new JobBudget(budget, repository, (step) -> {
			RemotePartitions remote = partitions.getIfAvailable();
			return remote != null && remote.isClaimed(step);
		}, listeners.orderedStream().toList()) : null;
	}

	@Bean
	@ConditionalOnMissingBean
	LockedJobs lockedJobs(JobRepository repository, ObjectProvider<JobLockRegistry> lockRegistry,
			RunningJobs runningJobs, ObjectProvider<RemotePartitions> partitions,
			ObjectProvider<UnfinishedPartitions> partitionsElsewhere) {
		return new LockedJobs(repository, lockRegistry.getIfAvailable(), runningJobs, () -> {
			RemotePartitions remote = partitions.getIfAvailable();
			UnfinishedPartitions elsewhere = partitionsElsewhere.getIfAvailable();
			return (remote != null) ? remote.unfinishedStepExecutions()
					: (elsewhere != null) ? elsewhere.get() : Set.of();
		});
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static LockedJobsBeanPostProcessor lockedJobsBeanPostProcessor(ObjectProvider<LockedJobs> lockedJobs) {
		return new LockedJobsBeanPostProcessor(lockedJobs);
	}

	@Bean
	@ConditionalOnMissingBean
	GracefulJobStop gracefulJobStop(RunningJobs runningJobs, JobOperator operator, TogetherBatchProperties properties) {
		return new GracefulJobStop(runningJobs, operator, properties.getStopGracePeriod());
	}

	/**
	 * Configuration that requires a repository in a database that Spring Boot connects
	 * to.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ BatchDataSource.class, JdbcConnectionDetails.class })
	@ConditionalOnBean(JdbcConnectionDetails.class)
	@ConditionalOnMissingBean(JobLockRegistry.class)
	@ConditionalOnBooleanProperty(name = "together.batch.lock.enabled", matchIfMissing = true)
	static class JobLockConfiguration {

		// None if jobs have their own database, which has no connection details.
		@Bean
		@Nullable JobLockRegistry jobLockRegistry(JdbcConnectionDetails details,
				@BatchDataSource ObjectProvider<DataSource> jobDatabase) {
			return (jobDatabase.getIfAvailable() == null) ? JobLockRegistries.of(details) : null;
		}

	}

}
