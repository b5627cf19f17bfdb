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

import java.nio.file.Files;
import java.nio.file.StandardCopyOption;

import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.batch.jsonl.JsonLine;
import io.github.togetherspring.batch.jsonl.JsonLineAggregator;
import io.github.togetherspring.batch.jsonl.JsonLineRequestMapper;
import io.github.togetherspring.batch.jsonl.JsonLinesItemReader;
import io.github.togetherspring.batch.jsonl.JsonLinesItemWriter;

import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The job. If failed requests are sent again, it keeps the earlier results in another
 * file until the output is complete, and passes those with a response on.
 */
@Configuration(proxyBeanMethods = false)
class FileJobConfiguration {

	static final String READER = "requests";

	static final String STEP = "complete";

	static final String LINES = "lines";

	static final String PASS = "pass";

	// Small, because a kill loses the responses of a chunk that is not complete.
	private static final int CHUNK_SIZE = 20;

	@Bean
	Job fileJob(JobRepository repository, Step keepEarlierResults, Step complete, Step removeEarlierResults,
			SummaryPrinter summary) {
		return new JobBuilder(FileJobRunner.JOB, repository).listener(summary)
			.start(keepEarlierResults)
			.next(complete)
			.next(removeEarlierResults)
			.build();
	}

	@Bean
	Step complete(JobRepository repository, PlatformTransactionManager transactionManager,
			CompletionItemReader<JsonLine> completions, JsonLinesItemWriter<CompletedItem<JsonLine>> results) {
		return new StepBuilder(STEP, repository).<CompletedItem<JsonLine>, CompletedItem<JsonLine>>chunk(CHUNK_SIZE)
			.transactionManager(transactionManager)
			.reader(completions)
			.writer(results)
			.build();
	}

	@Bean
	@StepScope
	CompletionItemReader<JsonLine> completions(CompletionItemReaders readers, BatchCommand command,
			@Value("#{jobParameters['pass']}") long pass, @Value("#{jobParameters['lines']}") long lines) {
		return readers.<JsonLine>reader(READER)
			.reader(lines(command, pass))
			.request(new JsonLineRequestMapper())
			.total(() -> lines)
			.build();
	}

	private static JsonLinesItemReader lines(BatchCommand command, long pass) {
		JsonLinesItemReader.Builder lines = JsonLinesItemReader.builder().name("lines").file(command.input());
		if (pass > 1) {
			lines.previousResults(command.previous());
		}
		return lines.build();
	}

	@Bean
	@StepScope
	JsonLinesItemWriter<CompletedItem<JsonLine>> results(BatchCommand command) {
		return JsonLinesItemWriter.<CompletedItem<JsonLine>>builder(new JsonLineAggregator())
			.name("results")
			.file(command.output())
			.build();
	}

	// After a kill it may have been moved already.
	@Bean
	Step keepEarlierResults(JobRepository repository, PlatformTransactionManager transactionManager,
			BatchCommand command) {
		return new StepBuilder("keepEarlierResults", repository).tasklet((contribution, context) -> {
			if (isRetry(contribution.getStepExecution()) && !Files.exists(command.previous())) {
				Files.move(command.output(), command.previous(), StandardCopyOption.ATOMIC_MOVE);
			}
			return RepeatStatus.FINISHED;
		}, transactionManager).build();
	}

	private static boolean isRetry(StepExecution stepExecution) {
		Long pass = stepExecution.getJobParameters().getLong(PASS);
		return pass != null && pass > 1;
	}

	@Bean
	Step removeEarlierResults(JobRepository repository, PlatformTransactionManager transactionManager,
			BatchCommand command) {
		return new StepBuilder("removeEarlierResults", repository).tasklet((contribution, context) -> {
			Files.deleteIfExists(command.previous());
			return RepeatStatus.FINISHED;
		}, transactionManager).build();
	}

}
