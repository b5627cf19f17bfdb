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

// tag::summaries-job[]
package com.example.articles;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

import javax.sql.DataSource;

import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcPagingItemReader;
import org.springframework.batch.infrastructure.item.database.Order;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcPagingItemReaderBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

@Configuration(proxyBeanMethods = false)
class SummariesJob {

	private static final String PROMPT = """
			Article: %s

			%s

			A summary in one sentence:""";

	@Bean
	Job summaries(JobRepository repository, Step summarize) {
		return new JobBuilder("summaries", repository).start(summarize).build();
	}

	@Bean
	Step summarize(JobRepository repository, PlatformTransactionManager transactionManager,
			CompletionItemReader<Article> completedArticles, JdbcBatchItemWriter<CompletedItem<Article>> summaryTable) {
		return new StepBuilder("summarize", repository).<CompletedItem<Article>, CompletedItem<Article>>chunk(20)
			.transactionManager(transactionManager)
			.reader(completedArticles)
			.writer(summaryTable)
			.build();
	}

	@Bean
	CompletionItemReader<Article> completedArticles(CompletionItemReaders readers,
			JdbcPagingItemReader<Article> articleTable, JdbcTemplate jdbc) {
		return readers.<Article>reader("completedArticles")
			.reader(articleTable)
			.request(SummariesJob::request)
			.total(() -> jdbc.queryForObject("select count(*) from article", Long.class))
			.build();
	}

	@Bean
	JdbcPagingItemReader<Article> articleTable(DataSource dataSource) throws Exception {
		return new JdbcPagingItemReaderBuilder<Article>().name("articleTable")
			.dataSource(dataSource)
			.selectClause("select id, title, body")
			.fromClause("from article")
			.sortKeys(Map.of("id", Order.ASCENDING))
			.dataRowMapper(Article.class)
			.pageSize(100)
			.build();
	}

	@Bean
	JdbcBatchItemWriter<CompletedItem<Article>> summaryTable(DataSource dataSource) {
		return new JdbcBatchItemWriterBuilder<CompletedItem<Article>>().dataSource(dataSource)
			.sql("insert into summary (article_id, text, problem) values (?, ?, ?)")
			.itemPreparedStatementSetter(SummariesJob::setSummary)
			.build();
	}

	static CompletionRequest request(Article article) {
		return CompletionRequest.builder()
			.prompt(PROMPT.formatted(article.title(), article.body()))
			.maxTokens(60)
			.stop("\n")
			.build();
	}

	private static void setSummary(CompletedItem<Article> item, PreparedStatement row) throws SQLException {
		CompletionResponse response = item.response();
		Exception failure = item.failure();
		row.setLong(1, item.item().id());
		row.setString(2, (response != null) ? response.text().strip() : null);
		row.setString(3, (failure != null) ? failure.getMessage() : null);
	}

}
// end::summaries-job[]
