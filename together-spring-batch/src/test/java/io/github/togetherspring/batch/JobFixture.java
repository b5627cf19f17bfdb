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

package io.github.togetherspring.batch;

import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.togetherspring.batch.lifecycle.JobLockRegistry;
import io.github.togetherspring.batch.lifecycle.LocalJobLockRegistry;
import io.github.togetherspring.batch.lifecycle.LockedJobs;
import io.github.togetherspring.batch.lifecycle.RunningJobs;

import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.TaskExecutor;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A job repository in a database of its own, and what runs jobs on it.
 */
final class JobFixture implements AutoCloseable {

	private final HikariDataSource pool = new HikariDataSource();

	private final DataSource dataSource;

	private final JdbcTransactionManager transactions;

	private final JobRepository repository;

	private final MapJobRegistry registry = new MapJobRegistry();

	private final RunningJobs runningJobs = new RunningJobs();

	private final JobLockRegistry lockRegistry = new LocalJobLockRegistry();

	private final LockedJobs lockedJobs;

	JobFixture() {
		this("jdbc:h2:mem:" + UUID.randomUUID(), "h2");
	}

	JobFixture(String url, String platform) {
		this.pool.setJdbcUrl(url);
		this.pool.setMaximumPoolSize(4);
		this.dataSource = new LazyConnectionDataSourceProxy(this.pool);
		this.transactions = new JdbcTransactionManager(this.dataSource);
		new ResourceDatabasePopulator(
				new ClassPathResource("org/springframework/batch/core/schema-" + platform + ".sql"))
			.execute(this.pool);
		this.repository = createRepository();
		this.lockedJobs = new LockedJobs(this.repository, this.lockRegistry, this.runningJobs);
	}

	private JobRepository createRepository() {
		try {
			JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
			factory.setDataSource(this.dataSource);
			factory.setTransactionManager(this.transactions);
			factory.afterPropertiesSet();
			return factory.getObject();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	HikariDataSource pool() {
		return this.pool;
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	JobRepository repository() {
		return this.repository;
	}

	RunningJobs runningJobs() {
		return this.runningJobs;
	}

	<T> Job job(String name, CompletionItemReader<T> reader, ItemWriter<? super CompletedItem<T>> writer) {
		return register(this.lockedJobs.decorate(create(name, reader, writer)));
	}

	private <T> Job create(String name, CompletionItemReader<T> reader, ItemWriter<? super CompletedItem<T>> writer) {
		Step step = new StepBuilder("complete", this.repository).<CompletedItem<T>, CompletedItem<T>>chunk(10)
			.transactionManager(this.transactions)
			.reader(reader)
			.writer(writer)
			.build();
		return new JobBuilder(name, this.repository).start(step).build();
	}

	private Job register(Job job) {
		this.registry.unregister(job.getName());
		try {
			this.registry.register(job);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return job;
	}

	JobExecution run(Job job) throws Exception {
		return operator(Runnable::run).start(job, new JobParameters());
	}

	/**
	 * Run a job as another process would that takes this one for dead.
	 */
	<T> JobExecution runInAnotherProcess(String name, CompletionItemReader<T> reader,
			ItemWriter<? super CompletedItem<T>> writer) throws Exception {
		LockedJobs others = new LockedJobs(this.repository, new LocalJobLockRegistry(), new RunningJobs());
		return others.decorate(undecorated(Runnable::run))
			.start(others.decorate(create(name, reader, writer)), new JobParameters());
	}

	JobOperator operator(TaskExecutor executor) throws Exception {
		return this.lockedJobs.decorate(undecorated(executor));
	}

	private JobOperator undecorated(TaskExecutor executor) throws Exception {
		TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
		operator.setJobRepository(this.repository);
		operator.setJobRegistry(this.registry);
		operator.setTaskExecutor(executor);
		operator.afterPropertiesSet();
		return operator;
	}

	@Override
	public void close() {
		this.pool.close();
	}

}
