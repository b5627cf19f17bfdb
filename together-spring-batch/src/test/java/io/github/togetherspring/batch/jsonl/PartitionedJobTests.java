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

package io.github.togetherspring.batch.jsonl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.completions.CompletionResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.annotation.EnableBatchProcessing;
import org.springframework.batch.core.configuration.annotation.EnableJdbcJobRepository;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the partitions of a file in a job of Spring Batch, with restarts.
 */
class PartitionedJobTests {

	private static final int LINES = 1000;

	@TempDir
	Path directory;

	private Path input;

	private Path output;

	@BeforeEach
	void files() throws IOException {
		this.input = Files.write(this.directory.resolve("in.jsonl"),
				IntStream.range(0, LINES).mapToObj((i) -> "{\"prompt\":\"" + i + "\"}").toList());
		this.output = this.directory.resolve("out.jsonl");
	}

	@Test
	void outputHasEachLineInOrder() throws Exception {
		try (var context = context()) {
			assertThat(run(context)).isEqualTo(BatchStatus.COMPLETED);
			assertComplete();
		}
	}

	@Test
	void restartsContinueEachPartition() throws Exception {
		try (var context = context()) {
			AtomicLong failing = context.getBean(AtomicLong.class);
			for (long line : List.of(0, 30, 60, 90)) {
				failing.set(line);
				assertThat(run(context)).isEqualTo(BatchStatus.FAILED);
				assertThat(this.output).doesNotExist();
			}
			failing.set(-1);
			assertThat(run(context)).isEqualTo(BatchStatus.COMPLETED);
			assertComplete();
		}
	}

	@Test
	void existingOutputIsNotOverwritten() throws Exception {
		Files.writeString(this.output, "precious");
		try (var context = context()) {
			assertThat(run(context)).isEqualTo(BatchStatus.FAILED);
			assertThat(this.output).hasContent("precious");
			Files.delete(this.output);
			assertThat(run(context)).isEqualTo(BatchStatus.COMPLETED);
			assertComplete();
		}
	}

	private void assertComplete() throws IOException {
		assertThat(Files.readAllLines(this.output)).containsExactlyElementsOf(IntStream.range(0, LINES)
			.mapToObj((i) -> "{\"index\":" + i + ",\"response\":{\"line\":" + i + "}}")
			.toList());
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).containsExactlyInAnyOrder(this.input, this.output);
		}
	}

	private AnnotationConfigApplicationContext context() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("input", Path.class, () -> this.input);
		context.registerBean("output", Path.class, () -> this.output);
		context.register(JobConfiguration.class);
		context.refresh();
		return context;
	}

	private static BatchStatus run(AnnotationConfigApplicationContext context) throws Exception {
		return context.getBean(JobOperator.class).start(context.getBean(Job.class), new JobParameters()).getStatus();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableBatchProcessing
	@EnableJdbcJobRepository
	static class JobConfiguration {

		private static final int PARTITIONS = 4;

		@Bean
		DataSource dataSource() {
			return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
				.generateUniqueName(true)
				.addScript("org/springframework/batch/core/schema-h2.sql")
				.build();
		}

		@Bean
		JdbcTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		AtomicLong failing() {
			return new AtomicLong(-1);
		}

		@Bean
		Job job(JobRepository repository, Step partitions, Step merge) {
			return new JobBuilder("job", repository).start(partitions).next(merge).build();
		}

		@Bean
		Step partitions(JobRepository repository, Step lines, Path input) {
			return new StepBuilder("partitions", repository).partitioner("lines", new JsonLinesPartitioner(input))
				.step(lines)
				.gridSize(PARTITIONS)
				.taskExecutor(new SimpleAsyncTaskExecutor("partition-"))
				.build();
		}

		@Bean
		Step lines(JobRepository repository, JdbcTransactionManager transactions, JsonLinesItemReader reader,
				JsonLinesItemWriter<CompletedItem<JsonLine>> writer, AtomicLong failing) {
			return new StepBuilder("lines", repository).<JsonLine, CompletedItem<JsonLine>>chunk(20)
				.transactionManager(transactions)
				.reader(reader)
				.processor((line) -> complete(line, failing))
				.writer(writer)
				.build();
		}

		private static CompletedItem<JsonLine> complete(JsonLine line, AtomicLong failing) {
			if (line.number() % 100 == failing.get()) {
				throw new IllegalStateException("Failed at " + line);
			}
			return CompletedItem.completed(0, line, CompletionResponse.of(Map.of("line", line.number())));
		}

		// tag::partition[]
		@Bean
		@StepScope
		JsonLinesItemReader reader(Path input, @Value("#{stepExecutionContext}") Map<String, Object> partition) {
			return JsonLinesItemReader.builder().name("reader").file(input).partition(partition).build();
		}

		@Bean
		@StepScope
		JsonLinesItemWriter<CompletedItem<JsonLine>> writer(Path output,
				@Value("#{stepExecutionContext['partition']}") int partition) {
			return JsonLinesItemWriter.<CompletedItem<JsonLine>>builder(new JsonLineAggregator())
				.name("writer")
				.file(JsonLinesPartitioner.partFile(output, partition))
				.filePerExecution(true)
				.build();
		}

		// end::partition[]
		@Bean
		Step merge(JobRepository repository, JdbcTransactionManager transactions, Path output) {
			return new StepBuilder("merge", repository)
				.tasklet(MergeFilesTasklet.ofPartitions(repository, "lines", "writer", output), transactions)
				.build();
		}

	}

}
