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

package io.github.togetherspring.batch.remote;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.togetherspring.testsupport.PostgresServer;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A database with a job, of which a manager has offered partitions with numbered items.
 */
final class PartitionedJob implements AutoCloseable {

	static final String STEP = "complete";

	private final PostgresServer server;

	private final String database = "job_" + UUID.randomUUID().toString().replace("-", "");

	private final HikariDataSource dataSource;

	private final JdbcTemplate jdbc;

	private final JobRepository repository;

	private final PartitionTable table;

	private final JobExecution execution;

	private int items;

	PartitionedJob(PostgresServer server) throws Exception {
		this.server = server;
		new JdbcTemplate(new DriverManagerDataSource(server.url(), server.user(), ""))
			.execute("create database " + this.database);
		this.dataSource = connect();
		new ResourceDatabasePopulator(new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"))
			.execute(this.dataSource);
		this.jdbc = new JdbcTemplate(this.dataSource);
		this.jdbc.execute("create table result (item varchar(20), worker varchar(20))");
		this.repository = repository(this.dataSource, new JdbcTransactionManager(this.dataSource));
		this.table = new PartitionTable(this.dataSource);
		this.table.createTables();
		this.execution = this.repository.createJobExecution(
				this.repository.createJobInstance("job", new JobParameters()), new JobParameters(),
				new ExecutionContext());
	}

	HikariDataSource connect() {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(this.server.url().replaceFirst("/postgres$", "/" + this.database));
		pool.setUsername(this.server.user());
		pool.setMaximumPoolSize(5);
		pool.setConnectionTimeout(2000);
		return pool;
	}

	/**
	 * Let the server end transactions that are idle, on connections that are opened from
	 * now on.
	 */
	void endIdleTransactionsAfter(String time) {
		this.jdbc
			.execute("alter database " + this.database + " set idle_in_transaction_session_timeout = '" + time + "'");
	}

	static JobRepository repository(DataSource dataSource, JdbcTransactionManager transactions) throws Exception {
		JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
		factory.setDataSource(dataSource);
		factory.setTransactionManager(transactions);
		factory.afterPropertiesSet();
		return factory.getObject();
	}

	/**
	 * Offer partitions of consecutive items.
	 */
	List<Long> offer(int partitions, int itemsEach) {
		return offer(partitions, itemsEach, Map.of());
	}

	List<Long> offer(int partitions, int itemsEach, Map<String, String> trace) {
		List<StepExecution> steps = IntStream.range(0, partitions).mapToObj((partition) -> create(itemsEach)).toList();
		offered().offer(steps, trace);
		return steps.stream().map(StepExecution::getId).toList();
	}

	private StepExecution create(int itemCount) {
		StepExecution step = this.repository.createStepExecution(STEP + ":partition" + this.items, this.execution);
		step.getExecutionContext().putInt("from", this.items);
		step.getExecutionContext().putInt("to", this.items + itemCount);
		this.items += itemCount;
		this.repository.updateExecutionContext(step);
		return step;
	}

	JobRepository repository() {
		return this.repository;
	}

	JobExecution execution() {
		return this.execution;
	}

	PartitionTable table() {
		return this.table;
	}

	JdbcTemplate jdbc() {
		return this.jdbc;
	}

	OfferedPartitions offered() {
		return this.table.offered(this.execution.getId(), STEP);
	}

	PartitionCounts counts() {
		return offered().counts(5);
	}

	int failed() {
		return this.jdbc.queryForObject(
				"select count(*) from together_partition where state = 'ENDED' and problem is not null", Integer.class);
	}

	StepExecution step(long id) {
		return this.repository.getStepExecution(id);
	}

	List<Integer> results() {
		return this.jdbc.queryForList("select item from result", Integer.class);
	}

	List<Integer> allItems() {
		return IntStream.range(0, this.items).boxed().toList();
	}

	String column(long stepExecutionId, String column) {
		return this.jdbc.queryForObject("select " + column + " from together_partition where step_execution_id = ?",
				String.class, stepExecutionId);
	}

	@Override
	public void close() {
		this.dataSource.close();
	}

}
