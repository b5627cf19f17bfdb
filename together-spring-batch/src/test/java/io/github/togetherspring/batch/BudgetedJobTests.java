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

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.github.togetherspring.batch.observation.JobBudgetMeters;
import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.BudgetUnit;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.TokenPrices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.AdditionalAnswers;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.support.ListItemReader;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests for jobs with a {@link JobBudget}. A response uses five tokens.
 */
@Timeout(60)
class BudgetedJobTests {

	private static final Function<String, Mono<CompletionResponse>> RESPOND = (prompt) -> Mono
		.just(FakeCompletions.response(prompt));

	private static final TokenPrices PRICES = TokenPrices.builder().model("m", BigDecimal.ONE, BigDecimal.ONE).build();

	private final JobFixture jobs = new JobFixture();

	private final List<CompletedItem<String>> written = new CopyOnWriteArrayList<>();

	private final ItemWriter<CompletedItem<String>> writer = (chunk) -> this.written.addAll(chunk.getItems());

	@AfterEach
	void close() {
		this.jobs.close();
	}

	private static BudgetSettings tokens(long maxTokens) {
		return BudgetSettings.builder().maxTokens(maxTokens).build();
	}

	private JobBudget budget(BudgetSettings settings) {
		return new JobBudget(settings, this.jobs.repository(), List.of());
	}

	private CompletionItemReader.Builder<String> reader(FakeCompletions completions, int items,
			@Nullable JobBudget budget) {
		return CompletionItemReader.<String>builder(completions.client())
			.name("prompts")
			.reader(new ListItemReader<>(IntStream.range(0, items).mapToObj(String::valueOf).toList()))
			.request(FakeCompletions::request)
			.prices(PRICES)
			.budget(budget);
	}

	private JobExecution run(CompletionItemReader.Builder<String> reader) throws Exception {
		return this.jobs.run(this.jobs.job("job", reader.build(), this.writer));
	}

	private void assertThatEachIsWrittenOnce(int items) {
		assertThat(this.written).noneMatch(CompletedItem::isFailed)
			.extracting(CompletedItem::position)
			.containsExactlyInAnyOrderElementsOf(LongStream.range(0, items).boxed().toList());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void jobStopsWhenItsBudgetIsSpentAndContinuesWithAHigherOne(boolean ordered) throws Exception {
		FakeCompletions completions = new FakeCompletions(RESPOND);
		JobExecution stopped = run(reader(completions, 100, budget(tokens(120))).ordered(ordered));
		assertThat(stopped.getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(stopped.getAllFailureExceptions()).anyMatch(BudgetExceededException.class::isInstance);
		JobExecution saved = this.jobs.repository().getJobExecution(stopped.getId());
		assertThat(saved.getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(saved.getExitStatus().getExitDescription())
			.contains("The budget of job 'job' is spent: 120 of 120 tokens");
		assertThat(saved.getStepExecutions()).singleElement()
			.satisfies((step) -> assertThat(step.getExitStatus().getExitDescription())
				.contains("The budget of job 'job' is spent"));
		assertThatEachIsWrittenOnce(24);

		JobExecution again = run(reader(completions, 100, budget(tokens(120))).ordered(ordered));
		assertThat(again.getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThatEachIsWrittenOnce(24);

		JobExecution raised = run(reader(completions, 100, budget(tokens(500))).ordered(ordered));
		assertThat(raised.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(100);
		assertThat(completions.calls()).isEqualTo(100);
	}

	@Test
	void jobStopsWhenItsMoneyIsSpent() throws Exception {
		FakeCompletions completions = new FakeCompletions(RESPOND);
		BudgetSettings money = BudgetSettings.builder().maxCost(new BigDecimal("0.00005")).build();
		JobExecution stopped = run(reader(completions, 100, budget(money)));
		assertThat(stopped.getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(stopped.getExitStatus().getExitDescription())
			.contains("The budget of job 'job' is spent: cost 0.00005 of 0.00005");
		assertThatEachIsWrittenOnce(10);
		assertThat(completions.calls()).isEqualTo(10);
	}

	@Test
	void callsUnderWayAreWritten() throws Exception {
		ConcurrentLinkedQueue<Sinks.One<CompletionResponse>> pending = new ConcurrentLinkedQueue<>();
		FakeCompletions completions = new FakeCompletions((prompt) -> {
			Sinks.One<CompletionResponse> response = Sinks.one();
			pending.add(response);
			return response.asMono();
		});
		this.jobs.operator(new SimpleAsyncTaskExecutor())
			.start(this.jobs.job("job", reader(completions, 100, budget(tokens(1))).concurrency(8).build(),
					this.writer), new JobParameters());
		Awaitility.await().until(() -> pending.size() == 8);
		pending.forEach((response) -> response.tryEmitValue(FakeCompletions.response("x")));
		assertThat(this.jobs.runningJobs().awaitEnd(Duration.ofSeconds(30))).isTrue();
		assertThatEachIsWrittenOnce(8);
		assertThat(completions.calls()).isEqualTo(8);
	}

	@Test
	void budgetThatSufficesExactlyIsEnough() throws Exception {
		JobExecution execution = run(reader(new FakeCompletions(RESPOND), 20, budget(tokens(100))));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(20);
	}

	@Test
	void itemsWithoutACallNeedNoBudget() throws Exception {
		FakeCompletions completions = new FakeCompletions(RESPOND);
		JobExecution execution = run(reader(completions, 20, budget(tokens(5)))
			.request((item) -> item.equals("0") ? FakeCompletions.request(item) : null));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(20);
	}

	@Test
	void budgetOfTheClientStopsTheJobToo() throws Exception {
		AtomicBoolean spent = new AtomicBoolean(true);
		FakeCompletions completions = new FakeCompletions((prompt) -> (spent.get() && Integer.parseInt(prompt) >= 15)
				? Mono.error(new BudgetExceededException("client 'default'", BudgetUnit.TOKENS, BigDecimal.ONE,
						BigDecimal.ONE, null))
				: RESPOND.apply(prompt));
		JobExecution stopped = run(reader(completions, 50, null));
		assertThat(stopped.getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(stopped.getExitStatus().getExitDescription()).contains("The budget of client 'default' is spent");
		assertThatEachIsWrittenOnce(15);
		spent.set(false);
		assertThat(run(reader(completions, 50, null)).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThatEachIsWrittenOnce(50);
	}

	@Test
	void modelWithoutAPriceIsNotCalled() throws Exception {
		FakeCompletions completions = new FakeCompletions(RESPOND);
		BudgetSettings money = BudgetSettings.builder().maxCost(BigDecimal.ONE).build();
		JobExecution failed = run(reader(completions, 50, budget(money)).prices(TokenPrices.none()));
		assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(failed.getAllFailureExceptions())
			.anyMatch((failure) -> failure.getCause() instanceof MissingPriceException);
		assertThat(this.written).isEmpty();
		assertThat(completions.calls()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "usage", "price" })
	void responseThatCantBeCountedFailsTheStep(String missing) throws Exception {
		FakeCompletions completions = new FakeCompletions((prompt) -> Mono.just(missing.equals("usage")
				? CompletionResponse.of(Map.of("model", "m", "choices", List.of())) : CompletionResponse
					.of(Map.of("model", "other", "choices", List.of(), "usage", Map.of("prompt_tokens", 1)))));
		BudgetSettings money = BudgetSettings.builder().maxCost(BigDecimal.ONE).build();
		JobExecution failed = run(reader(completions, 50, budget(money))
			.request((item) -> CompletionRequest.builder().prompt(item).build()));
		assertThat(failed.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(failed.getStepExecutions().iterator().next().getExitStatus().getExitDescription()).contains(missing);
		// It was paid for.
		assertThatEachIsWrittenOnce(completions.calls());
	}

	@Test
	void responseOfAModelWithoutAPriceCostsThatOfTheRequestedOne() throws Exception {
		FakeCompletions completions = new FakeCompletions((prompt) -> Mono.just(CompletionResponse
			.of(Map.of("model", "m:20240823", "choices", List.of(), "usage", Map.of("prompt_tokens", 100_000)))));
		BudgetSettings money = BudgetSettings.builder().maxCost(BigDecimal.ONE).build();
		JobExecution stopped = run(reader(completions, 50, budget(money)));
		assertThat(stopped.getStatus()).isEqualTo(BatchStatus.STOPPED);
		StepExecution step = stopped.getStepExecutions().iterator().next();
		assertThat(CompletionTotals.of(step.getExecutionContext()).cost()).isEqualByComparingTo("1");
		assertThatEachIsWrittenOnce(10);
	}

	@Test
	void spendingIsThatOfAllStepsAndExecutions() throws Exception {
		run(reader(new FakeCompletions(RESPOND), 100, budget(tokens(20))));
		JobExecution next = new JobExecution(99, this.jobs.repository().getJobInstance("job", new JobParameters()),
				new JobParameters());
		StepExecution another = new StepExecution(99, "another", next);
		CompletionTotals.NONE.plus(CompletedItem.completed(0, "x", FakeCompletions.response("x")), PRICES)
			.save(another.getExecutionContext(), "prompts");
		try (JobSpending first = budget(tokens(30)).open(another)) {
			assertThat(first.spent(BudgetUnit.TOKENS)).isEqualByComparingTo("25");
			assertThat(first.spent(BudgetUnit.COST)).isEqualByComparingTo("0.000025");
			assertThat(first.exceeded()).isNull();
		}
	}

	@Test
	void stepsOfAnExecutionShareTheBudgetAndItsMeters() throws Exception {
		run(reader(new FakeCompletions(RESPOND), 100, budget(tokens(20))));
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		JobBudget budget = new JobBudget(tokens(50), this.jobs.repository(), List.of(new JobBudgetMeters(meters)));
		JobExecution next = new JobExecution(99, this.jobs.repository().getJobInstance("job", new JobParameters()),
				new JobParameters());
		JobSpending first = budget.open(new StepExecution(99, "first", next));
		JobSpending second = budget.open(new StepExecution(100, "second", next));
		first.add(oneCall(10, 10));
		assertThat(second.spent(BudgetUnit.TOKENS)).isEqualByComparingTo("40");
		assertThat(gauge(meters, "limit")).isEqualTo(50);
		assertThat(gauge(meters, "spent")).isEqualTo(40);
		assertThat(gauge(meters, "remaining")).isEqualTo(10);
		first.close();
		assertThat(meters.getMeters()).hasSize(3);
		second.add(oneCall(10, 10));
		assertThat(gauge(meters, "remaining")).isZero();
		assertThat(second.exceeded()).hasMessage("The budget of job 'job' is spent: 60 of 50 tokens");
		second.close();
		assertThat(meters.getMeters()).isEmpty();
	}

	@Test
	void jobIsReadOnceHoweverManyPartitionsItHas() {
		JobRepository repository = mock(JobRepository.class, AdditionalAnswers.delegatesTo(this.jobs.repository()));
		JobBudget budget = new JobBudget(tokens(100_000), repository, List.of());
		JobExecution execution = this.jobs.repository()
			.createJobExecution(this.jobs.repository().createJobInstance("job", new JobParameters()),
					new JobParameters(), new ExecutionContext());
		List<StepExecution> partitions = IntStream.range(0, 5000)
			.mapToObj((i) -> this.jobs.repository().createStepExecution("complete:" + i, execution))
			.toList();
		CompletionTotals used = oneCall(3, 2);
		for (StepExecution partition : partitions) {
			try (JobSpending spending = budget.open(partition)) {
				spending.add(used);
			}
		}
		try (JobSpending spending = budget.open(partitions.get(0))) {
			assertThat(spending.spent(BudgetUnit.TOKENS)).isEqualByComparingTo("25000");
		}
		then(repository).should(times(1)).getJobExecutions(execution.getJobInstance());
		then(repository).shouldHaveNoMoreInteractions();
	}

	@Test
	void metersOfAJobReturnWithItsNextStep() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		JobBudget budget = new JobBudget(tokens(50), this.jobs.repository(), List.of(new JobBudgetMeters(meters)));
		JobExecution execution = new JobExecution(99,
				this.jobs.repository().createJobInstance("job", new JobParameters()), new JobParameters());
		try (JobSpending first = budget.open(new StepExecution(99, "first", execution))) {
			first.add(oneCall(10, 10));
		}
		assertThat(meters.getMeters()).isEmpty();
		try (JobSpending second = budget.open(new StepExecution(100, "second", execution))) {
			assertThat(second.spent(BudgetUnit.TOKENS)).isEqualByComparingTo("20");
			assertThat(gauge(meters, "remaining")).isEqualTo(30);
		}
	}

	@Test
	void periodIsRefused() {
		BudgetSettings settings = tokens(1).toBuilder().period(Duration.ofDays(1)).build();
		assertThatIllegalArgumentException().isThrownBy(() -> budget(settings)).withMessageContaining("no period");
	}

	private static double gauge(SimpleMeterRegistry meters, String name) {
		return meters.get("together.batch.budget." + name)
			.tag("together.batch.job", "job")
			.tag("together.budget.unit", "tokens")
			.gauge()
			.value();
	}

	private static CompletionTotals oneCall(long promptTokens, long completionTokens) {
		return CompletionTotals.builder()
			.completed(1)
			.promptTokens(promptTokens)
			.completionTokens(completionTokens)
			.unpriced(1)
			.build();
	}

}
