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

import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Predicate;

import javax.sql.DataSource;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.batch.lifecycle.GracefulJobStop;
import io.github.togetherspring.batch.lifecycle.JobLockRegistry;
import io.github.togetherspring.batch.lifecycle.LocalJobLockRegistry;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import io.github.togetherspring.completions.CompletionRequest;
import org.junit.jupiter.api.Test;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchDataSource;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TogetherBatchLifecycleAutoConfiguration}.
 */
class TogetherBatchLifecycleAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherBatchAutoConfiguration.class,
				TogetherBatchLifecycleAutoConfiguration.class, BatchAutoConfiguration.class,
				BatchJdbcAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class))
		.withPropertyValues("together.api-key=k", "spring.batch.job.enabled=false",
				"spring.datasource.generate-unique-name=true")
		.withUserConfiguration(JobConfiguration.class);

	@Test
	void jobWhoseProcessDiedIsContinued() {
		this.contextRunner.run((context) -> {
			JobExecution dead = leaveRunning(context);
			JobExecution execution = start(context);
			assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
			assertThat(execution.getJobInstance()).isEqualTo(dead.getJobInstance());
			assertThat(context.getBean(JobRepository.class).getJobExecution(dead.getId()).getStatus())
				.isEqualTo(BatchStatus.FAILED);
		});
	}

	// Spring Batch saves the instance and the execution in two transactions.
	@Test
	void jobWhoseProcessDiedBeforeItsFirstExecutionIsStarted() {
		this.contextRunner.run((context) -> {
			JobInstance instance = context.getBean(JobRepository.class).createJobInstance("job", new JobParameters());
			JobExecution execution = start(context);
			assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
			assertThat(execution.getJobInstance()).isEqualTo(instance);
		});
	}

	@Test
	void nothingIsRecoveredIfThatIsSwitchedOff() {
		this.contextRunner.withPropertyValues("together.batch.lock.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(JobLockRegistry.class);
			leaveRunning(context);
			assertThatExceptionOfType(JobExecutionAlreadyRunningException.class).isThrownBy(() -> start(context));
		});
	}

	@Test
	void nothingIsRecoveredInADatabaseThatIsNotKnown() {
		this.contextRunner.withUserConfiguration(OtherDatabase.class).run((context) -> {
			assertThat(context.getBeanProvider(JobLockRegistry.class).getIfAvailable()).isNull();
			leaveRunning(context);
			assertThatExceptionOfType(JobExecutionAlreadyRunningException.class).isThrownBy(() -> start(context));
		});
	}

	@Test
	void lockRegistryOfTheApplicationIsUsed() {
		JobLockRegistry registry = (instance) -> null;
		this.contextRunner.withBean("registry", JobLockRegistry.class, () -> registry).run((context) -> {
			assertThat(context).getBean(JobLockRegistry.class).isSameAs(registry);
			assertThatExceptionOfType(JobExecutionAlreadyRunningException.class).isThrownBy(() -> start(context));
		});
	}

	@Test
	void jobIsKnownToRunWhileItRuns() {
		this.contextRunner.run((context) -> {
			assertThat(context).getBean(JobLockRegistry.class).isInstanceOf(LocalJobLockRegistry.class);
			start(context);
			assertThat(context.getBean(JobConfiguration.class).running).isEqualTo(1);
			assertThat(context.getBean(RunningJobs.class).executions()).isEmpty();
		});
	}

	@Test
	void readersStopGracefully() {
		this.contextRunner.run((context) -> {
			RunningJobs runningJobs = context.getBean(RunningJobs.class);
			CompletionItemReader<String> reader = context.getBean(CompletionItemReaders.class)
				.<String>reader("articles")
				.reader(new ListItemReader<>(List.of()))
				.request((item) -> CompletionRequest.builder().prompt(item).build())
				.build();
			assertThat(reader).extracting("stopRequested")
				.satisfies((condition) -> assertThat(stops(condition, leaveRunning(context))).isFalse());
			runningJobs.requestStopOfAll();
			assertThat(context).hasSingleBean(GracefulJobStop.class);
			assertThat(reader).extracting("stopRequested")
				.satisfies((condition) -> assertThat(stops(condition, lastExecution(context))).isTrue());
		});
	}

	@Test
	void applicationWithoutJobsIsLeftAlone() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class,
					TogetherBatchAutoConfiguration.class, TogetherBatchLifecycleAutoConfiguration.class))
			.withPropertyValues("together.api-key=k")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RunningJobs.class));
	}

	@Test
	void resourcelessRepositoryNeedsNoDatabase() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherBatchAutoConfiguration.class,
							TogetherBatchLifecycleAutoConfiguration.class, BatchAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.batch.jdbc", "org.springframework.jdbc",
					"org.springframework.boot.jdbc"))
			.withPropertyValues("together.api-key=k", "spring.batch.job.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(RunningJobs.class)
				.doesNotHaveBean(JobLockRegistry.class));
	}

	@SuppressWarnings("unchecked")
	private static boolean stops(Object condition, JobExecution execution) {
		return ((Predicate<JobExecution>) condition).test(execution);
	}

	private static JobExecution start(AssertableApplicationContext context) throws Exception {
		return context.getBean(JobOperator.class).start(context.getBean(Job.class), new JobParameters());
	}

	// As a process that was killed leaves it.
	private static JobExecution leaveRunning(AssertableApplicationContext context) {
		JobRepository repository = context.getBean(JobRepository.class);
		JobExecution execution = repository.createJobExecution(repository.createJobInstance("job", new JobParameters()),
				new JobParameters(), new ExecutionContext());
		execution.setStatus(BatchStatus.STARTED);
		execution.setStartTime(LocalDateTime.now());
		repository.update(execution);
		return execution;
	}

	private static JobExecution lastExecution(AssertableApplicationContext context) {
		return context.getBean(JobRepository.class).getLastJobExecution("job", new JobParameters());
	}

	@Configuration(proxyBeanMethods = false)
	static class JobConfiguration {

		private int running;

		@Bean
		Job job(JobRepository repository, PlatformTransactionManager transactionManager, RunningJobs runningJobs) {
			return new JobBuilder("job", repository)
				.start(new StepBuilder("step", repository).tasklet((contribution, chunk) -> {
					this.running = runningJobs.executions().size();
					return RepeatStatus.FINISHED;
				}, transactionManager).build())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherDatabase {

		@Bean(defaultCandidate = false)
		@BatchDataSource
		DataSource jobDatabase() {
			return new EmbeddedDatabaseBuilder().generateUniqueName(true).setType(EmbeddedDatabaseType.H2).build();
		}

	}

}
