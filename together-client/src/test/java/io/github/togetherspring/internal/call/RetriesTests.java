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

package io.github.togetherspring.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherResponseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Retries} in virtual time and without jitter. The table has the cases
 * by which AWS specifies the retries of its SDKs, with the statuses, delays and caps of
 * this library's policy.
 */
class RetriesTests {

	private VirtualTimeScheduler time;

	@BeforeEach
	void virtualTime() {
		this.time = VirtualTimeScheduler.getOrSet();
	}

	@AfterEach
	void realTime() {
		VirtualTimeScheduler.reset();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', nullValues = "-",
			textBlock = """
					# case                             | budget | max | longest | answers                 | waits               | budgets before each attempt and at the end | result
					first attempt                      | 500    | 3   | 8000    | 200                     | -                   | 500 500                 | 200
					first attempt gives back one       | 490    | 3   | 8000    | 200                     | -                   | 490 491                 | 200
					third attempt                      | 500    | 3   | 8000    | 502 503 200             | 500 1000            | 500 486 472 486         | 200
					no fourth attempt                  | 500    | 3   | 8000    | 502 502 502             | 500 1000            | 500 486 472 472         | 502
					budget for one retry               | 14     | 3   | 8000    | 503 502                 | 500                 | 14 0 0                  | 502
					no budget                          | 0      | 3   | 8000    | 503                     | -                   | 0 0                     | 503
					not enough for a second retry      | 20     | 3   | 8000    | 503 502                 | 500                 | 20 6 6                  | 502
					waits double                       | 500    | 5   | 8000    | 503 503 503 503 503     | 500 1000 2000 4000  | 500 486 472 458 444 444 | 503
					waits stop at the longest          | 500    | 5   | 2000    | 503 503 503 503 503     | 500 1000 2000 2000  | 500 486 472 458 444 444 | 503
					rate limit                         | 500    | 3   | 8000    | 429 200                 | 1000                | 500 495 500             | 200
					last retry is given back           | 500    | 3   | 8000    | 429 503 200             | 1000 1000           | 500 495 481 495         | 200
					server asks for 1.5 s              | 500    | 3   | 8000    | 503@1500 200            | 1500                | 500 486 500             | 200
					server asks for no wait            | 500    | 3   | 8000    | 503@0 200               | 500                 | 500 486 500             | 200
					server asks for 10 s               | 500    | 3   | 8000    | 503@10000 200           | 10000               | 500 486 500             | 200
					rate limit asks for 3 s            | 500    | 3   | 8000    | 429@3000 200            | 3000                | 500 495 500             | 200
					server asks for 55 hours           | 500    | 3   | 8000    | 429@198300000           | -                   | 500 500                 | 429
					not retried                        | 500    | 3   | 8000    | 400                     | -                   | 500 500                 | 400
					not retried after a retry          | 500    | 3   | 8000    | 503 401                 | 500                 | 500 486 486             | 401
					one attempt                        | 500    | 1   | 8000    | 503                     | -                   | 500 500                 | 503
					""")
	void awsCases(String name, int tokens, int maxAttempts, long maxDelay, String answers, @Nullable String waits,
			String budgets, String result) {
		RetrySettings policy = RetrySettings.builder().maxDelay(Duration.ofMillis(maxDelay)).build();
		RetryBudget budget = budget(tokens);
		Server server = new Server(budget, answers);
		List<String> results = new ArrayList<>();
		run(new Retries(new RetryDecider(policy, () -> 1), budget, Schedulers::parallel), server, maxAttempts, results);
		assertThat(server.waits()).isEqualTo((waits != null) ? waits : "");
		assertThat(server.budgets() + " " + budget.tokens()).isEqualTo(budgets);
		assertThat(results).containsExactly(result);
		assertThat(server.answers).as("answers that were not asked for").isExhausted();
	}

	@Test
	void budgetRecoversFromCallToCall() {
		RetryBudget budget = budget(30);
		List<String> results = new ArrayList<>();
		Server server = new Server(budget, "502 503 200 502 200");
		run(retry(budget), server, 3, results);
		run(retry(budget), server, 3, results);
		assertThat(results).containsExactly("200", "200");
		assertThat(server.budgets()).isEqualTo("30 16 2 16 2");
		assertThat(budget.tokens()).isEqualTo(16);
	}

	@Test
	void callsUnderWayShareTheBudget() {
		RetryBudget budget = budget(28);
		List<Server> servers = Stream.generate(() -> new Server(budget, "503 503 503")).limit(3).toList();
		for (Server server : servers) {
			call(retry(budget), server.attempt(), 3, null).subscribe(ignored(), (error) -> {
			});
		}
		this.time.advanceTimeBy(Duration.ofHours(1));
		assertThat(servers).extracting((server) -> server.attempts.size()).containsExactly(2, 2, 1);
		assertThat(budget.tokens()).isZero();
	}

	@Test
	void noRetryBeyondTheDeadline() {
		RetryBudget budget = budget(500);
		Server server = new Server(budget, "503 503");
		List<Throwable> errors = new ArrayList<>();
		call(retry(budget), server.attempt(), 3, Duration.ofMillis(1500)).subscribe(ignored(), errors::add);
		this.time.advanceTimeBy(Duration.ofMillis(500));
		// The second wait would end with the deadline: the call fails at once with what
		// the server said, rather than with a time-out later.
		assertThat(errors).singleElement().isInstanceOf(TogetherResponseException.ServerError.class);
		assertThat(server.budgets()).isEqualTo("500 486");
		assertThat(budget.tokens()).isEqualTo(486);
	}

	@Test
	void eachSubscriptionIsACallOfItsOwn() {
		RetryBudget budget = budget(500);
		Server server = new Server(budget, "503 200 503 503 200");
		Flux<String> call = call(retry(budget), server.attempt(), 3, Duration.ofSeconds(5));
		List<String> results = new ArrayList<>();
		call.subscribe(results::add);
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		call.subscribe(results::add);
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(results).containsExactly("200", "200");
		assertThat(server.budgets()).isEqualTo("500 486 500 486 472");
	}

	@Test
	void cancelledWhileWaiting() {
		RetryBudget budget = budget(500);
		Server server = new Server(budget, "503 200");
		Disposable call = call(retry(budget), server.attempt(), 3, null).subscribe();
		this.time.advanceTimeBy(Duration.ofMillis(499));
		call.dispose();
		this.time.advanceTimeBy(Duration.ofHours(1));
		assertThat(server.attempts).hasSize(1);
	}

	@Test
	void nothingIsRepeatedAfterTheFirstItem() {
		RetryBudget budget = budget(500);
		TogetherResponseException error = RetryDeciderTests.error(503);
		List<String> items = new ArrayList<>();
		List<Throwable> errors = new ArrayList<>();
		call(retry(budget), Flux.just("a", "b").concatWith(Flux.error(error)), 3, null).subscribe(items::add,
				errors::add);
		this.time.advanceTimeBy(Duration.ofHours(1));
		assertThat(items).containsExactly("a", "b");
		assertThat(errors).containsExactly(error);
		assertThat(budget.tokens()).isEqualTo(500);
	}

	@Test
	void nothingIsRepeatedAfterTheFirstItemOfASecondAttempt() {
		TogetherResponseException error = RetryDeciderTests.error(503);
		Iterator<Flux<String>> attempts = List
			.of(Flux.<String>error(error), Flux.just("a").concatWith(Flux.error(error)), Flux.just("never"))
			.iterator();
		List<String> items = new ArrayList<>();
		List<Throwable> errors = new ArrayList<>();
		call(retry(budget(500)), Flux.defer(attempts::next), 3, null).subscribe(items::add, errors::add);
		this.time.advanceTimeBy(Duration.ofHours(1));
		assertThat(items).containsExactly("a");
		assertThat(errors).containsExactly(error);
		assertThat(attempts).hasNext();
	}

	private void run(Retries retry, Server server, int maxAttempts, List<String> results) {
		call(retry, server.attempt(), maxAttempts, null).subscribe(results::add,
				(error) -> results.add(String.valueOf(((TogetherResponseException) error).status())));
		this.time.advanceTimeBy(Duration.ofHours(1));
	}

	private static Retries retry(RetryBudget budget) {
		return new Retries(new RetryDecider(RetrySettings.defaults(), () -> 1), budget, Schedulers::parallel);
	}

	private static <T> Flux<T> call(Retries retries, Flux<T> attempt, int maxAttempts,
			@Nullable Duration totalTimeout) {
		return Flux.defer(() -> {
			Call call = new Call(CompletionRequest.builder().build(), CallOptions.none(), maxAttempts, totalTimeout,
					null);
			Flux<T> counted = attempt.doOnSubscribe((subscription) -> call.begin(Disposables.disposed()));
			return retries.repeat(counted, call)
				.doOnNext((result) -> call.delivered())
				.doOnComplete(() -> retries.succeeded(call));
		});
	}

	private static RetryBudget budget(int tokens) {
		RetryBudget budget = new RetryBudget(RetrySettings.DEFAULT_BUDGET);
		budget.spend(RetrySettings.DEFAULT_BUDGET - tokens);
		return budget;
	}

	private static Consumer<String> ignored() {
		return (result) -> {
		};
	}

	/**
	 * Responds with one status after the other, some of them with "@" and the
	 * milliseconds that it asks to wait, and notes when it was asked and what the budget
	 * was then.
	 */
	private final class Server {

		private final RetryBudget budget;

		private final Iterator<String> answers;

		private final List<Long> attempts = new ArrayList<>();

		private final List<String> budgets = new ArrayList<>();

		Server(RetryBudget budget, String answers) {
			this.budget = budget;
			this.answers = List.of(answers.split(" ")).iterator();
		}

		Flux<String> attempt() {
			return Flux.defer(() -> {
				this.attempts.add(RetriesTests.this.time.now(TimeUnit.MILLISECONDS));
				this.budgets.add(String.valueOf(this.budget.tokens()));
				return answer(this.answers.next().split("@"));
			});
		}

		private Flux<String> answer(String[] answer) {
			int status = Integer.parseInt(answer[0]);
			Duration retryAfter = (answer.length > 1) ? Duration.ofMillis(Long.parseLong(answer[1])) : null;
			return (status == 200) ? Flux.just("200") : Flux.error(RetryDeciderTests.asking(status, retryAfter));
		}

		String waits() {
			return IntStream.range(1, this.attempts.size())
				.mapToObj((i) -> String.valueOf(this.attempts.get(i) - this.attempts.get(i - 1)))
				.collect(Collectors.joining(" "));
		}

		String budgets() {
			return String.join(" ", this.budgets);
		}

	}

}
