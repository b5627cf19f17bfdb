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

package io.github.togetherspring.internal.budget;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.BudgetUnit;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.completions.UnreadableResponseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link Budget}.
 */
class BudgetTests {

	private static final Instant START = Instant.parse("2026-11-28T23:59:59Z");

	// 12 characters are estimated as 3 tokens.
	private static final CompletionRequest REQUEST = CompletionRequest.builder()
		.model("m")
		.prompt("secret words")
		.build();

	private static final TokenPrices PRICES = TokenPrices.builder()
		.model("m", new BigDecimal("1"), new BigDecimal("2"))
		.model("dear", new BigDecimal("10"), new BigDecimal("20"))
		.build();

	private final AtomicInteger sent = new AtomicInteger();

	private Instant now = START;

	@Test
	void nothingIsSentWhenTheTokensAreSpent() {
		Budget budget = tokens(30);
		assertThat(call(budget, response(10, 19))).isNull();
		assertThat(call(budget, response(10, 20))).isNull();
		assertThat(call(budget, response(1, 1))).isInstanceOfSatisfying(BudgetExceededException.class, (error) -> {
			assertThat(error).hasMessage("The budget of client 'default' is spent: 59 of 30 tokens");
			assertThat(error.unit()).isEqualTo(BudgetUnit.TOKENS);
			assertThat(error.limit()).isEqualByComparingTo("30");
			assertThat(error.spent()).isEqualByComparingTo("59");
			assertThat(error.renewal()).isNull();
		});
		assertThat(this.sent).hasValue(2);
	}

	@Test
	void nothingIsSentWhenTheMoneyIsSpent() {
		Budget budget = budget(BudgetSettings.builder().maxCost(new BigDecimal("0.00005")).build());
		assertThat(call(budget, response(10, 20))).isNull();
		assertThat(call(budget, response(10, 20))).isInstanceOf(BudgetExceededException.class)
			.hasMessage("The budget of client 'default' is spent: cost 0.00005 of 0.00005");
	}

	@Test
	void bothLimitsApply() {
		BudgetSettings.Builder settings = BudgetSettings.builder().maxTokens(100L).maxCost(new BigDecimal("0.00005"));
		Budget budget = budget(settings.build());
		assertThat(call(budget, response(10, 20))).isNull();
		assertThat(call(budget, response(1, 1))).isInstanceOf(BudgetExceededException.class)
			.hasMessageContaining("cost");
		budget = budget(settings.maxTokens(30L).maxCost(BigDecimal.ONE).build());
		assertThat(call(budget, response(10, 20))).isNull();
		assertThat(call(budget, response(1, 1))).isInstanceOf(BudgetExceededException.class)
			.hasMessageContaining("tokens");
	}

	@Test
	void budgetIsRenewedWithEachPeriod() {
		Budget budget = budget(BudgetSettings.builder().maxTokens(5L).period(Duration.ofDays(1)).build());
		assertThat(call(budget, response(2, 3))).isNull();
		assertThat(call(budget, response(2, 3))).isInstanceOfSatisfying(BudgetExceededException.class,
				(error) -> assertThat(error).hasMessageEndingWith(". It is renewed at 2026-11-29T00:00:00Z")
					.extracting(BudgetExceededException::renewal)
					.isEqualTo(Instant.parse("2026-11-29T00:00:00Z")));
		this.now = START.plusSeconds(1);
		assertThat(budget.spent(BudgetUnit.TOKENS)).isZero();
		assertThat(call(budget, response(2, 3))).isNull();
		assertThat(call(budget, response(2, 3))).isInstanceOf(BudgetExceededException.class);
		// A clock that is set back renews nothing.
		this.now = START;
		assertThat(call(budget, response(2, 3))).isInstanceOf(BudgetExceededException.class);
	}

	@Test
	void attemptCountsInThePeriodInWhichItEnds() {
		Budget budget = budget(BudgetSettings.builder().maxTokens(5L).period(Duration.ofDays(1)).build());
		TestPublisher<CompletionResponse> response = TestPublisher.create();
		charge(budget, response.flux()).subscribe();
		this.now = START.plusSeconds(1);
		response.next(response(2, 3)).complete();
		assertThat(budget.spent(BudgetUnit.TOKENS)).isEqualTo(5);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "prompt_tokens=5,completion_tokens=7 | 12",
					"prompt_tokens=5,completion_tokens=7,total_tokens=12 | 12", "total_tokens=12 | 12",
					"prompt_tokens=5,total_tokens=12 | 12", "prompt_tokens=12 | 12",
					"prompt_tokens=-5,completion_tokens=-7 | 5", "prompt_tokens=0,completion_tokens=0 | 5",
					"prompt_tokens=-5,completion_tokens=7 | 7", "- | 5",
					"prompt_tokens=9223372036854775807,completion_tokens=9223372036854775807 | 4294967294" })
	void usageCountsOrAnEstimate(@Nullable String usage, long tokens) {
		Budget budget = tokens(Long.MAX_VALUE);
		assertThat(call(budget, response(usage, "12345678"))).isNull();
		assertThat(budget.spent(BudgetUnit.TOKENS)).isEqualTo(tokens);
	}

	@Test
	void hugeNumbersDoNotOverflow() {
		Budget budget = tokens(Long.MAX_VALUE);
		UsedTokens huge = new UsedTokens("m", Long.MAX_VALUE, Long.MAX_VALUE);
		budget.spend(huge, REQUEST);
		budget.spend(huge, REQUEST);
		assertThat(call(budget, response(1, 1))).isInstanceOf(BudgetExceededException.class)
			.hasMessageContaining("36893488147419103228 of 9223372036854775807 tokens");
	}

	static List<Arguments> prompts() {
		return List.of(argumentSet("text", CompletionRequest.builder().prompt("12345").build(), 2),
				argumentSet("texts", CompletionRequest.builder().prompts("12345", "1234").build(), 3),
				argumentSet("token ids", CompletionRequest.builder().promptTokens(List.of(1, 2, 3)).build(), 3),
				argumentSet("none", CompletionRequest.builder().model("m").build(), 0));
	}

	@ParameterizedTest
	@MethodSource("prompts")
	void promptIsEstimated(CompletionRequest request, long tokens) {
		assertThat(new ReceivedTokens().total(request).prompt()).isEqualTo(tokens);
	}

	@Test
	void streamIsChargedAtItsEnd() {
		Budget budget = tokens(100);
		TestPublisher<CompletionChunk> chunks = TestPublisher.create();
		charge(budget, chunks.flux()).subscribe();
		chunks.next(chunk("a"), chunk("b"),
				CompletionChunk.of(Map.of("usage", usage("prompt_tokens=10,completion_tokens=20"))));
		assertThat(budget.spent(BudgetUnit.TOKENS)).isZero();
		chunks.complete();
		assertThat(budget.spent(BudgetUnit.TOKENS)).isEqualTo(30);
	}

	@Test
	void streamThatEndsEarlyIsEstimated() {
		Budget budget = tokens(100);
		TestPublisher<CompletionChunk> cut = TestPublisher.create();
		charge(budget, cut.flux()).onErrorComplete().subscribe();
		cut.next(chunk("a"), chunk("b")).error(error(503));
		assertThat(budget.spent(BudgetUnit.TOKENS)).isEqualTo(3 + 2);
		TestPublisher<CompletionChunk> cancelled = TestPublisher.create();
		Disposable call = charge(budget, cancelled.flux()).subscribe();
		cancelled.next(chunk("a"), chunk("12345678"));
		call.dispose();
		cancelled.assertCancelled();
		assertThat(budget.spent(BudgetUnit.TOKENS)).isEqualTo(5 + 3 + 3);
	}

	static List<Arguments> failures() {
		return List.of(argumentSet("status", error(500), 0),
				argumentSet("refused", connection(ConnectionException.Reason.REFUSED), 0),
				argumentSet("unresolved", connection(ConnectionException.Reason.UNRESOLVED), 0),
				argumentSet("reset", connection(ConnectionException.Reason.RESET), 3),
				argumentSet("connect", new TogetherTimeoutException(Phase.CONNECT, Duration.ZERO, null), 0),
				argumentSet("response", new TogetherTimeoutException(Phase.RESPONSE, Duration.ZERO, null), 3),
				argumentSet("unreadable", new UnreadableResponseException("x", response(), null), 3),
				argumentSet("cut", new StreamTruncatedException("x", response(), null), 3),
				argumentSet("not sent", new IllegalStateException(), 0));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureCountsIfTheServerMayHaveGeneratedText(Throwable failure, long tokens) {
		Budget budget = tokens(100);
		charge(budget, Flux.error(failure)).onErrorComplete().subscribe();
		assertThat(budget.spent(BudgetUnit.TOKENS)).isEqualTo(tokens);
	}

	@Test
	void attemptsThatWaitFailAtOnceAndOthersContinue() {
		Budget budget = tokens(5);
		Sinks.Empty<Void> turn = Sinks.empty();
		TestPublisher<CompletionResponse> first = TestPublisher.create();
		TestPublisher<CompletionResponse> second = TestPublisher.create();
		List<String> ends = new ArrayList<>();
		charge(budget, first.flux()).subscribe((response) -> ends.add("first"));
		charge(budget, second.flux()).subscribe((response) -> ends.add("second"));
		for (int i = 0; i < 1000; i++) {
			budget.charge(send(Flux.just(response(1, 1))), (attempt) -> turn.asMono().thenMany(attempt), REQUEST)
				.subscribe((response) -> ends.add("sent"), (error) -> ends.add(error.getClass().getSimpleName()));
		}
		first.next(response(2, 3)).complete();
		assertThat(ends).hasSize(1001).startsWith("first").endsWith("BudgetExceededException");
		assertThat(turn.currentSubscriberCount()).isZero();
		turn.tryEmitEmpty();
		second.next(response(2, 3)).complete();
		assertThat(ends).hasSize(1002).endsWith("second");
		assertThat(this.sent).hasValue(2);
		assertThat(budget.spent(BudgetUnit.TOKENS)).isEqualTo(10);
	}

	@Test
	void attemptIsNotSentIfTheBudgetIsSpentAsItsTurnComes() {
		Budget budget = tokens(5);
		List<Throwable> errors = new ArrayList<>();
		UnaryOperator<Flux<CompletionResponse>> inTurn = (attempt) -> Flux.defer(() -> {
			budget.spend(new UsedTokens("m", 5, 0), REQUEST);
			return attempt;
		});
		budget.charge(send(Flux.just(response(1, 1))), inTurn, REQUEST).subscribe((response) -> {
		}, errors::add);
		assertThat(errors).singleElement().isInstanceOf(BudgetExceededException.class);
		assertThat(this.sent).hasValue(0);
	}

	@Test
	void attemptIsNotRepeatedIfTheBudgetIsSpentMeanwhile() {
		Budget budget = tokens(5);
		Flux<CompletionResponse> failing = Flux.defer(() -> {
			budget.spend(new UsedTokens("m", 5, 0), REQUEST);
			return Flux.error(error(503));
		});
		assertThatExceptionOfType(BudgetExceededException.class)
			.isThrownBy(() -> charge(budget, failing).retry(3).blockLast());
		assertThat(this.sent).hasValue(1);
	}

	@Test
	void waitThatIsCancelledCostsNothing() {
		Budget budget = tokens(5);
		List<Throwable> errors = new ArrayList<>();
		Disposable call = budget.<CompletionResponse>charge(Flux.never(), (attempt) -> Flux.never(), REQUEST)
			.subscribe((response) -> {
			}, errors::add);
		call.dispose();
		assertThat(budget.spent(BudgetUnit.TOKENS)).isZero();
		assertThat(call(budget, response(2, 3))).isNull();
		assertThat(errors).isEmpty();
	}

	@Test
	void modelWithoutAPriceIsNotFree() {
		Budget budget = budget(BudgetSettings.builder().maxCost(BigDecimal.ONE).build());
		CompletionRequest request = CompletionRequest.builder().model("unknown").prompt("secret").build();
		assertThatExceptionOfType(MissingPriceException.class)
			.isThrownBy(
					() -> budget.charge(send(Flux.just(response(1, 1))), UnaryOperator.identity(), request).blockLast())
			.withMessageContaining("'together.prices.[unknown].*'")
			.withMessageNotContaining("secret")
			.satisfies((error) -> assertThat(error.model()).isEqualTo("unknown"));
		assertThat(this.sent).hasValue(0);
	}

	@Test
	void modelWithoutAPriceCountsAgainstTokens() {
		Budget budget = tokens(5);
		CompletionRequest request = CompletionRequest.builder().model("unknown").prompt("a").build();
		budget.charge(Flux.just(response(2, 3)), UnaryOperator.identity(), request).blockLast();
		assertThat(budget.spent(BudgetUnit.TOKENS)).isEqualTo(5);
	}

	@ParameterizedTest
	@CsvSource({ "m, 0.00005", "dear, 0.0005", "unknown, 0.00005" })
	void respondingModelIsPaidForOrTheRequestedOne(String model, double cost) {
		Budget budget = budget(BudgetSettings.builder().maxCost(BigDecimal.ONE).build());
		budget.spend(new UsedTokens(model, 10, 20), REQUEST);
		assertThat(budget.spent(BudgetUnit.COST)).isEqualTo(cost);
	}

	private Budget tokens(long limit) {
		return budget(BudgetSettings.builder().maxTokens(limit).build());
	}

	private Budget budget(BudgetSettings settings) {
		return new Budget("client 'default'", settings, PRICES, new Clock() {

			@Override
			public Instant instant() {
				return BudgetTests.this.now;
			}

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				throw new UnsupportedOperationException();
			}

		});
	}

	private @Nullable Throwable call(Budget budget, CompletionResponse response) {
		List<Throwable> errors = new ArrayList<>();
		charge(budget, Flux.just(response)).subscribe((result) -> {
		}, errors::add);
		return errors.isEmpty() ? null : errors.get(0);
	}

	private <T> Flux<T> charge(Budget budget, Flux<T> attempt) {
		return budget.charge(send(attempt), UnaryOperator.identity(), REQUEST);
	}

	private <T> Flux<T> send(Flux<T> attempt) {
		return attempt.doOnSubscribe((subscription) -> this.sent.incrementAndGet());
	}

	private static CompletionResponse response(int prompt, int completion) {
		return response("prompt_tokens=" + prompt + ",completion_tokens=" + completion, "");
	}

	private static CompletionResponse response(@Nullable String usage, String text) {
		Map<String, Object> choice = Map.of("index", 0, "text", text);
		return CompletionResponse
			.of((usage != null) ? Map.of("model", "m", "choices", List.of(choice), "usage", usage(usage))
					: Map.of("model", "m", "choices", List.of(choice)));
	}

	private static Map<String, Long> usage(String fields) {
		return Arrays.stream(fields.split(","))
			.map((field) -> field.split("="))
			.collect(Collectors.toMap((field) -> field[0], (field) -> Long.valueOf(field[1])));
	}

	private static CompletionChunk chunk(String text) {
		return CompletionChunk.of(Map.of("choices", List.of(Map.of("index", 0, "text", text))));
	}

	private static FailedResponse response() {
		return FailedResponse.builder(200).build();
	}

	private static TogetherResponseException error(int status) {
		return TogetherResponseException.of(FailedResponse.builder(status).build());
	}

	private static ConnectionException connection(ConnectionException.Reason reason) {
		return new ConnectionException(reason, "x", null);
	}

}
