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
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The job on one machine, which writes the output as it proceeds. Lines that have a
 * response among the earlier results are passed through.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = Role.PROPERTY, havingValue = "local", matchIfMissing = true)
class FileJobConfiguration {

	static final String JOB = "completeFile";

	// Small, because a kill loses the responses of a chunk that is not complete.
	private static final int CHUNK_SIZE = 20;

	@Bean
	Job fileJob(JobRepository repository, Step keepEarlierResults, Step complete, Step removeEarlierResults,
			SummaryPrinter summary) {
		return new JobBuilder(JOB, repository).listener(summary)
			.start(keepEarlierResults)
			.next(complete)
			.next(removeEarlierResults)
			.build();
	}

	@Bean
	Step complete(JobRepository repository, PlatformTransactionManager transactionManager,
			CompletionItemReader<JsonLine> completions, JsonLinesItemWriter<CompletedItem<JsonLine>> results) {
		return new StepBuilder(SummaryPrinter.STEP, repository)
			.<CompletedItem<JsonLine>, CompletedItem<JsonLine>>chunk(CHUNK_SIZE)
			.transactionManager(transactionManager)
			.reader(completions)
			.writer(results)
			.build();
	}

	@Bean
	@StepScope
	CompletionItemReader<JsonLine> completions(CompletionItemReaders readers, BatchCommand command,
			@Value("#{jobParameters['pass']}") long pass, @Value("#{jobParameters['lines']}") long lines) {
		return readers.<JsonLine>reader(SummaryPrinter.READER)
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

}
