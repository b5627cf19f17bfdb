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

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import com.zaxxer.hikari.HikariDataSource;
import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.FakeCompletions;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A worker with its own connections, steps and client, as in a process of its own.
 */
final class TestWorker implements AutoCloseable {

	private final String name;

	private final FakeCompletions completions;

	private final HikariDataSource pool;

	private final CutDataSource dataSource;

	private final JdbcTransactionManager transactions;

	private final JobRepository repository;

	private final RunningJobs runningJobs = new RunningJobs();

	private final RemotePartitions partitions;

	private final PartitionWorkers workers;

	private ObservationRegistry observations = ObservationRegistry.NOOP;

	private volatile Runnable beforeWrite = () -> {
	};

	private volatile Runnable afterWrite = () -> {
	};

	TestWorker(String name, PartitionedJob job, FakeCompletions completions, PartitionSettings settings)
			throws Exception {
		this(name, job, completions, settings, (builder) -> builder);
	}

	TestWorker(String name, PartitionedJob job, FakeCompletions completions, PartitionSettings settings,
			UnaryOperator<RemotePartitions.Builder> customizer) throws Exception {
		this.name = name;
		this.completions = completions;
		this.pool = job.connect();
		this.dataSource = new CutDataSource(this.pool);
		LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy(this.dataSource);
		this.transactions = new JdbcTransactionManager(lazy);
		this.repository = PartitionedJob.repository(lazy, this.transactions);
		this.partitions = customizer.apply(RemotePartitions.builder(lazy, this.repository).settings(settings)).build();
		this.workers = this.partitions.workers(List.of(new EachTimeAnew()), this.runningJobs, Duration.ofSeconds(20),
				true);
	}

	PartitionWorkers workers() {
		return this.workers;
	}

	/**
	 * Observe the step, as Spring Boot does.
	 */
	void observe(ObservationRegistry registry) {
		this.observations = registry;
	}

	TestWorker start() {
		this.workers.start();
		return this;
	}

	boolean isStopRequested(JobExecution execution) {
		return this.runningJobs.isStopRequested(execution);
	}

	void beforeWrite(Runnable beforeWrite) {
		this.beforeWrite = beforeWrite;
	}

	void afterWrite(Runnable afterWrite) {
		this.afterWrite = afterWrite;
	}

	/**
	 * Cut the worker off from the database, as a dead one is, but for its calls.
	 */
	void cut() {
		this.dataSource.cut();
	}

	void restore() {
		this.dataSource.restore();
	}

	/**
	 * Claim and execute a partition with nothing that watches or renews the lease, as if
	 * the process paused.
	 */
	PartitionOutcome runUnwatched(PartitionSettings settings) {
		return runUnwatched(settings, this.repository);
	}

	PartitionOutcome runUnwatched(PartitionSettings settings, JobRepository repository) {
		PartitionClaim claim = this.partitions.table()
			.claim(this.name, settings, List.of(PartitionedJob.STEP), List.of())
			.orElseThrow();
		return new PartitionRun(claim, System.nanoTime(), settings.lease(), this.partitions.table(), repository,
				this.runningJobs)
			.execute(new EachTimeAnew());
	}

	@Override
	public void close() {
		restore();
		this.workers.stop();
		this.pool.close();
	}

	/**
	 * The step, with a reader and a writer for each execution as in the scope of a step.
	 */
	private final class EachTimeAnew implements Step {

		@Override
		public String getName() {
			return PartitionedJob.STEP;
		}

		@Override
		public void execute(StepExecution stepExecution) throws JobInterruptedException {
			TestWorker worker = TestWorker.this;
			JdbcBatchItemWriter<CompletedItem<Integer>> results = new JdbcBatchItemWriterBuilder<CompletedItem<Integer>>()
				.dataSource(worker.transactions.getDataSource())
				.sql("insert into result values (?, ?)")
				.itemPreparedStatementSetter((item, row) -> {
					row.setString(1, "" + item.item());
					row.setString(2, worker.name);
				})
				.build();
			new StepBuilder(getName(), worker.repository).<CompletedItem<Integer>, CompletedItem<Integer>>chunk(5)
				.transactionManager(worker.transactions)
				.reader(CompletionItemReader.<Integer>builder(worker.completions.client())
					.name("items")
					.reader(new Range())
					.request(FakeCompletions::request)
					.concurrency(4)
					.window(8)
					.stopWhen(worker.runningJobs::isStopRequested)
					.callLimit(worker.partitions::callLimit)
					.build())
				.writer((chunk) -> {
					worker.beforeWrite.run();
					results.write(chunk);
					worker.afterWrite.run();
				})
				.observationRegistry(worker.observations)
				.build()
				.execute(stepExecution);
		}

	}

	/**
	 * Reads the numbers of a partition.
	 */
	private static final class Range implements ItemStreamReader<Integer> {

		private int next;

		private int end;

		@Override
		public void open(ExecutionContext context) {
			this.next = context.getInt("range.next", context.getInt("from"));
			this.end = context.getInt("to");
		}

		@Override
		public @Nullable Integer read() {
			return (this.next < this.end) ? this.next++ : null;
		}

		@Override
		public void update(ExecutionContext context) {
			context.putInt("range.next", this.next);
		}

	}

}
