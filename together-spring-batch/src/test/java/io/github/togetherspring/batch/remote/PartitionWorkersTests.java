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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.togetherspring.batch.FakeCompletions;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.testsupport.PostgresServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.AdditionalAnswers;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.DataIntegrityViolationException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PartitionWorkers} with a real PostgreSQL and several workers.
 */
@Timeout(120)
@SuppressWarnings("try")
class PartitionWorkersTests {

	private static final PartitionSettings SETTINGS = PartitionSettings.builder()
		.lease(Duration.ofSeconds(10))
		.pollInterval(Duration.ofMillis(100))
		.build();

	private static final PartitionSettings SHORT_LEASE = SETTINGS.toBuilder().lease(Duration.ofSeconds(1)).build();

	private static PostgresServer postgres;

	private final FakeCompletions completions = new FakeCompletions(
			(prompt) -> Mono.just(FakeCompletions.response(prompt)));

	private final Map<String, Sinks.One<CompletionResponse>> pending = new ConcurrentHashMap<>();

	// Responds to the first five items of each partition of a hundred, and to others when
	// they are released.
	private final FakeCompletions slow = new FakeCompletions(this::respondWhenReleased);

	private volatile boolean released;

	// The common pool may have a single thread.
	private final ExecutorService threads = Executors.newCachedThreadPool();

	private PartitionedJob job;

	@BeforeAll
	static void startServer() {
		postgres = PostgresServer.start();
	}

	@AfterAll
	static void stopServer() {
		postgres.close();
	}

	@BeforeEach
	void job() throws Exception {
		this.job = new PartitionedJob(postgres);
		Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.job.close();
		Awaitility.reset();
	}

	private Mono<CompletionResponse> respondWhenReleased(String prompt) {
		return (this.released || Integer.parseInt(prompt) % 100 < 5) ? Mono.just(FakeCompletions.response(prompt))
				: this.pending.computeIfAbsent(prompt, (key) -> Sinks.one()).asMono();
	}

	private void awaitEnd() {
		Awaitility.await().until(() -> {
			PartitionCounts counts = this.job.counts();
			return counts.waiting() + counts.running() == 0;
		});
	}

	private void assertThatEachIsWrittenOnce() {
		assertThat(this.job.results()).containsExactlyInAnyOrderElementsOf(this.job.allItems());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void workersRunAllPartitions(int atATime) throws Exception {
		List<Long> ids = this.job.offer(9, 12);
		PartitionSettings settings = SETTINGS.toBuilder().concurrency(atATime).build();
		try (TestWorker first = new TestWorker("a", this.job, this.completions, settings).start();
				TestWorker second = new TestWorker("b", this.job, this.completions, settings).start()) {
			assertThat(first.workers().name()).isNotEqualTo(second.workers().name());
			awaitEnd();
			assertThat(this.job.table().workers()).isEqualTo(2);
		}
		assertThatEachIsWrittenOnce();
		assertThat(this.completions.calls()).isEqualTo(9 * 12);
		assertThat(ids).allSatisfy((id) -> assertThat(this.job.step(id).getStatus()).isEqualTo(BatchStatus.COMPLETED));
		PartitionCounts counts = this.job.counts();
		assertThat(counts.ended()).isEqualTo(9);
		assertThat(counts.totals().items()).isEqualTo(9 * 12);
		assertThat(counts.totals().completionTokens()).isEqualTo(9 * 12 * 2);
		assertThat(this.job.table().workers()).as("after their stop").isZero();
	}

	@Test
	void workerThatIsCutOffCancelsItsCallsAndIsReplaced() throws Exception {
		long id = this.job.offer(1, 100).get(0);
		try (TestWorker cut = new TestWorker("a", this.job, this.slow, SHORT_LEASE).start()) {
			Awaitility.await().until(() -> this.job.results().size() == 5 && this.slow.inFlight() == 4);
			cut.cut();
			try (TestWorker other = new TestWorker("b", this.job, this.completions, SETTINGS).start()) {
				awaitEnd();
			}
			Awaitility.await().until(() -> this.slow.inFlight() == 0 && cut.workers().runningPartitions() == 0);
			cut.restore();
			assertThatEachIsWrittenOnce();
			assertThat(this.slow.calls()).isEqualTo(9);
			assertThat(this.completions.calls()).isEqualTo(95);
			assertThat(this.job.step(id).getStatus()).isEqualTo(BatchStatus.COMPLETED);
			Awaitility.await().until(() -> this.job.table().workers() == 1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "STARTED", "STOPPING", "STOPPED" })
	void workerThatPausedCommitsNothingMore(String jobStatus) throws Exception {
		this.job.offer(1, 20);
		CountDownLatch writing = new CountDownLatch(1);
		CountDownLatch resumed = new CountDownLatch(1);
		try (TestWorker paused = new TestWorker("a", this.job, this.completions, SHORT_LEASE);
				TestWorker other = new TestWorker("b", this.job, this.completions, SETTINGS)) {
			paused.beforeWrite(() -> {
				writing.countDown();
				await(resumed);
			});
			CompletableFuture<PartitionOutcome> outcome = CompletableFuture
				.supplyAsync(() -> paused.runUnwatched(SHORT_LEASE), this.threads);
			await(writing);
			this.job.jdbc().update("update batch_job_execution set status = ?, version = version + 1", jobStatus);
			this.job.jdbc().update("update together_partition set leased_until = clock_timestamp()");
			CompletableFuture<PartitionOutcome> continued = CompletableFuture
				.supplyAsync(() -> other.runUnwatched(SETTINGS), this.threads);
			boolean stops = !jobStatus.equals("STARTED");
			assertThat(continued.get()).isEqualTo(stops ? PartitionOutcome.INTERRUPTED : PartitionOutcome.COMPLETED);
			List<Integer> results = this.job.results();
			String context = context();

			resumed.countDown();
			assertThat(outcome.get()).isEqualTo(PartitionOutcome.LOST);
			assertThat(this.job.results()).containsExactlyElementsOf(results).doesNotHaveDuplicates();
			assertThat(context()).isEqualTo(context);
		}
	}

	// The results of a worker that paused after it had written them would block those of
	// the next one.
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void workerThatPausedWhileItWroteViolatesNoKeyAndBlocksOthersForALimitedTime(boolean written) throws Exception {
		long id = this.job.offer(1, 20).get(0);
		this.job.jdbc().execute("alter table result add primary key (item)");
		this.job.endIdleTransactionsAfter("1s");
		CountDownLatch writing = new CountDownLatch(1);
		CountDownLatch resumed = new CountDownLatch(1);
		try (TestWorker paused = new TestWorker("a", this.job, this.completions, SHORT_LEASE);
				TestWorker other = new TestWorker("b", this.job, this.completions, SETTINGS)) {
			Runnable pause = () -> {
				writing.countDown();
				await(resumed);
			};
			if (written) {
				paused.afterWrite(pause);
			}
			else {
				paused.beforeWrite(pause);
			}
			CompletableFuture<PartitionOutcome> outcome = CompletableFuture
				.supplyAsync(() -> paused.runUnwatched(SHORT_LEASE), this.threads);
			await(writing);
			this.job.jdbc().update("update together_partition set leased_until = clock_timestamp()");
			assertThat(other.runUnwatched(SETTINGS)).isEqualTo(PartitionOutcome.COMPLETED);
			resumed.countDown();
			assertThat(outcome.get()).isEqualTo(PartitionOutcome.LOST);
		}
		assertThatEachIsWrittenOnce();
		assertThat(this.job.jdbc().queryForList("select distinct worker from result", String.class))
			.containsExactly("b");
		assertThat(this.job.column(id, "problem")).isNull();
	}

	private String context() {
		return this.job.jdbc().queryForMap("select * from batch_step_execution_context").toString();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void earlierWorkerThatCommitsAtTheLastMomentDoesNotCountAsAFailure() throws Exception {
		long id = this.job.offer(1, 20).get(0);
		try (TestWorker worker = new TestWorker("a", this.job, this.completions, SETTINGS)) {
			JobRepository overtaken = Mockito.mock(JobRepository.class,
					AdditionalAnswers.delegatesTo(this.job.repository()));
			BDDMockito.willAnswer((invocation) -> {
				StepExecution loaded = this.job.step(id);
				this.job.jdbc().update("update batch_step_execution set version = version + 1");
				return loaded;
			}).given(overtaken).getStepExecution(id);
			assertThat(worker.runUnwatched(SETTINGS, overtaken)).isEqualTo(PartitionOutcome.CONFLICT);
		}
		assertThat(this.job.column(id, "attempts")).isEqualTo("0");
		assertThat(this.job.column(id, "state")).isEqualTo("WAITING");
		assertThat(this.completions.calls()).isZero();
	}

	@Test
	void completedPartitionThatHasNotEndedIsOnlyEnded() throws Exception {
		long id = this.job.offer(1, 20).get(0);
		try (TestWorker worker = new TestWorker("a", this.job, this.completions, SETTINGS)) {
			worker.runUnwatched(SETTINGS);
			this.job.jdbc()
				.update("update together_partition set state = 'RUNNING', leased_until = clock_timestamp(), items = 0");
			int version = this.job.step(id).getVersion();
			worker.start();
			awaitEnd();
			assertThat(this.job.step(id).getVersion()).isEqualTo(version);
		}
		assertThat(this.completions.calls()).isEqualTo(20);
		assertThat(this.job.counts().totals().items()).isEqualTo(20);
	}

	@Test
	void failureThatEveryItemWouldHaveEndsThePartition() throws Exception {
		FakeCompletions wrongKey = new FakeCompletions((prompt) -> (Integer.parseInt(prompt) >= 10)
				? Mono.error(TogetherResponseException.of(FailedResponse.builder(401).message("Bad key").build()))
				: Mono.just(FakeCompletions.response(prompt)));
		long id = this.job.offer(1, 20).get(0);
		try (TestWorker worker = new TestWorker("a", this.job, wrongKey, SETTINGS).start()) {
			Awaitility.await().until(() -> this.job.failed() == 1);
		}
		StepExecution step = this.job.step(id);
		assertThat(step.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(step.getExitStatus().getExitDescription()).contains("Bad key");
		assertThat(this.job.offered().problem(id))
			.hasValueSatisfying((problem) -> assertThat(problem).contains("Bad key"));
		assertThat(this.job.results()).hasSize(10);
	}

	@Test
	void otherFailuresAreTriedAgain() throws Exception {
		AtomicInteger writes = new AtomicInteger();
		long id = this.job.offer(1, 20).get(0);
		try (TestWorker worker = new TestWorker("a", this.job, this.completions, SETTINGS)) {
			worker.beforeWrite(() -> {
				if (writes.incrementAndGet() % 2 == 0) {
					throw new DataIntegrityViolationException("insert 'secret text'",
							new IllegalStateException("Disk full\nDetail: secret text"));
				}
			});
			worker.start();
			Awaitility.await().until(() -> writes.get() == 2 && worker.workers().runningPartitions() == 0);
			assertThat(this.job.offered().problem(id)).contains("IllegalStateException: Disk full");
			awaitEnd();
		}
		assertThatEachIsWrittenOnce();
		StepExecution step = this.job.step(id);
		assertThat(step.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(step.getExitStatus().getExitCode()).isEqualTo("COMPLETED");
		assertThat(this.job.failed()).isZero();
	}

	@Test
	void attemptsWithoutProgressAreTriedLessOftenAndLimited() throws Exception {
		AtomicInteger writes = new AtomicInteger();
		long id = this.job.offer(1, 20).get(0);
		try (TestWorker worker = new TestWorker("a", this.job, this.completions, SETTINGS)) {
			worker.beforeWrite(() -> {
				writes.incrementAndGet();
				throw new IllegalStateException("Disk full");
			});
			for (int delay : List.of(1, 2, 4, 8, 16)) {
				assertThat(worker.runUnwatched(SETTINGS)).isEqualTo(PartitionOutcome.RETRIED);
				double seconds = Double
					.parseDouble(this.job.column(id, "extract(epoch from available_at - clock_timestamp())"));
				assertThat(seconds).isBetween(delay - 0.9, delay + 0.1);
				this.job.jdbc().update("update together_partition set available_at = clock_timestamp()");
			}
			assertThat(this.job.table().claim("b", SETTINGS, List.of(PartitionedJob.STEP), List.of())).isEmpty();
			assertThat(this.job.offered().claimExhausted("m", Duration.ofSeconds(1), 5)).hasSize(1);
		}
		assertThat(writes).hasValue(5);
		assertThat(this.job.offered().problem(id)).contains("IllegalStateException: Disk full");
	}

	@Test
	void stopOfTheJobWritesWhatIsUnderWay() throws Exception {
		List<Long> ids = this.job.offer(3, 100);
		PartitionSettings settings = SHORT_LEASE.toBuilder().lease(Duration.ofSeconds(3)).concurrency(2).build();
		try (TestWorker worker = new TestWorker("a", this.job, this.slow, settings).start()) {
			Awaitility.await().until(() -> this.job.results().size() == 10 && this.slow.inFlight() == 8);
			this.job.offered().requestStop();
			Awaitility.await().until(() -> worker.isStopRequested(this.job.execution()));
			Awaitility.await().until(() -> {
				release();
				return this.job.counts().ended() == 2;
			});
			assertThat(this.job.counts().waiting()).isOne();
		}
		assertThat(this.job.results()).hasSize(this.slow.calls());
		assertThat(ids.subList(0, 2))
			.allSatisfy((id) -> assertThat(this.job.step(id).getStatus()).isEqualTo(BatchStatus.STOPPED));
	}

	private void release() {
		this.pending.forEach((prompt, sink) -> sink.tryEmitValue(FakeCompletions.response(prompt)));
	}

	@Test
	void stopOfAWorkerRepeatsNoCallAndOthersContinueAtOnce() throws Exception {
		long id = this.job.offer(1, 100).get(0);
		try (TestWorker leaving = new TestWorker("a", this.job, this.slow, SETTINGS).start()) {
			Awaitility.await().until(() -> this.job.results().size() == 5 && this.slow.inFlight() == 4);
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(leaving.workers()::stop, this.threads);
			Awaitility.await().until(() -> leaving.isStopRequested(this.job.execution()));
			Awaitility.await().until(() -> {
				release();
				return stopped.isDone();
			});
			assertThat(leaving.workers().isRunning()).isFalse();
			assertThat(this.job.column(id, "state")).isEqualTo("WAITING");
			assertThat(this.job.column(id, "attempts")).isEqualTo("0");
			assertThat(this.job.results()).hasSize(this.slow.calls());
			try (TestWorker other = new TestWorker("b", this.job, this.completions, SETTINGS).start()) {
				awaitEnd();
			}
		}
		assertThatEachIsWrittenOnce();
		assertThat(this.slow.calls() + this.completions.calls()).isEqualTo(100);
	}

	@Test
	void restartOfTheDatabaseEndsNothing() throws Exception {
		this.job.offer(4, 30);
		CountDownLatch half = new CountDownLatch(60);
		FakeCompletions counted = new FakeCompletions((prompt) -> {
			half.countDown();
			return Mono.just(FakeCompletions.response(prompt)).delayElement(Duration.ofMillis(20));
		});
		try (TestWorker first = new TestWorker("a", this.job, counted, SHORT_LEASE).start();
				TestWorker second = new TestWorker("b", this.job, counted, SHORT_LEASE).start()) {
			half.await();
			postgres.stop();
			postgres.restart();
			Awaitility.await().ignoreExceptions().until(() -> this.job.counts().ended() == 4);
		}
		assertThatEachIsWrittenOnce();
		assertThat(this.job.failed()).isZero();
	}

	@Test
	void callsOfAllWorkersTogetherAreLimited() throws Exception {
		this.job.offer(2, 100);
		PartitionSettings settings = SHORT_LEASE.toBuilder().lease(Duration.ofSeconds(3)).maxConcurrentCalls(4).build();
		Sinks.One<CompletionResponse> end = Sinks.one();
		FakeCompletions others = new FakeCompletions((prompt) -> end.asMono());
		try (TestWorker first = new TestWorker("a", this.job, this.slow, settings).start()) {
			Awaitility.await().until(() -> this.slow.inFlight() == 4);
			try (TestWorker second = new TestWorker("b", this.job, others, settings).start()) {
				Awaitility.await().until(() -> others.inFlight() == 2);
				assertThat(this.slow.inFlight()).as("calls under way are not cancelled").isEqualTo(4);
				Awaitility.await().until(() -> {
					release();
					return this.slow.inFlight() <= 2;
				});
				assertThat(others.mostInFlight()).isEqualTo(2);
				end.tryEmitValue(FakeCompletions.response("x"));
				this.released = true;
				release();
			}
		}
	}

	@Test
	void callsOfSeveralPartitionsAreLimitedTogetherAndFollowAWorkerThatLeaves() throws Exception {
		this.job.offer(4, 500);
		PartitionSettings settings = SHORT_LEASE.toBuilder()
			.lease(Duration.ofSeconds(3))
			.concurrency(2)
			.maxConcurrentCalls(8)
			.build();
		FakeCompletions others = new FakeCompletions(this::respondWhenReleased);
		try (TestWorker first = new TestWorker("a", this.job, this.slow, settings).start()) {
			Awaitility.await().until(() -> this.slow.inFlight() == 8);
			try (TestWorker second = new TestWorker("b", this.job, others, settings).start()) {
				Awaitility.await().until(() -> {
					release();
					return this.slow.inFlight() == 4 && others.inFlight() == 4;
				});
				CompletableFuture<Void> stopped = CompletableFuture.runAsync(first.workers()::stop, this.threads);
				Awaitility.await().until(() -> {
					release();
					return stopped.isDone();
				});
				Awaitility.await().until(() -> {
					release();
					return others.inFlight() == 8;
				});
				this.released = true;
				Awaitility.await().until(() -> {
					release();
					return this.job.counts().ended() == 4;
				});
			}
		}
		assertThatEachIsWrittenOnce();
		assertThat(this.slow.calls() + others.calls()).isEqualTo(4 * 500);
	}

	@Test
	void metersShowWhatAWorkerDoes() throws Exception {
		this.job.offer(2, 100);
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		try (TestWorker worker = new TestWorker("a", this.job, this.slow, SETTINGS,
				(builder) -> builder.meterRegistry(meters))
			.start()) {
			Awaitility.await().until(() -> this.slow.inFlight() == 4);
			assertThat(meters.get("together.batch.partitions.active").gauge().value()).isOne();
			assertThat(worker.workers().lastContact()).isNotNull();
			release();
			this.job.offered().requestStop();
			Awaitility.await().until(() -> {
				release();
				return worker.workers().runningPartitions() == 0;
			});
		}
		assertThat(meters.get("together.batch.partitions.active").gauge().value()).isZero();
		assertThat(meters.get("together.batch.partitions.claimed").counter().count()).isOne();
		assertThat(Stream.of("completed", "stopped")
			.mapToDouble((outcome) -> meters.get("together.batch.partitions.ended")
				.tag("together.batch.outcome", outcome)
				.counter()
				.count())
			.sum()).isOne();
	}

}
