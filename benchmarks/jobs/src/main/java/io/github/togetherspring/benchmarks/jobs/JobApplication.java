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

package io.github.togetherspring.benchmarks.jobs;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.batch.CompletionProgress;
import io.github.togetherspring.batch.CompletionProgressListener;
import io.github.togetherspring.batch.jsonl.JsonLine;
import io.github.togetherspring.batch.jsonl.JsonLineAggregator;
import io.github.togetherspring.batch.jsonl.JsonLineRequestMapper;
import io.github.togetherspring.batch.jsonl.JsonLinesItemReader;
import io.github.togetherspring.batch.jsonl.JsonLinesItemWriter;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A job from file to file, as an application has it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class JobApplication {

	static final int CONCURRENCY = 64;

	@Bean
	Job job(JobRepository repository, Step step) {
		return new JobBuilder("lines", repository).start(step).build();
	}

	@Bean
	Step step(JobRepository repository, PlatformTransactionManager transactions, CompletionItemReader<JsonLine> reader,
			JsonLinesItemWriter<CompletedItem<JsonLine>> writer) {
		return new StepBuilder("lines", repository).<CompletedItem<JsonLine>, CompletedItem<JsonLine>>chunk(100)
			.transactionManager(transactions)
			.reader(reader)
			.writer(writer)
			.build();
	}

	@Bean
	@StepScope
	CompletionItemReader<JsonLine> reader(CompletionItemReaders readers, @Value("#{jobParameters['in']}") Path in) {
		return readers.<JsonLine>reader("lines")
			.reader(JsonLinesItemReader.builder().name("in").file(in).build())
			.request(new JsonLineRequestMapper())
			.build();
	}

	@Bean
	@StepScope
	JsonLinesItemWriter<CompletedItem<JsonLine>> writer(@Value("#{jobParameters['out']}") Path out) {
		return JsonLinesItemWriter.builder(new JsonLineAggregator()).name("out").file(out).build();
	}

	@Bean
	HeapReport heapReport() {
		return new HeapReport();
	}

	/**
	 * Prints how much of the heap is in use after a collection.
	 */
	static final class HeapReport implements CompletionProgressListener {

		private volatile long interval = Long.MAX_VALUE;

		private long next;

		void every(long interval) {
			this.interval = interval;
		}

		@Override
		public void onProgress(@Nullable StepExecution stepExecution, CompletionProgress progress) {
			long items = progress.totals().items();
			if (this.interval < Long.MAX_VALUE && items >= this.next) {
				System.gc();
				System.out.printf("%,d lines, %.1f MiB in use%n", items,
						ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0);
				this.next += this.interval;
			}
		}

	}

}
