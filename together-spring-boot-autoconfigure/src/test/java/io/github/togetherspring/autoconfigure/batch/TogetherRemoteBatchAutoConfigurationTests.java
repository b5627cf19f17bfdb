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
import java.util.Map;

import javax.sql.DataSource;

import io.github.togetherspring.autoconfigure.TogetherAutoConfiguration;
import io.github.togetherspring.autoconfigure.TogetherBatchProperties;
import io.github.togetherspring.batch.PartitionedSteps;
import io.github.togetherspring.batch.lifecycle.JobTakeover;
import io.github.togetherspring.batch.observation.PartitionMeters;
import io.github.togetherspring.batch.observation.PartitionsProgressLog;
import io.github.togetherspring.batch.remote.LocalPartitionedSteps;
import io.github.togetherspring.batch.remote.PartitionSettings;
import io.github.togetherspring.batch.remote.PartitionWorkers;
import io.github.togetherspring.batch.remote.RabbitWorkSignal;
import io.github.togetherspring.batch.remote.RemotePartitions;
import io.github.togetherspring.batch.remote.UnfinishedPartitions;
import io.github.togetherspring.batch.remote.WorkSignal;
import io.github.togetherspring.internal.diagnostics.FailureAnalyses;
import io.github.togetherspring.testsupport.PostgresServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TogetherRemoteBatchAutoConfiguration}.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TogetherRemoteBatchAutoConfigurationTests {

	private static PostgresServer postgres;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherBatchAutoConfiguration.class,
				TogetherBatchLifecycleAutoConfiguration.class, TogetherRemoteBatchAutoConfiguration.class,
				BatchAutoConfiguration.class, BatchJdbcAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class))
		.withPropertyValues("together.api-key=k", "spring.batch.jdbc.initialize-schema=always")
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

	private final ApplicationContextRunner postgresRunner = this.contextRunner
		.withPropertyValues("spring.datasource.url=" + postgres.url(), "spring.datasource.username=" + postgres.user(),
				"spring.datasource.hikari.maximum-pool-size=3")
		.withUserConfiguration(PartitionedJob.class);

	@BeforeAll
	static void start() {
		postgres = PostgresServer.start();
	}

	@AfterAll
	static void stop() {
		postgres.close();
	}

	@Test
	void partitionsAreLocalByDefault() {
		this.contextRunner.withPropertyValues("spring.datasource.generate-unique-name=true")
			.withUserConfiguration(PartitionedJob.class)
			.run((context) -> {
				assertThat(context).getBean(PartitionedSteps.class).isInstanceOf(LocalPartitionedSteps.class);
				assertThat(context).doesNotHaveBean(RemotePartitions.class).doesNotHaveBean(PartitionWorkers.class);
				assertThat(context.getBean(JobOperator.class)
					.start(context.getBean(Job.class), new JobParametersBuilder().toJobParameters())
					.getStatus()).isEqualTo(BatchStatus.COMPLETED);
			});
	}

	@ParameterizedTest
	@CsvSource({ "manager, true, false", "worker, false, true", "both, true, true" })
	void roleDecidesWhatAProcessDoes(String role, boolean manages, boolean works) {
		this.postgresRunner.withPropertyValues("together.batch.role=" + role).run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(RemotePartitions.class)
				.hasSingleBean(PartitionedSteps.class)
				.hasSingleBean(PartitionsProgressLog.class)
				.hasSingleBean(PartitionMeters.class);
			assertThat(context.getBeansOfType(JobTakeover.class)).hasSize(manages ? 1 : 0);
			assertThat(context.getBeansOfType(PartitionWorkers.class)).hasSize(works ? 1 : 0);
			assertThat(context.getBeansOfType(HealthIndicator.class)).hasSize(works ? 1 : 0);
		});
	}

	@Test
	void jobRunsOnItsOwnWorker() {
		this.postgresRunner
			.withPropertyValues("together.batch.role=both", "together.batch.partitions.poll-interval=50ms",
					"together.batch.partitions.grid-size=3")
			.run((context) -> {
				assertThat(context.getBean(JobOperator.class)
					.start(context.getBean(Job.class),
							new JobParametersBuilder().addString("run", "both").toJobParameters())
					.getStatus()).isEqualTo(BatchStatus.COMPLETED);
				HealthIndicator health = context.getBean(HealthIndicator.class);
				assertThat(health.health().getStatus()).isEqualTo(Status.UP);
				assertThat(health.health().getDetails()).containsEntry("partitions", 0)
					.containsKeys("name", "lastContact");
				context.getBean(PartitionWorkers.class).stop();
				assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
			});
	}

	@Test
	void managerThatKnowsNothingOfOthersIsWarnedOf(CapturedOutput output) {
		String warning = "Nothing prevents two managers from running the same job";
		this.postgresRunner.withPropertyValues("together.batch.role=manager")
			.run((context) -> assertThat(output).doesNotContain(warning));
		this.postgresRunner.withPropertyValues("together.batch.role=worker", "together.batch.lock.enabled=false")
			.run((context) -> assertThat(output).doesNotContain(warning));
		this.postgresRunner.withPropertyValues("together.batch.role=manager", "together.batch.lock.enabled=false")
			.run((context) -> assertThat(output).contains(warning));
	}

	@Test
	void localProcessKnowsWhatIsOfferedToWorkers() {
		this.contextRunner.withPropertyValues("spring.datasource.generate-unique-name=true")
			.run((context) -> assertThat(context.getBean(UnfinishedPartitions.class).get()).isEmpty());
		this.postgresRunner.run((context) -> {
			UnfinishedPartitions unfinished = context.getBean(UnfinishedPartitions.class);
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
			jdbc.execute("drop table if exists together_partition");
			assertThat(unfinished.get()).isEmpty();
			jdbc.execute("create table together_partition (step_execution_id bigint, job_execution_id bigint,"
					+ " state varchar(10))");
			jdbc.execute("insert into together_partition values (7, 1, 'RUNNING'), (8, 1, 'ENDED')");
			assertThat(unfinished.get()).containsExactly(7L);
			jdbc.execute("drop table together_partition");
		});
	}

	@Test
	void workersAreNotifiedThroughRabbitMqIfThereIsAConnection() {
		ApplicationContextRunner runner = this.postgresRunner.withBean(ConnectionFactory.class,
				() -> Mockito.mock(ConnectionFactory.class));
		runner.withPropertyValues("together.batch.role=manager")
			.run((context) -> assertThat(context).hasSingleBean(RabbitWorkSignal.class));
		runner.run((context) -> assertThat(context).doesNotHaveBean(WorkSignal.class));
		runner.withPropertyValues("together.batch.role=manager")
			.withBean("signal", WorkSignal.class, WorkSignal::none)
			.run((context) -> assertThat(context).hasSingleBean(WorkSignal.class)
				.doesNotHaveBean(RabbitWorkSignal.class));
	}

	@Test
	void settingsAreThoseOfTheProperties() {
		assertThat(new BatchSettings(bind()).partitions()).isEqualTo(PartitionSettings.defaults());
		assertThat(new BatchSettings(bind("lease=3s", "concurrency=2", "grid-size=7", "max-attempts=4",
				"poll-interval=2s", "max-concurrent-calls=100", "initialize-schema=false"))
			.partitions())
			.isEqualTo(PartitionSettings.builder()
				.lease(Duration.ofSeconds(3))
				.concurrency(2)
				.gridSize(7)
				.maxAttempts(4)
				.pollInterval(Duration.ofSeconds(2))
				.maxConcurrentCalls(100)
				.initializeSchema(false)
				.build());
	}

	private TogetherBatchProperties bind(String... properties) {
		TogetherBatchProperties[] bound = new TogetherBatchProperties[1];
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(TogetherAutoConfiguration.class, TogetherBatchAutoConfiguration.class))
			.withPropertyValues("together.api-key=k")
			.withPropertyValues(
					List.of(properties).stream().map("together.batch.partitions."::concat).toArray(String[]::new))
			.run((context) -> bound[0] = context.getBean(TogetherBatchProperties.class));
		return bound[0];
	}

	@ParameterizedTest
	@CsvSource({ "lease=0s", "lease=300000d", "concurrency=0", "grid-size=0", "max-attempts=0", "poll-interval=0s",
			"poll-interval=1ns", "max-concurrent-calls=0" })
	void invalidPropertyIsExplained(String property) {
		this.postgresRunner.withPropertyValues("together.batch.role=manager", "together.batch.partitions." + property)
			.run((context) -> {
				FailureAnalysis analysis = FailureAnalyses.ofInvalidProperty(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription())
					.contains("together.batch.partitions." + property.substring(0, property.indexOf('=')));
			});
	}

	@Test
	void anotherDatabaseIsRefused() {
		this.contextRunner
			.withPropertyValues("spring.datasource.generate-unique-name=true", "together.batch.role=manager")
			.withUserConfiguration(PartitionedJob.class)
			.run((context) -> assertRefused(context.getStartupFailure(), "'manager'", "in H2"));
	}

	@Test
	void repositoryInMemoryIsRefused() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TogetherAutoConfiguration.class,
					TogetherBatchAutoConfiguration.class, TogetherBatchLifecycleAutoConfiguration.class,
					TogetherRemoteBatchAutoConfiguration.class, BatchAutoConfiguration.class))
			.withPropertyValues("together.api-key=k", "together.batch.role=worker")
			.run((context) -> assertRefused(context.getStartupFailure(), "'worker'",
					"no job repository in a database"));
	}

	@Test
	void workerWithoutStepsIsRefused() {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=" + postgres.url(),
					"spring.datasource.username=" + postgres.user(), "together.batch.role=worker")
			.run((context) -> assertRefused(context.getStartupFailure(), "'worker'", "no bean of type 'Step'"));
	}

	@Test
	void workerThatRunsJobsIsRefused() {
		this.postgresRunner.withPropertyValues("together.batch.role=worker", "spring.batch.job.enabled=true")
			.run((context) -> assertRefused(context.getStartupFailure(), "'worker'", "spring.batch.job.enabled"));
	}

	private static void assertRefused(Throwable failure, String... texts) {
		FailureAnalysis analysis = FailureAnalyses.ofUnusableRole(failure);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).contains(texts).contains("together.batch.role");
		assertThat(analysis.getAction()).isNotEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class PartitionedJob {

		@Bean
		Job job(JobRepository repository, Step partitions) {
			return new JobBuilder("job", repository).start(partitions).build();
		}

		@Bean
		Step partitions(PartitionedSteps steps, Step work) {
			return steps.step("partitions", work, (gridSize) -> Map.of("only", new ExecutionContext()));
		}

		@Bean
		Step work(JobRepository repository, PlatformTransactionManager transactions) {
			return new StepBuilder("work", repository)
				.tasklet((contribution, chunk) -> RepeatStatus.FINISHED, transactions)
				.build();
		}

	}

}
