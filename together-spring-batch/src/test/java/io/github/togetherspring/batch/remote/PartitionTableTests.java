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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.testsupport.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link PartitionTable} with a real PostgreSQL.
 */
class PartitionTableTests {

	private static final PartitionSettings SETTINGS = PartitionSettings.builder().lease(Duration.ofMinutes(1)).build();

	private static final CompletionTotals TOTALS = CompletionTotals.builder()
		.completed(5)
		.failed(2)
		.passedThrough(1)
		.promptTokens(30)
		.completionTokens(20)
		.cost(new BigDecimal("0.5"))
		.build();

	private static PostgresServer postgres;

	private final DriverManagerDataSource dataSource = new DriverManagerDataSource(postgres.url(), postgres.user(), "");

	private final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);

	private final PartitionTable table = new PartitionTable(this.dataSource);

	private final OfferedPartitions offered = this.table.offered(7, "step");

	@BeforeAll
	static void start() {
		postgres = PostgresServer.start();
	}

	@AfterAll
	static void stop() {
		postgres.close();
	}

	@BeforeEach
	void tables() {
		this.jdbc.execute("drop table if exists together_partition, together_worker");
		this.table.createTables();
	}

	private Optional<PartitionClaim> claim(String worker) {
		return this.table.claim(worker, SETTINGS, List.of("step"), Set.of());
	}

	private static List<StepExecution> steps(long... ids) {
		JobExecution job = new JobExecution(7, new JobInstance(1, "job"), new JobParameters());
		return LongStream.of(ids).mapToObj((id) -> new StepExecution(id, "step:" + id, job)).toList();
	}

	private String column(long stepExecutionId, String column) {
		return this.jdbc.queryForObject("select " + column + " from together_partition where step_execution_id = ?",
				String.class, stepExecutionId);
	}

	@Test
	void processesThatStartTogetherCreateTheTablesOnce() {
		this.jdbc.execute("drop table together_partition, together_worker");
		IntStream.range(0, 8).parallel().forEach((process) -> new PartitionTable(this.dataSource).createTables());
		assertThat(this.table.workers()).isZero();
	}

	@Test
	void claimsInOrderAndPassesByWhatAnotherWorkerIsClaiming() throws SQLException {
		this.offered.offer(steps(13, 11, 12), Map.of("traceparent", "00-1-2-01", "a", "b:c"));
		try (Connection other = this.dataSource.getConnection()) {
			other.setAutoCommit(false);
			try (Statement statement = other.createStatement()) {
				statement.executeQuery("select * from together_partition where step_execution_id = 11 for update");
			}
			assertThat(claim("a"))
				.contains(new PartitionClaim(12, "step", 1, 1, Map.of("traceparent", "00-1-2-01", "a", "b:c")));
			other.rollback();
		}
		assertThat(claim("a")).map(PartitionClaim::stepExecutionId).contains(11L);
		assertThat(claim("b")).map(PartitionClaim::stepExecutionId).contains(13L);
		assertThat(claim("b")).isEmpty();
	}

	static final List<Arguments> CLAIMABLE = List.of(argumentSet("waiting", "attempts = 0", true),
			argumentSet("released for later", "available_at = clock_timestamp() + interval '1 minute'", false),
			argumentSet("running", "state = 'RUNNING', worker = 'x', leased_until = clock_timestamp() + interval '1 m'",
					false),
			argumentSet("running on a dead worker",
					"state = 'RUNNING', worker = 'x', leased_until = clock_timestamp() - interval '1 ms'", true),
			argumentSet("ended", "state = 'ENDED'", false),
			argumentSet("to be stopped", "stop_requested = true", false),
			argumentSet("fifth attempt", "attempts = 4", true), argumentSet("sixth attempt", "attempts = 5", false),
			argumentSet("step that the worker does not have", "step_name = 'other'", false));

	@ParameterizedTest
	@FieldSource("CLAIMABLE")
	void claimsOnlyWhatMayBeRun(String state, boolean claimable) {
		this.offered.offer(steps(11), Map.of());
		this.jdbc.update("update together_partition set " + state);
		assertThat(claim("a").isPresent()).isEqualTo(claimable);
	}

	@Test
	void workerDoesNotClaimWhatItStillRuns() {
		this.offered.offer(steps(11), Map.of());
		assertThat(this.table.claim("a", SETTINGS, List.of("step"), Set.of(11L))).isEmpty();
	}

	@Test
	void partitionOfADeadWorkerNamesIt() {
		this.offered.offer(steps(11), Map.of());
		claim("first");
		this.jdbc.update("update together_partition set leased_until = clock_timestamp()");
		assertThat(claim("second")).map(PartitionClaim::attempts).contains(2);
		assertThat(this.offered.problem(11))
			.hasValueSatisfying((problem) -> assertThat(problem).contains("first", "died"));
	}

	static final List<Arguments> CHANGES = List.of(
			change("renew", (table, claim) -> table.renew(claim, SETTINGS.lease(), TOTALS, true).isPresent()),
			change("release", (table, claim) -> table.release(claim, Duration.ZERO, "failed")),
			change("end", (table, claim) -> table.end(claim, null)), change("hold", PartitionTable::isHeld));

	private static Arguments change(String name, BiPredicate<PartitionTable, PartitionClaim> change) {
		return argumentSet(name, change);
	}

	@ParameterizedTest
	@FieldSource("CHANGES")
	void claimIsLostWithTheNextOne(BiPredicate<PartitionTable, PartitionClaim> change) {
		this.offered.offer(steps(11), Map.of());
		PartitionClaim first = claim("a").orElseThrow();
		this.jdbc.update("update together_partition set leased_until = clock_timestamp()");
		assertThat(change.test(this.table, first)).as("the lease has expired, but nobody else has claimed").isTrue();
		this.jdbc.update("update together_partition set state = 'WAITING', available_at = clock_timestamp()");
		claim("a").orElseThrow();
		String row = this.jdbc.queryForMap("select * from together_partition").toString();
		assertThat(change.test(this.table, first)).isFalse();
		assertThat(this.jdbc.queryForMap("select * from together_partition")).hasToString(row);
	}

	@ParameterizedTest
	@CsvSource({ "true, broken, 0", "false, broken, 3", "false, , 2", "true, , 0" })
	void attemptsCountUnlessSomethingWasCommittedOrTheWorkerStopped(boolean committed, String problem, int attempts) {
		this.offered.offer(steps(11), Map.of());
		this.jdbc.update("update together_partition set attempts = 2");
		PartitionClaim claim = claim("a").orElseThrow();
		assertThat(claim.attempts()).isEqualTo(3);
		this.table.renew(claim, SETTINGS.lease(), TOTALS, committed);
		this.table.release(claim, Duration.ofMinutes(1), problem);
		assertThat(column(11, "attempts")).isEqualTo(String.valueOf(attempts));
		assertThat(this.offered.problem(11)).isEqualTo(Optional.ofNullable(problem));
		assertThat(claim("b")).as("before the delay").isEmpty();
	}

	@Test
	void progressIsTheSumOfAllPartitionsOfTheJob() {
		this.offered.offer(steps(11, 12, 13, 14, 15), Map.of());
		this.table.offered(8, "step").offer(steps(21), Map.of());
		PartitionClaim completed = claim("a").orElseThrow();
		this.table.renew(completed, SETTINGS.lease(), TOTALS, true);
		this.table.end(completed, null);
		this.table.end(claim("a").orElseThrow(), "Wrong key");
		this.table.renew(claim("a").orElseThrow(), SETTINGS.lease(), TOTALS, true);
		claim("b").orElseThrow();
		this.jdbc.update("update together_partition set leased_until = clock_timestamp() where worker = 'b'");
		assertThat(this.offered.counts(5)).isEqualTo(new PartitionCounts(0, 2, 1, 2, 0,
				CompletionTotals.builder()
					.completed(12)
					.failed(4)
					.promptTokens(60)
					.completionTokens(40)
					.cost(new BigDecimal("1.0"))
					.build()));
		assertThat(this.table.unfinished()).containsOnlyKeys(13L, 14L, 15L, 21L);
		this.offered.delete();
		assertThat(this.table.unfinished()).containsExactly(Map.entry(21L, 8L));
	}

	@Test
	void offerOfAnotherManagerKeepsStateAndWorker() {
		this.offered.offer(steps(11, 12), Map.of("traceparent", "old"));
		PartitionClaim claim = claim("a").orElseThrow();
		this.offered.requestStop();
		assertThat(this.table.renew(claim, SETTINGS.lease(), TOTALS, false)).contains(true);
		this.table.offered(8, "step").offer(steps(11, 12), Map.of("traceparent", "new"));
		assertThat(this.table.renew(claim, SETTINGS.lease(), TOTALS, false)).contains(false);
		assertThat(this.table.unfinished()).containsEntry(11L, 8L).containsEntry(12L, 8L);
		assertThat(claim("b").orElseThrow().trace()).containsEntry("traceparent", "new");
	}

	@Test
	void managerClaimsWhatNoWorkerRuns() {
		this.offered.offer(steps(11, 12, 13), Map.of());
		this.jdbc.update("update together_partition set attempts = 5 where step_execution_id = 13");
		claim("a");
		assertThat(this.offered.claimExhausted("m", SETTINGS.lease(), 5)).extracting(PartitionClaim::stepExecutionId)
			.containsExactly(13L);
		this.offered.requestStop();
		List<PartitionClaim> stopped = this.offered.claimStopped("m", SETTINGS.lease());
		assertThat(stopped).extracting(PartitionClaim::stepExecutionId).containsExactly(12L);
		assertThat(stopped).allMatch((claim) -> this.table.end(claim, null));
	}

	@Test
	void workersLiveUntilTheirTimeExpiresOrTheyStop() {
		assertThat(this.table.keepAlive("a", SETTINGS.lease())).isOne();
		assertThat(this.table.keepAlive("b", SETTINGS.lease())).isEqualTo(2);
		assertThat(this.table.keepAlive("b", SETTINGS.lease())).isEqualTo(2);
		this.table.remove("a");
		assertThat(this.table.workers()).isOne();
		this.jdbc.update("update together_worker set alive_until = clock_timestamp() - interval '2 hours'");
		assertThat(this.table.workers()).isZero();
		assertThat(this.table.keepAlive("c", SETTINGS.lease())).isOne();
		assertThat(this.jdbc.queryForList("select worker from together_worker", String.class)).containsExactly("c");
	}

}
