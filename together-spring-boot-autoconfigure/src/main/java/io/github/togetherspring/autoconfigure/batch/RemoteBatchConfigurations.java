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

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.github.togetherspring.autoconfigure.TogetherBatchProperties;
import io.github.togetherspring.autoconfigure.TogetherBatchProperties.Role;
import io.github.togetherspring.batch.JobBudget;
import io.github.togetherspring.batch.PartitionedSteps;
import io.github.togetherspring.batch.PartitionsProgressListener;
import io.github.togetherspring.batch.lifecycle.JobLockRegistry;
import io.github.togetherspring.batch.lifecycle.JobTakeover;
import io.github.togetherspring.batch.lifecycle.LockedJobs;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import io.github.togetherspring.batch.observation.PartitionMeters;
import io.github.togetherspring.batch.observation.PartitionsProgressLog;
import io.github.togetherspring.batch.remote.PartitionWorkers;
import io.github.togetherspring.batch.remote.RabbitWorkSignal;
import io.github.togetherspring.batch.remote.RemotePartitions;
import io.github.togetherspring.batch.remote.UnfinishedPartitions;
import io.github.togetherspring.batch.remote.WorkSignal;
import io.github.togetherspring.internal.diagnostics.UnusableRoleException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchDataSource;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Configurations for partitions on many machines. Each depends on the previous ones.
 */
class RemoteBatchConfigurations {

	/**
	 * Configuration that requires a connection to RabbitMQ.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConnectionFactory.class, RabbitTemplate.class })
	@ConditionalOnBean(ConnectionFactory.class)
	@ConditionalOnMissingBean(WorkSignal.class)
	@ConditionalOnRole({ Role.MANAGER, Role.WORKER, Role.BOTH })
	static class Rabbit {

		@Bean
		RabbitWorkSignal rabbitWorkSignal(ConnectionFactory connections) {
			return new RabbitWorkSignal(connections);
		}

	}

	/**
	 * Configuration that requires a job repository in a database.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ BatchDataSource.class, JdbcClient.class })
	@ConditionalOnBean({ DataSource.class, LockedJobs.class })
	@ConditionalOnRole({ Role.MANAGER, Role.WORKER, Role.BOTH })
	static class Partitions {

		@Bean
		@ConditionalOnMissingBean
		RemotePartitions remotePartitions(ObjectProvider<DataSource> dataSource,
				@BatchDataSource ObjectProvider<DataSource> jobDatabase, JobRepository repository,
				BatchSettings settings, TogetherBatchProperties properties, ObjectProvider<WorkSignal> signal,
				ObjectProvider<MeterRegistry> meterRegistry, ObjectProvider<ObservationRegistry> observationRegistry,
				ObjectProvider<JobBudget> budget) {
			DataSource database = jobDatabase.getIfAvailable(dataSource::getObject);
			RemoteJobDatabase.check(database, repository, properties.getRole());
			RemotePartitions.Builder partitions = RemotePartitions.builder(database, repository)
				.settings(settings.partitions())
				.meterRegistry(meterRegistry.getIfUnique());
			signal.ifAvailable(partitions::signal);
			budget.ifAvailable(partitions::budget);
			observationRegistry.ifAvailable(partitions::observationRegistry);
			return partitions.build();
		}

		// Also for a worker, which has the jobs but does not run them.
		@Bean
		@ConditionalOnMissingBean(PartitionedSteps.class)
		PartitionedSteps remotePartitionedSteps(RemotePartitions partitions, RunningJobs runningJobs,
				LockedJobs lockedJobs, ObjectProvider<PartitionsProgressListener> listeners) {
			return partitions.steps(runningJobs::isStopRequested, lockedJobs::renewLock,
					listeners.orderedStream().toList());
		}

		@Bean
		@ConditionalOnMissingBean
		PartitionsProgressLog partitionsProgressLog(TogetherBatchProperties properties) {
			return new PartitionsProgressLog(properties.getProgressInterval());
		}

	}

	/**
	 * Configuration for a process that runs partitions.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(RemotePartitions.class)
	@ConditionalOnRole({ Role.WORKER, Role.BOTH })
	static class Worker {

		@Bean
		@ConditionalOnMissingBean
		PartitionWorkers partitionWorkers(RemotePartitions partitions, ObjectProvider<Step> steps,
				RunningJobs runningJobs, TogetherBatchProperties properties) {
			List<Step> all = steps.orderedStream().toList();
			if (all.isEmpty()) {
				throw new UnusableRoleException(properties.getRole().name(), "it has no bean of type 'Step'",
						"Define the steps of the partitions as beans, as the application of the manager does.");
			}
			return partitions.workers(all, runningJobs, properties.getStopGracePeriod(), true);
		}

	}

	/**
	 * Configuration that requires Spring Boot's health.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	@ConditionalOnBean(PartitionWorkers.class)
	@ConditionalOnEnabledHealthIndicator("together-worker")
	static class WorkerHealth {

		@Bean
		@ConditionalOnMissingBean(name = { "togetherWorkerHealthIndicator", "togetherWorkerHealthContributor" })
		HealthIndicator togetherWorkerHealthIndicator(PartitionWorkers workers, BatchSettings settings) {
			return new WorkerHealthIndicator(workers, settings.partitions().lease());
		}

	}

	/**
	 * Configuration for a process that runs jobs.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean({ RemotePartitions.class, JobOperator.class })
	@ConditionalOnRole({ Role.MANAGER, Role.BOTH })
	static class Manager {

		private static final Duration INTERVAL = Duration.ofSeconds(5);

		@Bean
		@ConditionalOnMissingBean
		JobTakeover jobTakeover(ObjectProvider<Job> jobs, JobRepository repository, JobOperator operator,
				RunningJobs runningJobs) {
			return new JobTakeover(() -> names(jobs), repository, operator, runningJobs, INTERVAL);
		}

		private static List<String> names(ObjectProvider<Job> jobs) {
			return jobs.stream().map(Job::getName).toList();
		}

		@Bean
		JobLockCheck jobLockCheck(ObjectProvider<JobLockRegistry> lockRegistry) {
			return new JobLockCheck(lockRegistry);
		}

		// After the jobs that the application runs at startup, which may be the same.
		@Bean
		ApplicationListener<ApplicationReadyEvent> jobTakeoverStart(JobTakeover takeover) {
			return (event) -> {
				if (!endsByItself(event.getSpringApplication())) {
					takeover.start();
				}
			};
		}

		private static boolean endsByItself(SpringApplication application) {
			return application.getWebApplicationType() == WebApplicationType.NONE && !application.isKeepAlive();
		}

	}

	/**
	 * Configuration for a process that runs its own partitions, in a database in which
	 * managers may have offered partitions to workers.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ BatchDataSource.class, JdbcClient.class })
	@ConditionalOnBean(DataSource.class)
	@ConditionalOnRole(Role.LOCAL)
	static class Local {

		@Bean
		@ConditionalOnMissingBean
		@Nullable UnfinishedPartitions unfinishedPartitions(ObjectProvider<DataSource> dataSource,
				@BatchDataSource ObjectProvider<DataSource> jobDatabase) {
			DataSource database = jobDatabase.getIfAvailable(dataSource::getIfUnique);
			return (database != null) ? new UnfinishedPartitions(database) : null;
		}

	}

	/**
	 * Configuration that requires Micrometer metrics.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean({ MeterRegistry.class, RemotePartitions.class })
	static class Metrics {

		@Bean
		@ConditionalOnMissingBean
		PartitionMeters partitionMeters(MeterRegistry registry) {
			return new PartitionMeters(registry);
		}

	}

}
