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

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.JobBudget;
import io.github.togetherspring.batch.PartitionedSteps;
import io.github.togetherspring.batch.PartitionsProgress;
import io.github.togetherspring.batch.lifecycle.JobTakeover;
import io.github.togetherspring.batch.lifecycle.LockedJobs;
import io.github.togetherspring.batch.lifecycle.PostgresJobLockRegistry;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.CompletionRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * What one process has: connections, a job repository, the job, a manager and a worker.
 */
final class Machine implements AutoCloseable {

	static final int ITEMS = 40;

	static final PartitionSettings SETTINGS = PartitionSettings.builder()
		.lease(Duration.ofSeconds(1))
		.pollInterval(Duration.ofMillis(50))
		.gridSize(4)
		.maxAttempts(3)
		.build();

	private final PartitionSettings settings;

	private final HikariDataSource pool = new HikariDataSource();

	private final Queue<Connection> guardConnections = new ConcurrentLinkedQueue<>();

	private final AbstractDriverBasedDataSource direct;

	private final DataSource dataSource;

	private final JdbcTransactionManager transactions;

	private final JobRepository repository;

	private final MapJobRegistry registry = new MapJobRegistry();

	private final RunningJobs runningJobs = new RunningJobs();

	private final LockedJobs lockedJobs;

	private final RemotePartitions partitions;

	private final @Nullable JobBudget budget;

	private final List<PartitionsProgress> progress = new CopyOnWriteArrayList<>();

	private final AtomicInteger divisions = new AtomicInteger();

	private final Calls calls;

	private final Step worker;

	private final PartitionWorkers workers;

	private final JobOperator operator;

	private final List<Thread> jobThreads = new CopyOnWriteArrayList<>();

	private Partitioner partitioner = this::divide;

	private final AtomicInteger connections = new AtomicInteger();

	private volatile boolean stopping;

	private volatile boolean dead;

	private volatile boolean cutOff;

	Machine(String url, String user, Calls calls, PartitionSettings settings, @Nullable BudgetSettings budget) {
		this.calls = calls;
		this.settings = settings;
		this.direct = new DriverManagerDataSource(url, user, "") {

			@Override
			public Connection getConnection() throws SQLException {
				if (Machine.this.dead || Machine.this.cutOff) {
					throw new SQLException("This machine can't reach the database");
				}
				Connection connection = super.getConnection();
				Machine.this.guardConnections.add(connection);
				return connection;
			}

		};
		this.pool.setJdbcUrl(url);
		this.pool.setUsername(user);
		this.pool.setMaximumPoolSize(4);
		this.pool.setConnectionTimeout(1000);
		this.dataSource = new LazyConnectionDataSourceProxy(new DelegatingDataSource(this.pool) {

			@Override
			public Connection getConnection() throws SQLException {
				Machine.this.connections.incrementAndGet();
				return super.getConnection();
			}

		});
		this.transactions = new JdbcTransactionManager(this.dataSource);
		this.repository = createRepository();
		this.budget = (budget != null) ? new JobBudget(budget, this.repository, this::isClaimed, List.of()) : null;
		this.partitions = RemotePartitions.builder(this.dataSource, this.repository)
			.settings(settings)
			.budget(this.budget)
			.build();
		this.lockedJobs = new LockedJobs(this.repository, new PostgresJobLockRegistry(this.direct), this.runningJobs,
				this.partitions::unfinishedStepExecutions);
		this.worker = new WorkerStep();
		this.workers = this.partitions.workers(List.of(this.worker), this.runningJobs, Duration.ofSeconds(5), true);
		this.operator = this.lockedJobs.decorate(createOperator());
	}

	private boolean isClaimed(StepExecution step) {
		return this.partitions.isClaimed(step);
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

	private JobOperator createOperator() {
		try {
			TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
			operator.setJobRepository(this.repository);
			operator.setJobRegistry(this.registry);
			operator.afterPropertiesSet();
			return operator;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Replace what divides the items.
	 */
	Machine partitioner(UnaryOperator<Partitioner> change) {
		this.partitioner = change.apply(this.partitioner);
		return this;
	}

	private Map<String, ExecutionContext> divide(int gridSize) {
		this.divisions.incrementAndGet();
		Map<String, ExecutionContext> contexts = new LinkedHashMap<>();
		for (int i = 0; i < gridSize; i++) {
			ExecutionContext context = new ExecutionContext();
			context.putInt("from", ITEMS * i / gridSize);
			context.putInt("to", ITEMS * (i + 1) / gridSize);
			context.putLong(PartitionedSteps.COUNT, ITEMS * (i + 1) / gridSize - ITEMS * i / gridSize);
			contexts.put("partition" + i, context);
		}
		return contexts;
	}

	int divisions() {
		return this.divisions.get();
	}

	List<PartitionsProgress> progress() {
		return this.progress;
	}

	Machine work() {
		this.workers.start();
		return this;
	}

	void stopWorking() {
		this.workers.stop();
	}

	CompletableFuture<JobExecution> manage() {
		return run(this.partitions.steps(this.runningJobs::isStopRequested, this.lockedJobs::renewLock,
				List.of((step, progress) -> this.progress.add(progress))));
	}

	CompletableFuture<JobExecution> runLocally() {
		return run(
				new LocalPartitionedSteps(this.repository, this.settings, new UnfinishedPartitions(this.dataSource)));
	}

	private CompletableFuture<JobExecution> run(PartitionedSteps steps) {
		Job job = job(steps);
		CompletableFuture<JobExecution> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(this.operator.start(job, new JobParameters()));
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		this.jobThreads.add(thread);
		thread.start();
		return result;
	}

	private Job job(PartitionedSteps steps) {
		Job job = this.lockedJobs.decorate(new JobBuilder("job", this.repository)
			.start(steps.step("partitions", this.worker, (gridSize) -> this.partitioner.partition(gridSize)))
			.build());
		this.registry.unregister("job");
		try {
			this.registry.register(job);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return job;
	}

	/**
	 * Take over the job when its process dies.
	 */
	JobTakeover standBy() {
		job(this.partitions.steps(this.runningJobs::isStopRequested, this.lockedJobs::renewLock,
				List.of((step, progress) -> this.progress.add(progress))));
		JobTakeover takeover = new JobTakeover(this.registry::getJobNames, this.repository, this.operator,
				this.runningJobs, Duration.ofMillis(50));
		takeover.start();
		return takeover;
	}

	JobExecution lastExecution() {
		return this.repository.getLastJobExecution("job", new JobParameters());
	}

	void requestStop() throws Exception {
		this.operator.stop(this.runningJobs.executions().iterator().next());
	}

	/**
	 * Return whether a partition here has noticed that it is to stop.
	 */
	boolean isStopping() {
		return this.stopping;
	}

	private boolean noticeStop(JobExecution execution) {
		boolean stop = this.runningJobs.isStopRequested(execution);
		if (stop) {
			this.stopping = true;
		}
		return stop;
	}

	/**
	 * Return how often a connection to the database was used.
	 */
	int connections() {
		return this.connections.get();
	}

	void cutOff(boolean cutOff) {
		this.cutOff = cutOff;
	}

	/**
	 * End the connections of the guard, as a network may do that the process survives.
	 */
	void loseClaims() {
		for (Connection connection = this.guardConnections
			.poll(); connection != null; connection = this.guardConnections.poll()) {
			try {
				connection.close();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * End as a process that is killed: nothing more is said to the database.
	 */
	void kill() {
		this.dead = true;
		this.pool.close();
		loseClaims();
		this.jobThreads.forEach(Thread::interrupt);
		for (Thread thread : this.jobThreads) {
			try {
				thread.join(TimeUnit.SECONDS.toMillis(20));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void close() {
		this.workers.stop();
		if (!this.dead) {
			kill();
		}
	}

	/**
	 * Completes the items of a partition.
	 */
	private final class WorkerStep implements Step {

		@Override
		public String getName() {
			return "complete";
		}

		@Override
		public void execute(StepExecution stepExecution) throws JobInterruptedException {
			ExecutionContext context = stepExecution.getExecutionContext();
			List<Integer> items = new ArrayList<>(
					IntStream.range(context.getInt("from"), context.getInt("to")).boxed().toList());
			CompletionItemReader<Integer> reader = CompletionItemReader.<Integer>builder(Machine.this.calls.client())
				.name("items")
				.reader(new ListItemReader<>(items))
				.request((item) -> CompletionRequest.builder().model("m").prompt(item.toString()).build())
				.concurrency(2)
				.window(4)
				.budget(Machine.this.budget)
				.stopGracePeriod(Duration.ofSeconds(5))
				.stopWhen(Machine.this::noticeStop)
				.build();
			JdbcTemplate jdbc = new JdbcTemplate(Machine.this.dataSource);
			new StepBuilder("complete", Machine.this.repository)
				.<CompletedItem<Integer>, CompletedItem<Integer>>chunk(2)
				.transactionManager(Machine.this.transactions)
				.reader(reader)
				.writer((chunk) -> chunk
					.forEach((item) -> jdbc.update("insert into result (item) values (?)", item.item())))
				.build()
				.execute(stepExecution);
		}

	}

}
