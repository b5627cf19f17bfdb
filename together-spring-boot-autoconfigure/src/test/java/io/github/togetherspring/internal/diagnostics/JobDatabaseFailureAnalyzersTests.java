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

package io.github.togetherspring.internal.diagnostics;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.BadSqlGrammarException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for the analyzers of failures of the database in which jobs are recorded.
 */
class JobDatabaseFailureAnalyzersTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				BatchJdbcAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			url=jdbc:mariadb://localhost/jobs | org.mariadb.jdbc.Driver | 'org.mariadb.jdbc:mariadb-java-client'
			url=jdbc:mysql://localhost/jobs | com.mysql.cj.jdbc.Driver | 'com.mysql:mysql-connector-j'
			driver-class-name=com.example.Driver | com.example.Driver | Add its dependency
			""")
	void missingDriverIsNamedWithItsDependency(String property, String driver, String dependency) {
		this.contextRunner.withPropertyValues("spring.datasource." + property).run((context) -> {
			FailureAnalysis analysis = new MissingDriverFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("driver " + driver + " of the database");
			assertThat(analysis.getAction()).contains(dependency.replace("'", ""), "'spring.datasource.url'");
		});
	}

	@Test
	void missingTablesAreExplained() {
		this.contextRunner
			.withPropertyValues("spring.datasource.generate-unique-name=true",
					"spring.batch.jdbc.initialize-schema=never")
			.run((context) -> {
				Throwable failure = catchThrowable(
						() -> context.getBean(JobRepository.class).createJobInstance("job", new JobParameters()));
				FailureAnalysis analysis = new MissingBatchTablesFailureAnalyzer().analyze(failure);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getAction()).contains("spring.batch.jdbc.initialize-schema=always",
						"schema-postgresql.sql");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "select * from together_partition", "insert into together_worker values (1)" })
	void missingTablesOfPartitionsAreExplained(String sql) {
		FailureAnalysis analysis = new MissingBatchTablesFailureAnalyzer()
			.analyze(new BadSqlGrammarException("task", sql, new SQLException()));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getAction()).contains("together.batch.partitions.initialize-schema=true",
				"remote/schema-postgresql.sql");
	}

	@Test
	void otherFailuresAreLeftToOthers() {
		BadSqlGrammarException ofTheApplication = new BadSqlGrammarException("task", "select * from article",
				new SQLException());
		assertThat(new MissingBatchTablesFailureAnalyzer().analyze(ofTheApplication)).isNull();
		assertThat(new MissingDriverFailureAnalyzer().analyze(new IllegalStateException("No driver"))).isNull();
	}

}
