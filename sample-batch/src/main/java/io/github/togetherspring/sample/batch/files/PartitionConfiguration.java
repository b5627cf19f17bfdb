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
import java.util.Map;

import javax.sql.DataSource;

import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.batch.jsonl.JsonLine;
import io.github.togetherspring.batch.jsonl.JsonLineRequestMapper;
import io.github.togetherspring.batch.jsonl.JsonLinesItemReader;
import io.github.togetherspring.batch.jsonl.JsonLinesPartitioner;

import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The step that is executed for each partition of a file, on any machine. It writes the
 * results to a table, so workers do not need the output. They need the input and, if
 * failed requests are resent, the earlier results.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression(Role.IS_REMOTE)
class PartitionConfiguration {

	// Small, because a kill loses the responses of a chunk that is not complete.
	private static final int CHUNK_SIZE = 20;

	@Bean
	ResultTable resultTable(DataSource dataSource) {
		return new ResultTable(dataSource);
	}

	@Bean
	Step completePartition(JobRepository repository, PlatformTransactionManager transactionManager,
			CompletionItemReader<JsonLine> completions, JdbcBatchItemWriter<CompletedItem<JsonLine>> resultWriter) {
		return new StepBuilder("completePartition", repository)
			.<CompletedItem<JsonLine>, CompletedItem<JsonLine>>chunk(CHUNK_SIZE)
			.transactionManager(transactionManager)
			.reader(completions)
			.writer(resultWriter)
			.build();
	}

	// Not ordered, because the table contains the number of each line.
	@Bean
	@StepScope
	CompletionItemReader<JsonLine> completions(CompletionItemReaders readers,
			@Value("#{jobParameters['input']}") Path input, @Value("#{jobParameters['output']}") Path output,
			@Value("#{jobParameters['pass']}") long pass, @Value("#{stepExecutionContext}") Map<String, Object> range,
			@Value("#{stepExecutionContext['" + JsonLinesPartitioner.COUNT + "']}") long count) {
		JsonLinesItemReader.Builder lines = JsonLinesItemReader.builder().name("lines").file(input).partition(range);
		if (pass > 1) {
			lines.previousResults(BatchCommand.previous(output));
		}
		return readers.<JsonLine>reader(SummaryPrinter.READER)
			.reader(lines.build())
			.request(new JsonLineRequestMapper())
			.ordered(false)
			.total(() -> count)
			.build();
	}

	@Bean
	@StepScope
	JdbcBatchItemWriter<CompletedItem<JsonLine>> resultWriter(ResultTable table,
			@Value("#{stepExecution.jobExecution.jobInstance.id}") long instance) {
		return table.writer(instance);
	}

}
