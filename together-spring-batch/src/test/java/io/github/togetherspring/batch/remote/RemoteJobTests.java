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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.batch.PartitionsProgress;
import io.github.togetherspring.batch.lifecycle.JobTakeover;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.testsupport.PostgresServer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for jobs on several machines, which are parts of this process, with a real
 * PostgreSQL.
 */
@Timeout(120)
class RemoteJobTests {

	private static final List<Integer> ALL = IntStream.range(0, Machine.ITEMS).boxed().toList();

	private static PostgresServer postgres;

	private Cluster cluster;

	@BeforeAll
	static void startPostgres() {
		postgres = PostgresServer.start();
	}

	@AfterAll
	static void stopPostgres() {
		postgres.close();
	}

	@BeforeEach
	void createCluster() {
		this.cluster = new Cluster(postgres);
	}

	@AfterEach
	void close() {
		this.cluster.close();
	}

	private static JobExecution get(CompletableFuture<JobExecution> job) throws Exception {
		return job.get(60, TimeUnit.SECONDS);
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
	}

	private void assertCompletedOnce() {
		assertThat(this.cluster.results()).isEqualTo(ALL);
		assertThat(this.cluster.calls().count()).isEqualTo(Machine.ITEMS);
		assertThat(this.cluster.count("together_partition", "true")).isZero();
	}

	@Test
	void workersCompleteTheJobOfTheManager() throws Exception {
		Machine manager = this.cluster.machine();
		this.cluster.machine().work();
		this.cluster.machine().work();
		JobExecution execution = get(manager.manage());
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
		StepExecution step = execution.getStepExecutions()
			.stream()
			.filter((candidate) -> candidate.getStepName().equals("partitions"))
			.findFirst()
			.orElseThrow();
		assertThat(step.getWriteCount()).isEqualTo(Machine.ITEMS);
		assertThat(CompletionTotals.of(step.getExecutionContext(), "items")).isEqualTo(
				CompletionTotals.builder().completed(40).promptTokens(120).completionTokens(80).unpriced(40).build());
		assertThat(manager.progress()).last().satisfies((last) -> {
			assertThat(last.status()).isEqualTo(BatchStatus.COMPLETED);
			assertThat(last.ended()).isEqualTo(4);
			assertThat(last.workers()).isEqualTo(2);
			assertThat(last.totals().items()).isEqualTo(Machine.ITEMS);
			assertThat(last.total()).isEqualTo(Machine.ITEMS);
			assertThat(last.remaining()).isZero();
		});
	}

	@Test
	void managerStopsTheJobWhenItsWorkersHaveSpentTheBudget() throws Exception {
		// The second of four partitions continues only when it has noticed the stop.
		this.cluster.calls().hold(10);
		BudgetSettings budget = BudgetSettings.builder().maxTokens(25L).build();
		Machine worker = this.cluster.machine(Machine.SETTINGS, budget).work();
		Machine manager = this.cluster.machine(Machine.SETTINGS, budget);
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(worker.isStopping() || job.isDone()).isTrue());
		this.cluster.calls().release();
		JobExecution stopped = get(job);
		assertThat(stopped.getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(stopped.getExitStatus().getExitDescription()).contains("The budget of job 'job' is spent");
		int calls = this.cluster.calls().count();
		assertThat(this.cluster.results()).hasSize(calls).hasSizeLessThan(20);

		assertThat(get(manager.manage()).getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(this.cluster.calls().count()).isEqualTo(calls);

		BudgetSettings raised = BudgetSettings.builder().maxTokens(1000L).build();
		JobExecution restarted = get(this.cluster.machine(Machine.SETTINGS, raised).manage());
		assertThat(restarted.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void partitionsOfOneProcessShareTheBudget() throws Exception {
		BudgetSettings budget = BudgetSettings.builder().maxTokens(100L).build();
		JobExecution stopped = get(this.cluster.machine(Machine.SETTINGS, budget).runLocally());
		assertThat(stopped.getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(stopped.getExitStatus().getExitDescription()).contains("The budget of job 'job' is spent");
		// Up to two calls under way in each of the four partitions.
		assertThat(this.cluster.results()).hasSize(this.cluster.calls().count()).hasSizeBetween(20, 27);
		BudgetSettings raised = BudgetSettings.builder().maxTokens(1000L).build();
		assertThat(get(this.cluster.machine(Machine.SETTINGS, raised).runLocally()).getStatus())
			.isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void managerMayWorkToo() throws Exception {
		assertThat(get(this.cluster.machine().work().manage()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void workersMayComeLater() throws Exception {
		Machine manager = this.cluster.machine();
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(manager.progress()).last()
			.extracting(PartitionsProgress::waiting, PartitionsProgress::workers)
			.containsExactly(4, 0));
		this.cluster.machine().work();
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void wrongApiKeyStopsAllPartitionsAndARestartContinues() throws Exception {
		Machine manager = this.cluster.machine();
		this.cluster.machine().work();
		this.cluster.calls().fail(5, unauthorized());
		// The other partitions can't end before the stop reaches them.
		this.cluster.calls().hold(15, 25, 35);
		JobExecution failed = get(manager.manage());
		assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(failed.getStepExecutions()).filteredOn((step) -> step.getStepName().contains(":"))
			.extracting(StepExecution::getStatus)
			.contains(BatchStatus.FAILED, BatchStatus.STOPPED)
			.doesNotContain(BatchStatus.STARTED, BatchStatus.STARTING);
		assertThat(this.cluster.count("together_partition", "true")).isZero();
		List<Integer> before = this.cluster.results();
		this.cluster.calls().succeed(5);
		this.cluster.calls().release();
		assertThat(get(manager.manage()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.cluster.results()).isEqualTo(ALL);
		assertThat(before).allSatisfy((item) -> assertThat(this.cluster.calls().count(item)).isEqualTo(1));
		assertThat(manager.progress().get(manager.progress().size() - 1).totals().items()).isEqualTo(Machine.ITEMS);
	}

	private static TogetherResponseException unauthorized() {
		return new TogetherResponseException.Unauthorized(FailedResponse.builder(401).message("No").build());
	}

	@Test
	void partitionThatFailsAgainAndAgainFailsTheJobAtItsEnd() throws Exception {
		Machine manager = this.cluster.machine();
		this.cluster.machine().work();
		this.cluster.jdbc().update("insert into result (item) values (15)");
		JobExecution failed = get(manager.manage());
		assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(this.cluster.results()).contains(0, 9, 20, 39);
		assertThat(failed.getStepExecutions()).filteredOn((step) -> step.getStepName().equals("complete:partition1"))
			.singleElement()
			.satisfies((partition) -> {
				assertThat(partition.getStatus()).isEqualTo(BatchStatus.FAILED);
				assertThat(partition.getExitStatus().getExitDescription()).contains("attempts in a row have failed");
			});
		this.cluster.jdbc().update("delete from result where item = 15");
		assertThat(get(manager.manage()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.cluster.results()).isEqualTo(ALL);
	}

	@Test
	void stopOfTheJobStopsWhatRunsAndWhatWaits() throws Exception {
		Machine manager = this.cluster.machine();
		this.cluster.machine().work();
		this.cluster.calls().hold(3);
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(this.cluster.calls().isCalled(3)).isTrue());
		manager.requestStop();
		await(() -> assertThat(this.cluster.count("together_partition", "state = 'ENDED'")).isEqualTo(3));
		this.cluster.calls().release();
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(manager.progress()).last().extracting(PartitionsProgress::status).isEqualTo(BatchStatus.STOPPED);
		assertThat(get(manager.manage()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void stopByAnotherProcessStopsThePartitions() throws Exception {
		Machine manager = this.cluster.machine();
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(manager.progress()).isNotEmpty());
		this.cluster.jdbc().update("update batch_job_execution set status = 'STOPPING', version = version + 1");
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.STOPPED);
	}

	@Test
	void anotherManagerContinuesWithTheVeryPartitionsThatRun() throws Exception {
		Machine killed = this.cluster.machine();
		this.cluster.machine().work();
		this.cluster.calls().hold(3);
		CompletableFuture<JobExecution> dead = killed.manage();
		await(() -> assertThat(this.cluster.calls().isCalled(3)).isTrue());
		List<Long> before = this.cluster.stepExecutions();
		killed.kill();
		assertThat(dead).isDone();
		Machine manager = this.cluster.machine();
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(manager.progress()).last().extracting(PartitionsProgress::running).isEqualTo(1));
		this.cluster.calls().release();
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
		assertThat(this.cluster.stepExecutions()).isEqualTo(before);
		assertThat(manager.divisions()).isZero();
		assertThat(manager.progress()).extracting(PartitionsProgress::total).containsOnly((long) Machine.ITEMS);
		assertThat(this.cluster.count("batch_job_execution", "status = 'FAILED'")).isEqualTo(2);
	}

	@Test
	void standbyTakesOverWhenTheManagerDies() throws Exception {
		Machine killed = this.cluster.machine();
		this.cluster.machine().work();
		this.cluster.calls().hold(3);
		killed.manage();
		await(() -> assertThat(this.cluster.calls().isCalled(3)).isTrue());
		Machine standby = this.cluster.machine();
		JobTakeover takeover = standby.standBy();
		try {
			await(() -> assertThat(this.cluster.count("batch_job_execution", "true")).isEqualTo(1));
			killed.kill();
			await(() -> assertThat(standby.progress()).last().extracting(PartitionsProgress::running).isEqualTo(1));
			this.cluster.calls().release();
			await(() -> assertThat(standby.lastExecution().getStatus()).isEqualTo(BatchStatus.COMPLETED));
		}
		finally {
			takeover.stop();
		}
		assertCompletedOnce();
	}

	@Test
	void secondManagerOfTheSameJobIsRefused() throws Exception {
		Machine manager = this.cluster.machine();
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(manager.progress()).isNotEmpty());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(this.cluster.machine().manage()))
			.withCauseInstanceOf(JobExecutionAlreadyRunningException.class);
		this.cluster.machine().work();
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void localStartWhileAManagerRunsTheJobIsRefused() throws Exception {
		Machine manager = this.cluster.machine();
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(manager.progress()).isNotEmpty());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(this.cluster.machine().runLocally()))
			.withCauseInstanceOf(JobExecutionAlreadyRunningException.class);
		this.cluster.machine().work();
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void localStartAfterTheDeathOfTheManagerLeavesThePartitionsToTheWorkers() throws Exception {
		Machine killed = this.cluster.machine();
		this.cluster.machine().work();
		this.cluster.calls().hold(3);
		killed.manage();
		await(() -> assertThat(this.cluster.calls().isCalled(3)).isTrue());
		killed.kill();
		Machine machine = this.cluster.machine();
		JobExecution refused = get(machine.runLocally());
		assertThat(refused.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(refused.getAllFailureExceptions())
			.anySatisfy((failure) -> assertThat(failure).hasStackTraceContaining("Continue the job as a manager"));
		CompletableFuture<JobExecution> job = machine.manage();
		await(() -> assertThat(machine.progress()).last().extracting(PartitionsProgress::running).isEqualTo(1));
		this.cluster.calls().release();
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void managerThatLosesItsClaimClaimsAgain() throws Exception {
		Machine manager = this.cluster.machine();
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(manager.progress()).isNotEmpty());
		manager.loseClaims();
		int looks = manager.progress().size();
		await(() -> assertThat(manager.progress()).hasSizeGreaterThan(looks + 2));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(this.cluster.machine().manage()))
			.withCauseInstanceOf(JobExecutionAlreadyRunningException.class);
		this.cluster.machine().work();
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
	}

	@Test
	void managerThatWasCutOffLeavesTheJobToTheOneThatHasTakenOver() throws Exception {
		Machine cutOff = this.cluster.machine();
		CompletableFuture<JobExecution> lost = cutOff.manage();
		await(() -> assertThat(cutOff.progress()).isNotEmpty());
		cutOff.cutOff(true);
		cutOff.loseClaims();
		Machine manager = this.cluster.machine();
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(manager.progress()).isNotEmpty());
		cutOff.cutOff(false);
		JobExecution failed = get(lost);
		assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(failed.getAllFailureExceptions())
			.anySatisfy((failure) -> assertThat(failure).hasMessageContaining("taken over by another manager"));
		this.cluster.machine().work();
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void looksAreEquallyCheapForAThousandPartitions() {
		Machine manager = this.cluster.machine(Machine.SETTINGS.toBuilder().gridSize(1000).build());
		manager.manage();
		await(() -> assertThat(manager.progress()).isNotEmpty());
		int looks = manager.progress().size();
		int connections = manager.connections();
		await(() -> assertThat(manager.progress()).hasSizeGreaterThan(looks + 10));
		assertThat(manager.connections() - connections)
			.isLessThanOrEqualTo(3 * (manager.progress().size() - looks) + 3);
		assertThat(manager.progress()).last().extracting(PartitionsProgress::waiting).isEqualTo(1000);
	}

	@Test
	void databaseMayBeRestarted() throws Exception {
		Machine manager = this.cluster.machine();
		this.cluster.machine().work();
		this.cluster.calls().hold(3);
		CompletableFuture<JobExecution> job = manager.manage();
		await(() -> assertThat(this.cluster.calls().isCalled(3)).isTrue());
		postgres.stop();
		this.cluster.calls().release();
		postgres.restart();
		assertThat(get(job).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.cluster.results()).isEqualTo(ALL);
	}

	@Test
	void partitionsThatWereNotAllCreatedAreDividedAgain() throws Exception {
		Machine killed = this.cluster.machine().partitioner((divide) -> (gridSize) -> {
			Map<String, ExecutionContext> contexts = divide.partition(gridSize);
			contexts.get("partition2").put("unserializable", new Object());
			return contexts;
		});
		assertThat(get(killed.manage()).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(this.cluster.stepExecutions()).hasSize(3);
		Machine manager = this.cluster.machine().work();
		assertThat(get(manager.manage()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertCompletedOnce();
	}

	@Test
	void partitionsKeepTheirContextsIfThePartitionerChanges() throws Exception {
		Machine manager = this.cluster.machine().work();
		this.cluster.calls().fail(5, unauthorized());
		assertThat(get(manager.manage()).getStatus()).isEqualTo(BatchStatus.FAILED);
		this.cluster.calls().succeed(5);
		manager.partitioner((divide) -> (gridSize) -> divide.partition(7));
		assertThat(get(manager.manage()).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.cluster.results()).isEqualTo(ALL);
	}

	@Test
	void roleMayChangeBetweenExecutions() throws Exception {
		Machine machine = this.cluster.machine();
		this.cluster.calls().fail(25, unauthorized());
		assertThat(get(machine.runLocally()).getStatus()).isEqualTo(BatchStatus.FAILED);
		List<Integer> before = this.cluster.results();
		assertThat(before).hasSizeGreaterThan(10);
		this.cluster.calls().succeed(25);
		machine.work();
		JobExecution execution = get(machine.manage());
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.cluster.results()).isEqualTo(ALL);
		assertThat(before).allSatisfy((item) -> assertThat(this.cluster.calls().count(item)).isEqualTo(1));
		assertThat(machine.progress().get(machine.progress().size() - 1).totals().items()).isEqualTo(Machine.ITEMS);
	}

}
