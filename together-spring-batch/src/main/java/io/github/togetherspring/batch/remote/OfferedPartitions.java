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

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.github.togetherspring.batch.CompletionTotals;

import org.springframework.batch.core.step.StepExecution;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The partitions of one step in the {@link PartitionTable table}, for the manager that
 * has offered them.
 */
final class OfferedPartitions {

	private static final String OF_STEP = " where job_execution_id = ? and step_name = ?";

	private static final String NOT_RUN = "(state = 'WAITING' or (state = 'RUNNING' and leased_until < clock_timestamp()))";

	private final JdbcClient jdbc;

	private final long jobExecutionId;

	private final String stepName;

	/**
	 * Create an instance.
	 * @param jdbc the database of the job repository
	 * @param jobExecutionId the job execution that waits for the partitions
	 * @param stepName the name of the step that workers execute
	 */
	OfferedPartitions(JdbcClient jdbc, long jobExecutionId, String stepName) {
		this.jdbc = jdbc;
		this.jobExecutionId = jobExecutionId;
		this.stepName = stepName;
	}

	String stepName() {
		return this.stepName;
	}

	/**
	 * Offer partitions to workers. Partitions that were already offered, by a manager
	 * that has died, keep their state and their worker.
	 * @param partitions the step executions of the partitions
	 * @param trace the trace context of the manager
	 */
	void offer(Collection<StepExecution> partitions, Map<String, String> trace) {
		List<CompletionTotals> totals = partitions.stream()
			.map((partition) -> CompletionTotals.of(partition.getExecutionContext()))
			.toList();
		this.jdbc.sql("""
				insert into together_partition (step_execution_id, items, failed_items, prompt_tokens,
					completion_tokens, cost, unpriced_items, job_execution_id, step_name, trace)
				select earlier.*, ?, ?, ? from unnest(?, ?, ?, ?, ?, ?, ?) as earlier
				on conflict (step_execution_id) do update
				set job_execution_id = excluded.job_execution_id, trace = excluded.trace, stop_requested = false""")
			.params(this.jobExecutionId, this.stepName, TraceHeaders.write(trace),
					partitions.stream().map(StepExecution::getId).toArray(Long[]::new),
					array(totals, CompletionTotals::items), array(totals, CompletionTotals::failed),
					array(totals, CompletionTotals::promptTokens), array(totals, CompletionTotals::completionTokens),
					totals.stream().map(CompletionTotals::cost).toArray(BigDecimal[]::new),
					array(totals, CompletionTotals::unpriced))
			.update();
	}

	private static Long[] array(List<CompletionTotals> totals, Function<CompletionTotals, Long> value) {
		return totals.stream().map(value).toArray(Long[]::new);
	}

	/**
	 * Return the state of the partitions.
	 * @param maxAttempts the number of attempts in a row after which a partition fails
	 * @return the counts
	 */
	PartitionCounts counts(int maxAttempts) {
		return this.jdbc
			.sql("select count(*) filter (where " + NOT_RUN + ") as waiting,"
					+ " count(*) filter (where state = 'RUNNING' and leased_until >= clock_timestamp()) as running,"
					+ " count(*) filter (where state = 'ENDED') as ended,"
					+ " count(*) filter (where attempts >= ? and " + NOT_RUN + ") as exhausted,"
					+ " (select count(*) from together_worker where alive_until >= clock_timestamp()) as workers,"
					+ " coalesce(sum(items), 0) as items, coalesce(sum(failed_items), 0) as failed_items,"
					+ " coalesce(sum(prompt_tokens), 0) as prompt_tokens,"
					+ " coalesce(sum(completion_tokens), 0) as completion_tokens, coalesce(sum(cost), 0) as cost,"
					+ " coalesce(sum(unpriced_items), 0) as unpriced_items from together_partition" + OF_STEP)
			.params(maxAttempts, this.jobExecutionId, this.stepName)
			.query((row, number) -> new PartitionCounts(row.getInt("workers"), row.getInt("waiting"),
					row.getInt("running"), row.getInt("ended"), row.getInt("exhausted"),
					CompletionTotals.builder()
						.completed(row.getLong("items") - row.getLong("failed_items"))
						.failed(row.getLong("failed_items"))
						.promptTokens(row.getLong("prompt_tokens"))
						.completionTokens(row.getLong("completion_tokens"))
						.cost(row.getBigDecimal("cost"))
						.unpriced(row.getLong("unpriced_items"))
						.build()))
			.single();
	}

	/**
	 * Return which partitions have ended.
	 * @return their step executions
	 */
	List<Long> ended() {
		return this.jdbc.sql("select step_execution_id from together_partition" + OF_STEP + " and state = 'ENDED'")
			.params(this.jobExecutionId, this.stepName)
			.query(Long.class)
			.list();
	}

	/**
	 * Request that all partitions stop. Those that no worker runs can't be claimed any
	 * more.
	 */
	void requestStop() {
		this.jdbc.sql("update together_partition set stop_requested = true" + OF_STEP)
			.params(this.jobExecutionId, this.stepName)
			.update();
	}

	/**
	 * Claim the partitions that should stop and that no living worker runs.
	 * @param manager the name of the manager
	 * @param lease how long the claims are valid
	 * @return the claims, to be ended
	 */
	List<PartitionClaim> claimStopped(String manager, Duration lease) {
		return claimAll("stop_requested", manager, lease);
	}

	/**
	 * Claim the partitions that have failed too often.
	 * @param manager the name of the manager
	 * @param lease how long the claims are valid
	 * @param maxAttempts the number of attempts in a row after which a partition fails
	 * @return the claims, to be ended
	 */
	List<PartitionClaim> claimExhausted(String manager, Duration lease, int maxAttempts) {
		return claimAll("attempts >= " + maxAttempts, manager, lease);
	}

	private List<PartitionClaim> claimAll(String condition, String manager, Duration lease) {
		return this.jdbc
			.sql("update together_partition set state = 'RUNNING', worker = ?, claim = claim + 1,"
					+ " leased_until = clock_timestamp() + ? * interval '1 millisecond'" + OF_STEP + " and " + condition
					+ " and " + NOT_RUN + " returning step_execution_id, step_name, claim, attempts, trace")
			.params(manager, lease.toMillis(), this.jobExecutionId, this.stepName)
			.query(PartitionTable::claim)
			.list();
	}

	/**
	 * Return why the last attempt at a partition failed.
	 * @param stepExecutionId the step execution
	 * @return the problem, empty if it is not known
	 */
	Optional<String> problem(long stepExecutionId) {
		return this.jdbc
			.sql("select problem from together_partition where step_execution_id = ? and problem is not null")
			.param(stepExecutionId)
			.query(String.class)
			.optional();
	}

	/**
	 * Delete the partitions once they have ended.
	 */
	void delete() {
		this.jdbc.sql("delete from together_partition" + OF_STEP).params(this.jobExecutionId, this.stepName).update();
	}

}
