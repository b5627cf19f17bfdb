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

package io.github.togetherspring.sample.batch.files;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.togetherspring.batch.PartitionedSteps;
import io.github.togetherspring.batch.jsonl.JsonLinesItemWriter;
import io.github.togetherspring.batch.jsonl.JsonLinesPartitioner;
import io.github.togetherspring.batch.lifecycle.JobTakeover;
import io.github.togetherspring.batch.lifecycle.RunningJobs;

import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.JdbcPagingItemReader;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The job on many machines. When all partitions are complete, it writes the output from
 * the table, in the order of the input.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression(Role.IS_REMOTE)
@ConditionalOnBean(BatchCommand.class)
class MachinesJobConfiguration {

	static final String JOB = "completeFileOnMachines";

	private static final int EXPORT_CHUNK_SIZE = 200;

	// Not more partitions than are worth a claim.
	private static final int MIN_BYTES = 4 * 1024;

	@Bean
	Job fileJob(JobRepository repository, Step keepEarlierResults, Step complete, Step writeOutput, Step removeResults,
			Step removeEarlierResults, SummaryPrinter summary) {
		return new JobBuilder(JOB, repository).listener(summary)
			.start(keepEarlierResults)
			.next(complete)
			.next(writeOutput)
			.next(removeResults)
			.next(removeEarlierResults)
			.build();
	}

	@Bean
	Step complete(PartitionedSteps steps, Step completePartition, BatchCommand command) {
		return steps.step(SummaryPrinter.STEP, completePartition, partitioner(command.input()));
	}

	private static Partitioner partitioner(Path input) {
		return (gridSize) -> {
			long worthwhile = 1 + input.toFile().length() / MIN_BYTES;
			return new JsonLinesPartitioner(input).partition((int) Math.min(gridSize, worthwhile));
		};
	}

	@Bean
	Step writeOutput(JobRepository repository, PlatformTransactionManager transactionManager,
			JdbcPagingItemReader<String> resultReader, JsonLinesItemWriter<String> output) {
		return new StepBuilder("writeOutput", repository).<String, String>chunk(EXPORT_CHUNK_SIZE)
			.transactionManager(transactionManager)
			.reader(resultReader)
			.writer(output)
			.build();
	}

	@Bean
	@StepScope
	JdbcPagingItemReader<String> resultReader(ResultTable table,
			@Value("#{stepExecution.jobExecution.jobInstance.id}") long instance) {
		return table.reader(instance);
	}

	@Bean
	@StepScope
	JsonLinesItemWriter<String> output(BatchCommand command) {
		return JsonLinesItemWriter.<String>builder((line) -> line).name("output").file(command.output()).build();
	}

	@Bean
	Step removeResults(JobRepository repository, PlatformTransactionManager transactionManager, ResultTable table) {
		return new StepBuilder("removeResults", repository).tasklet((contribution, context) -> {
			long instance = contribution.getStepExecution().getJobExecution().getJobInstance().getId();
			return RepeatStatus.continueIf(table.deleteSome(instance));
		}, transactionManager).build();
	}

	// The files belong to this command, so jobs of other managers are not taken over.
	@Bean
	JobTakeover jobTakeover(JobRepository repository, JobOperator operator, RunningJobs runningJobs) {
		return new JobTakeover(List::of, repository, operator, runningJobs, Duration.ofDays(1));
	}

}
