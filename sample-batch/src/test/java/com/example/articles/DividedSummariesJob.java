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

// tag::divided-summaries-job[]
package com.example.articles;

import java.util.Map;

import javax.sql.DataSource;

import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.batch.PartitionedSteps;
import io.github.togetherspring.batch.jdbc.KeyRangePartitioner;

import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcPagingItemReader;
import org.springframework.batch.infrastructure.item.database.Order;
import org.springframework.batch.infrastructure.item.database.builder.JdbcPagingItemReaderBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

@Configuration(proxyBeanMethods = false)
class DividedSummariesJob {

	@Bean
	Job dividedSummaries(JobRepository repository, Step summarizeAll) {
		return new JobBuilder("dividedSummaries", repository).start(summarizeAll).build();
	}

	@Bean
	Step summarizeAll(PartitionedSteps steps, Step summarizeRange, DataSource dataSource) {
		return steps.step("summarizeAll", summarizeRange, new KeyRangePartitioner(dataSource, "article", "id"));
	}

	@Bean
	Step summarizeRange(JobRepository repository, PlatformTransactionManager transactionManager,
			CompletionItemReader<Article> completedRange, JdbcBatchItemWriter<CompletedItem<Article>> summaryTable) {
		return new StepBuilder("summarizeRange", repository).<CompletedItem<Article>, CompletedItem<Article>>chunk(20)
			.transactionManager(transactionManager)
			.reader(completedRange)
			.writer(summaryTable)
			.build();
	}

	@Bean
	@StepScope
	CompletionItemReader<Article> completedRange(CompletionItemReaders readers, DataSource dataSource,
			@Value("#{stepExecutionContext}") Map<String, Object> range) throws Exception {
		return readers.<Article>reader("completedRange")
			.reader(articles(dataSource, range))
			.request(SummariesJob::request)
			.total(() -> (long) range.get(KeyRangePartitioner.COUNT))
			.build();
	}

	private static JdbcPagingItemReader<Article> articles(DataSource dataSource, Map<String, Object> range)
			throws Exception {
		return new JdbcPagingItemReaderBuilder<Article>().name("articleRange")
			.dataSource(dataSource)
			.selectClause("select id, title, body")
			.fromClause("from article")
			.whereClause("id between :first and :last")
			.parameterValues(range)
			.sortKeys(Map.of("id", Order.ASCENDING))
			.dataRowMapper(Article.class)
			.pageSize(100)
			.build();
	}

}
// end::divided-summaries-job[]
