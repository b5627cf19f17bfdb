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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.github.togetherspring.batch.lifecycle.GracefulJobStop;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.TogetherResponseException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CompletionItemReader} in the chunk-oriented step of Spring Batch, with
 * a repository in a database.
 */
@Timeout(60)
class CompletionJobTests {

	private final JobFixture jobs = new JobFixture();

	private final List<CompletedItem<String>> written = new CopyOnWriteArrayList<>();

	private final ItemWriter<CompletedItem<String>> writer = (chunk) -> this.written.addAll(chunk.getItems());

	@AfterEach
	void close() {
		this.jobs.close();
	}

	private CompletionItemReader.Builder<String> reader(FakeCompletions completions, int items) {
		return CompletionItemReader.<String>builder(completions.client())
			.name("prompts")
			.reader(new ListItemReader<>(IntStream.range(0, items).mapToObj(String::valueOf).toList()))
			.request(FakeCompletions::request)
			.stopWhen(this.jobs.runningJobs()::isStopRequested);
	}

	private void assertThatEachIsWrittenOnce(int items) {
		assertThat(this.written).extracting(CompletedItem::position)
			.containsExactlyInAnyOrderElementsOf(LongStream.range(0, items).boxed().toList());
	}

	@Test
	void stockStepWritesEachItem() throws Exception {
		FakeCompletions completions = new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response(prompt)));
		JobExecution execution = this.jobs.run(this.jobs.job("job", reader(completions, 95).build(), this.writer));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(95);
		StepExecution step = execution.getStepExecutions().iterator().next();
		assertThat(step.getReadCount()).isEqualTo(95);
		assertThat(step.getWriteCount()).isEqualTo(95);
		assertThat(CompletionTotals.of(step.getExecutionContext(), "prompts").completed()).isEqualTo(95);
	}

	@Test
	void noConnectionIsHeldWhileTheServiceIsWaitedFor() throws Exception {
		Sinks.One<CompletionResponse> last = Sinks.one();
		FakeCompletions completions = new FakeCompletions(
				(prompt) -> prompt.equals("15") ? last.asMono() : Mono.just(FakeCompletions.response(prompt)));
		Job job = this.jobs.job("job", reader(completions, 16).build(), this.writer);
		JobOperator operator = this.jobs.operator(new SimpleAsyncTaskExecutor());
		operator.start(job, new JobParameters());
		Awaitility.await().until(() -> this.written.size() == 10 && completions.calls() == 16);
		Awaitility.await().until(() -> this.jobs.pool().getHikariPoolMXBean().getActiveConnections() == 0);
		last.tryEmitValue(FakeCompletions.response("15"));
		assertThat(this.jobs.runningJobs().awaitEnd(Duration.ofSeconds(20))).isTrue();
		assertThatEachIsWrittenOnce(16);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void failureOfEveryItemFailsTheStepAndARestartContinues(boolean ordered) throws Exception {
		AtomicBoolean keyIsRight = new AtomicBoolean();
		FakeCompletions completions = new FakeCompletions((prompt) -> {
			if (!keyIsRight.get() && Integer.parseInt(prompt) >= 25) {
				return Mono.error(TogetherResponseException.of(FailedResponse.builder(401).message("Bad key").build()));
			}
			return Mono.just(FakeCompletions.response(prompt));
		});
		JobExecution failed = this.jobs
			.run(this.jobs.job("job", reader(completions, 500).ordered(ordered).build(), this.writer));
		assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(failed.getAllFailureExceptions()).anyMatch(UnfinishedStepException.class::isInstance);
		assertThat(failed.getStepExecutions().iterator().next().getExitStatus().getExitDescription())
			.contains("Restart the job", "Bad key");
		assertThat(this.written).hasSize(25).noneMatch(CompletedItem::isFailed);
		int burnt = completions.calls() - 25;
		assertThat(burnt).isBetween(1, 8);

		keyIsRight.set(true);
		JobExecution restarted = this.jobs
			.run(this.jobs.job("job", reader(completions, 500).ordered(ordered).build(), this.writer));
		assertThat(restarted.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(500);
		assertThat(completions.calls()).isEqualTo(500 + burnt);
	}

	@Test
	void writerThatFailsLosesOneChunk() throws Exception {
		FakeCompletions completions = new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response(prompt)));
		ItemWriter<CompletedItem<String>> full = (chunk) -> {
			if (this.written.size() >= 30) {
				throw new IllegalStateException("No space left on device");
			}
			this.written.addAll(chunk.getItems());
		};
		JobExecution failed = this.jobs.run(this.jobs.job("job", reader(completions, 100).window(8).build(), full));
		assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
		JobExecution restarted = this.jobs
			.run(this.jobs.job("job", reader(completions, 100).window(8).build(), this.writer));
		assertThat(restarted.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(100);
		assertThat(completions.calls()).isLessThanOrEqualTo(100 + 10 + 8);
	}

	@ParameterizedTest
	@ValueSource(strings = { "operator", "shutdown" })
	void stopLetsCallsEndAndARestartContinues(String way) throws Exception {
		Map<String, Sinks.One<CompletionResponse>> pending = new ConcurrentHashMap<>();
		AtomicBoolean slow = new AtomicBoolean(true);
		FakeCompletions completions = new FakeCompletions((prompt) -> (slow.get() && Integer.parseInt(prompt) >= 50)
				? pending.computeIfAbsent(prompt, (key) -> Sinks.one()).asMono()
				: Mono.just(FakeCompletions.response(prompt)));
		Job job = this.jobs.job("job", reader(completions, 200).concurrency(25).build(), this.writer);
		JobOperator operator = this.jobs.operator(new SimpleAsyncTaskExecutor());
		JobExecution execution = operator.start(job, new JobParameters());
		Awaitility.await().until(() -> this.written.size() == 50 && completions.inFlight() == 25);

		CountDownLatch stopped = new CountDownLatch(1);
		new Thread(() -> {
			try {
				if (way.equals("operator")) {
					operator.stop(execution);
					operator.stop(execution);
				}
				else {
					new GracefulJobStop(this.jobs.runningJobs(), operator, Duration.ofSeconds(10)).stop();
				}
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
			stopped.countDown();
		}).start();
		Awaitility.await().until(() -> this.jobs.runningJobs().isStopRequested(execution));
		pending.forEach((prompt, sink) -> sink.tryEmitValue(FakeCompletions.response(prompt)));
		assertThat(this.jobs.runningJobs().awaitEnd(Duration.ofSeconds(20))).isTrue();
		stopped.await();
		this.jobs.runningJobs().resume();

		JobExecution saved = this.jobs.repository().getJobExecution(execution.getId());
		assertThat(saved.getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThatEachIsWrittenOnce(75);
		assertThat(completions.calls()).isEqualTo(75);

		slow.set(false);
		JobExecution restarted = this.jobs.run(this.jobs.job("job", reader(completions, 200).build(), this.writer));
		assertThat(restarted.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(200);
		assertThat(completions.calls()).isEqualTo(200);
	}

	@Test
	void stopCancelsCallsThatDoNotEnd() throws Exception {
		FakeCompletions completions = new FakeCompletions((prompt) -> (Integer.parseInt(prompt) >= 20) ? Mono.never()
				: Mono.just(FakeCompletions.response(prompt)));
		Job job = this.jobs.job("job", reader(completions, 100).stopGracePeriod(Duration.ofMillis(50)).build(),
				this.writer);
		JobOperator operator = this.jobs.operator(new SimpleAsyncTaskExecutor());
		JobExecution execution = operator.start(job, new JobParameters());
		Awaitility.await().until(() -> this.written.size() == 20 && completions.inFlight() == 8);
		operator.stop(execution);
		assertThat(this.jobs.runningJobs().awaitEnd(Duration.ofSeconds(20))).isTrue();
		assertThat(completions.inFlight()).isZero();
		assertThat(this.jobs.repository().getJobExecution(execution.getId()).getStatus())
			.isEqualTo(BatchStatus.STOPPED);
		assertThatEachIsWrittenOnce(20);
	}

	@Test
	void jobThatRunsIsNotStartedAgain() throws Exception {
		Sinks.One<CompletionResponse> pending = Sinks.one();
		FakeCompletions completions = new FakeCompletions((prompt) -> pending.asMono());
		Job job = this.jobs.job("job", reader(completions, 1).build(), this.writer);
		JobOperator operator = this.jobs.operator(new SimpleAsyncTaskExecutor());
		JobExecution execution = operator.start(job, new JobParameters());
		assertThatExceptionOfType(JobExecutionAlreadyRunningException.class)
			.isThrownBy(() -> operator.start(job, new JobParameters()));
		pending.tryEmitValue(FakeCompletions.response("0"));
		Awaitility.await()
			.until(() -> this.jobs.repository()
				.getJobExecution(execution.getId())
				.getStatus() == BatchStatus.COMPLETED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "STARTED", "UNKNOWN", "STOPPING" })
	void executionWhoseProcessDiedIsRecovered(BatchStatus left) throws Exception {
		FakeCompletions completions = new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response(prompt)));
		ItemWriter<CompletedItem<String>> full = (chunk) -> {
			if (this.written.size() >= 30) {
				throw new IllegalStateException("Killed");
			}
			this.written.addAll(chunk.getItems());
		};
		JobExecution dead = this.jobs.run(this.jobs.job("job", reader(completions, 100).build(), full));
		StepExecution step = dead.getStepExecutions().iterator().next();
		step.setStatus(left);
		step.setEndTime(null);
		this.jobs.repository().update(step);
		dead.setStatus(left);
		dead.setEndTime(null);
		this.jobs.repository().update(dead);

		JobExecution restarted = this.jobs.run(this.jobs.job("job", reader(completions, 100).build(), this.writer));
		assertThat(restarted.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(100);
		assertThat(this.jobs.repository().getJobExecution(dead.getId()).getStatus()).isEqualTo(BatchStatus.FAILED);
	}

	@Test
	void executionThatDiedBeforeItSavedItsStateContinuesTheOneBefore() throws Exception {
		FakeCompletions completions = new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response(prompt)));
		ItemWriter<CompletedItem<String>> full = (chunk) -> {
			if (this.written.size() >= 30) {
				throw new IllegalStateException("Full");
			}
			this.written.addAll(chunk.getItems());
		};
		JobExecution failed = this.jobs.run(this.jobs.job("job", reader(completions, 100).build(), full));
		JobRepository repository = this.jobs.repository();
		for (int i = 0; i < 2; i++) {
			JobExecution dead = repository.createJobExecution(failed.getJobInstance(), new JobParameters(),
					new ExecutionContext());
			dead.setStatus(BatchStatus.STARTED);
			repository.update(dead);
			repository.createStepExecution("complete", dead);
		}

		JobExecution restarted = this.jobs.run(this.jobs.job("job", reader(completions, 100).build(), this.writer));
		assertThat(restarted.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(100);
	}

	@Test
	void processThatWasTakenForDeadCommitsNothingMore() throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(this.jobs.dataSource());
		jdbc.execute("create table result (position bigint)");
		ItemWriter<CompletedItem<String>> table = (chunk) -> chunk
			.forEach((item) -> jdbc.update("insert into result values (?)", item.position()));
		Sinks.One<CompletionResponse> pending = Sinks.one();
		FakeCompletions slow = new FakeCompletions((prompt) -> (Integer.parseInt(prompt) >= 10) ? pending.asMono()
				: Mono.just(FakeCompletions.response(prompt)));
		Job job = this.jobs.job("job", reader(slow, 30).build(), table);
		this.jobs.operator(new SimpleAsyncTaskExecutor()).start(job, new JobParameters());
		Awaitility.await().until(() -> slow.inFlight() == 8);

		FakeCompletions fast = new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response(prompt)));
		JobExecution continued = this.jobs.runInAnotherProcess("job", reader(fast, 30).build(), table);
		assertThat(continued.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		pending.tryEmitValue(FakeCompletions.response("late"));
		assertThat(this.jobs.runningJobs().awaitEnd(Duration.ofSeconds(20))).isTrue();

		assertThat(jdbc.queryForList("select position from result", Long.class))
			.containsExactlyInAnyOrderElementsOf(LongStream.range(0, 30).boxed().toList());
		assertThat(fast.calls()).isEqualTo(20);
	}

}
