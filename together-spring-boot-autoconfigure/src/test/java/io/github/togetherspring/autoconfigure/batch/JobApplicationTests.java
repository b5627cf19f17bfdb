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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.CompletionItemReaders;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.observation.CompletionsObservationContext;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcPagingItemReader;
import org.springframework.batch.infrastructure.item.database.Order;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcPagingItemReaderBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a job in an application with Spring Boot's auto-configuration, a database and
 * the simulator.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class JobApplicationTests {

	private static final int ARTICLES = 40;

	private final TogetherSimulator simulator = TogetherSimulator.start();

	@AfterEach
	void close() {
		this.simulator.close();
	}

	private ConfigurableApplicationContext start(String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--together.api-key=k", "--together.pacing.enabled=false",
				"--together.base-url=" + this.simulator.baseUrl(), "--spring.datasource.generate-unique-name=true",
				"--spring.sql.init.schema-locations=classpath:batch/articles.sql"));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new SpringApplication(Application.class).run(arguments.toArray(String[]::new));
	}

	@Test
	void jobCompletesEachArticle(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start("together.default-price.input=1",
				"together.default-price.output=2")) {
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
			assertThat(jdbc.queryForObject("select count(distinct id) from summary where text <> ''", Integer.class))
				.isEqualTo(ARTICLES);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("together.batch.items")
				.tags("together.batch.job", "summaries", "together.batch.step", "summarize", "together.batch.outcome",
						"completed")
				.counter()
				.count()).isEqualTo(ARTICLES);
			assertThat(meters.get("together.batch.cost").counter().count()).isPositive();
			assertThat(meters.find("together.batch.calls.active").gauge()).isNull();
			assertThat(output).contains("Step 'summarize' of job 'summaries' COMPLETED after")
				.contains(": 40 items completed, 0 failed, 0 passed through, 0 left; ")
				.doesNotContain("Article 1 of")
				.doesNotContain("not eligible for getting processed");
		}
	}

	@Test
	void jobStopsWhenItsBudgetIsSpent(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start("together.batch.budget.max-tokens=1",
				"together.batch.concurrency=2")) {
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
			assertThat(jdbc.queryForObject("select count(*) from summary", Integer.class)).isBetween(1, 2);
			assertThat(jdbc.queryForObject("select status from batch_job_execution", String.class))
				.isEqualTo("STOPPED");
			assertThat(jdbc.queryForObject("select exit_message from batch_job_execution", String.class))
				.contains("The budget of job 'summaries' is spent");
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.find("together.batch.budget.remaining").gauge()).isNull();
			assertThat(output).contains("Step 'summarize' of job 'summaries' STOPPED after")
				.contains(" tokens. The budget of job 'summaries' is spent: ");
		}
	}

	@Test
	void traceGoesFromTheJobOverTheStepToEachCall() {
		try (ConfigurableApplicationContext context = start()) {
			List<CompletionsObservationContext> calls = context.getBean(CallContexts.class).calls;
			assertThat(calls).hasSize(ARTICLES).allSatisfy((call) -> {
				Observation.ContextView step = call.getParentObservation().getContextView();
				assertThat(step.getName()).isEqualTo("spring.batch.step");
				assertThat(step.getParentObservation().getContextView().getName()).isEqualTo("spring.batch.job");
			});
		}
	}

	@Test
	void noConnectionIsHeldWhileTheServiceIsWaitedFor() throws Exception {
		CountDownLatch mayRespond = new CountDownLatch(1);
		AtomicInteger waiting = new AtomicInteger();
		this.simulator.on(RequestPattern.anyRequest()).respond((request) -> {
			waiting.incrementAndGet();
			await(mayRespond);
			return SimulatedResponse.completion("a summary");
		});
		try (ConfigurableApplicationContext context = start("spring.batch.job.enabled=false",
				"spring.datasource.hikari.maximum-pool-size=2", "together.batch.concurrency=4")) {
			JobExecution[] execution = new JobExecution[1];
			Thread thread = new Thread(() -> execution[0] = run(context));
			thread.start();
			HikariDataSource pool = DataSourceUnwrapper.unwrap(context.getBean(DataSource.class),
					HikariDataSource.class);
			Awaitility.await().until(() -> waiting.get() == 4);
			Awaitility.await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
			mayRespond.countDown();
			thread.join();
			assertThat(execution[0].getStatus()).isEqualTo(BatchStatus.COMPLETED);
			assertThat(new JdbcTemplate(pool).queryForObject("select count(*) from summary", Integer.class))
				.isEqualTo(ARTICLES);
		}
		finally {
			mayRespond.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static JobExecution run(ConfigurableApplicationContext context) {
		try {
			return context.getBean(JobOperator.class).start(context.getBean(Job.class), new JobParameters());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	record Article(long id, String text) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		JdbcPagingItemReader<Article> storedArticles(DataSource dataSource) throws Exception {
			return new JdbcPagingItemReaderBuilder<Article>().name("storedArticles")
				.dataSource(dataSource)
				.selectClause("select id, text")
				.fromClause("from article")
				.sortKeys(Map.of("id", Order.ASCENDING))
				.pageSize(7)
				.rowMapper((row, number) -> new Article(row.getLong("id"), row.getString("text")))
				.build();
		}

		@Bean
		@StepScope
		CompletionItemReader<Article> articles(CompletionItemReaders readers,
				JdbcPagingItemReader<Article> storedArticles, JdbcTemplate jdbc) {
			return readers.<Article>reader("articles")
				.reader(storedArticles)
				.total(() -> jdbc.queryForObject("select count(*) from article", Long.class))
				.request(
						(article) -> CompletionRequest.builder().model("m").prompt(article.text()).maxTokens(5).build())
				.build();
		}

		@Bean
		JdbcBatchItemWriter<CompletedItem<Article>> writer(DataSource dataSource) {
			return new JdbcBatchItemWriterBuilder<CompletedItem<Article>>().dataSource(dataSource)
				.sql("insert into summary (id, text) values (?, ?)")
				.itemPreparedStatementSetter((completed, statement) -> {
					statement.setLong(1, completed.item().id());
					statement.setString(2, completed.response().text());
				})
				.build();
		}

		@Bean
		Step summarize(JobRepository repository, PlatformTransactionManager transactions,
				CompletionItemReader<Article> articles, ItemWriter<CompletedItem<Article>> writer) {
			return new StepBuilder("summarize", repository).<CompletedItem<Article>, CompletedItem<Article>>chunk(10)
				.transactionManager(transactions)
				.reader(articles)
				.writer(writer)
				.build();
		}

		@Bean
		Job summaries(JobRepository repository, Step summarize) {
			return new JobBuilder("summaries", repository).start(summarize).build();
		}

		@Bean
		CallContexts callContexts() {
			return new CallContexts();
		}

	}

	/**
	 * Records the observations of calls.
	 */
	static class CallContexts implements ObservationHandler<CompletionsObservationContext> {

		private final List<CompletionsObservationContext> calls = new CopyOnWriteArrayList<>();

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof CompletionsObservationContext;
		}

		@Override
		public void onStop(CompletionsObservationContext context) {
			this.calls.add(context);
		}

	}

}
