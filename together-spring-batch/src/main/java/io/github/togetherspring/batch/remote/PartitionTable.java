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

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import javax.sql.DataSource;

import io.github.togetherspring.batch.CompletionTotals;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tables of partitions and of workers, in PostgreSQL. Only the clock of the database
 * determines whether a lease has expired.
 * <p>
 * A worker changes a partition only while it holds the latest claim on it. Each claim
 * first saves the step execution, so that a commit of an earlier worker fails because of
 * its version or, while the job is stopping, because of its claim
 * ({@link ClaimedStepExecution}).
 */
final class PartitionTable {

	private static final int QUERY_TIMEOUT_SECONDS = 5;

	private static final long SCHEMA_LOCK = 0x746f676574686572L;

	private static final String HELD = " where step_execution_id = ? and claim = ? and state = 'RUNNING'";

	private final DataSource dataSource;

	private final JdbcClient jdbc;

	/**
	 * Create an instance.
	 * @param dataSource the database of the job repository
	 */
	PartitionTable(DataSource dataSource) {
		this.dataSource = dataSource;
		JdbcTemplate template = new JdbcTemplate(dataSource);
		template.setQueryTimeout(QUERY_TIMEOUT_SECONDS);
		this.jdbc = JdbcClient.create(template);
	}

	/**
	 * Create the tables unless they exist.
	 */
	void createTables() {
		ResourceDatabasePopulator schema = new ResourceDatabasePopulator(
				new ClassPathResource("schema-postgresql.sql", PartitionTable.class));
		// One process at a time: concurrent statements to create a table may fail.
		new TransactionTemplate(new JdbcTransactionManager(this.dataSource)).executeWithoutResult((transaction) -> {
			this.jdbc.sql("select pg_advisory_xact_lock(?)").param(SCHEMA_LOCK).query((row) -> {
			});
			DatabasePopulatorUtils.execute(schema, this.dataSource);
		});
	}

	/**
	 * Return whether the table of partitions exists.
	 * @return whether a manager or worker has used this database
	 */
	boolean exists() {
		return this.jdbc.sql("select to_regclass('together_partition') is not null").query(Boolean.class).single();
	}

	/**
	 * Return the partitions of a step, for its manager.
	 * @param jobExecutionId the job execution that waits for the partitions
	 * @param stepName the name of the step that workers execute
	 * @return the partitions
	 */
	OfferedPartitions offered(long jobExecutionId, String stepName) {
		return new OfferedPartitions(this.jdbc, jobExecutionId, stepName);
	}

	/**
	 * Claim a partition that no living worker runs, and that has not failed too often.
	 * @param worker the name of the worker
	 * @param settings how long the claim is valid unless it is renewed, and how often a
	 * partition may fail
	 * @param stepNames the steps that the worker can execute
	 * @param excluded the step executions that the worker still executes
	 * @return the claim, or empty if there is no such partition
	 */
	Optional<PartitionClaim> claim(String worker, PartitionSettings settings, Collection<String> stepNames,
			Collection<Long> excluded) {
		return this.jdbc.sql("""
				update together_partition
				set state = 'RUNNING', worker = ?, claim = claim + 1, attempts = attempts + 1,
					leased_until = clock_timestamp() + ? * interval '1 millisecond',
					problem = case when state = 'RUNNING'
						then 'The worker ' || worker || ' died, or lost its connection to the database'
						else problem end
				where step_execution_id = (
					select step_execution_id from together_partition
					where step_name = any (?) and step_execution_id <> all (?) and not stop_requested
						and attempts < ?
						and ((state = 'WAITING' and available_at <= clock_timestamp())
							or (state = 'RUNNING' and leased_until < clock_timestamp()))
					order by step_execution_id limit 1 for update skip locked)
				returning step_execution_id, step_name, claim, attempts, trace""")
			.params(worker, settings.lease().toMillis(), stepNames.toArray(new String[0]),
					excluded.toArray(new Long[0]), settings.maxAttempts())
			.query(PartitionTable::claim)
			.optional();
	}

	static PartitionClaim claim(ResultSet row, int number) throws SQLException {
		return new PartitionClaim(row.getLong("step_execution_id"), row.getString("step_name"), row.getLong("claim"),
				row.getInt("attempts"), TraceHeaders.read(row.getString("trace")));
	}

	/**
	 * Renew a claim, and report the progress of the partition.
	 * @param claim the claim
	 * @param lease how long the claim is valid from now on
	 * @param totals the totals of the partition
	 * @param committed whether something was committed since the claim, which resets the
	 * number of attempts
	 * @return whether the step should stop, or empty if the claim is lost
	 */
	Optional<Boolean> renew(PartitionClaim claim, Duration lease, CompletionTotals totals, boolean committed) {
		return this.jdbc
			.sql("update together_partition set leased_until = clock_timestamp() + ? * interval '1 millisecond',"
					+ " attempts = case when ? then 0 else attempts end, items = ?, failed_items = ?,"
					+ " prompt_tokens = ?, completion_tokens = ?, cost = ?, unpriced_items = ?" + HELD
					+ " returning stop_requested")
			.params(lease.toMillis(), committed, totals.items(), totals.failed(), totals.promptTokens(),
					totals.completionTokens(), totals.cost(), totals.unpriced(), claim.stepExecutionId(),
					claim.number())
			.query(Boolean.class)
			.optional();
	}

	/**
	 * Return whether a claim is the latest one on its partition. If so, no other claim
	 * can be made before the caller's transaction ends.
	 * @param claim the claim
	 * @return {@code false} if the claim is lost
	 */
	boolean isHeld(PartitionClaim claim) {
		return this.jdbc.sql("select 1 from together_partition" + HELD + " for share")
			.params(claim.stepExecutionId(), claim.number())
			.query(Integer.class)
			.optional()
			.isPresent();
	}

	/**
	 * Release a partition, for this or another worker to continue.
	 * @param claim the claim
	 * @param delay the time until it can be claimed again
	 * @param problem what has failed, or {@code null} if the attempt does not count
	 * @return {@code false} if the claim is lost
	 */
	boolean release(PartitionClaim claim, Duration delay, @Nullable String problem) {
		return this.jdbc.sql("update together_partition set state = 'WAITING', worker = null, leased_until = null,"
				+ " available_at = clock_timestamp() + ? * interval '1 millisecond',"
				+ " attempts = case when ? then attempts else greatest(attempts - 1, 0) end, problem = nullif(?, '')"
				+ HELD)
			.params(delay.toMillis(), problem != null, (problem != null) ? problem : "", claim.stepExecutionId(),
					claim.number())
			.update() == 1;
	}

	/**
	 * End a partition whose step execution has been saved with its final status.
	 * @param claim the claim
	 * @param problem why the partition has failed, or {@code null} if it has not
	 * @return {@code false} if the claim is lost
	 */
	boolean end(PartitionClaim claim, @Nullable String problem) {
		return this.jdbc
			.sql("update together_partition set state = 'ENDED', leased_until = null, problem = nullif(?, '')" + HELD)
			.params((problem != null) ? problem : "", claim.stepExecutionId(), claim.number())
			.update() == 1;
	}

	/**
	 * Return which step executions are offered to workers, and have not ended.
	 * @return the step executions, and for each the job execution that waits for it
	 */
	Map<Long, Long> unfinished() {
		Map<Long, Long> unfinished = new HashMap<>();
		RowCallbackHandler rows = (row) -> unfinished.put(row.getLong(1), row.getLong(2));
		this.jdbc.sql("select step_execution_id, job_execution_id from together_partition where state <> 'ENDED'")
			.query(rows);
		return unfinished;
	}

	/**
	 * Delete partitions, whether they have ended or not.
	 * @param partitions the step executions of the partitions
	 */
	void delete(Collection<StepExecution> partitions) {
		this.jdbc.sql("delete from together_partition where step_execution_id = any (?)")
			.param(partitions.stream().map(StepExecution::getId).toArray(Long[]::new))
			.update();
	}

	/**
	 * Record that a worker is alive, and delete those that are not.
	 * @param worker the name of the worker
	 * @param lease how long it is considered alive from now on
	 * @return the number of living workers, including this one
	 */
	int keepAlive(String worker, Duration lease) {
		this.jdbc.sql("""
				insert into together_worker (worker, alive_until)
				values (?, clock_timestamp() + ? * interval '1 millisecond')
				on conflict (worker) do update set alive_until = excluded.alive_until""")
			.params(worker, lease.toMillis())
			.update();
		this.jdbc.sql("delete from together_worker where alive_until < clock_timestamp() - interval '1 hour'").update();
		return workers();
	}

	/**
	 * Return the number of living workers.
	 * @return the number of workers
	 */
	int workers() {
		return this.jdbc.sql("select count(*) from together_worker where alive_until >= clock_timestamp()")
			.query(Integer.class)
			.single();
	}

	/**
	 * Return the time after which PostgreSQL ends an idle transaction.
	 * @return the time as PostgreSQL shows it, {@code 0} if it never does
	 */
	String idleTransactionTimeout() {
		return this.jdbc.sql("show idle_in_transaction_session_timeout").query(String.class).single();
	}

	/**
	 * Delete a worker that has stopped.
	 * @param worker the name of the worker
	 */
	void remove(String worker) {
		this.jdbc.sql("delete from together_worker where worker = ?").param(worker).update();
	}

}
