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

package io.github.togetherspring.internal.pacing;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.BudgetUnit;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.internal.budget.Budget;
import io.github.togetherspring.observation.QuotaType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for calls that wait when a budget is spent, in virtual time. One call a second
 * may start, and the first one spends the budget.
 */
class SpentBudgetTests {

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("a").build();

	private static final QuotaCall QUOTA_CALL = new QuotaCall() {

		@Override
		public CallPriority priority() {
			return CallPriority.INTERACTIVE;
		}

		@Override
		public TokenEstimate tokenEstimate() {
			return new TokenEstimate(1, 9);
		}

		@Override
		public void permitted(Reservation reservation) {
			reservation.sent();
		}

	};

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final Pacer pacer = new Pacer(PacingSettings.builder().initialRate(1.0).maxRate(1.0).build(),
			Duration.ofSeconds(30), () -> this.time);

	private final QuotaGate gate = new QuotaGate(
			QuotaSettings.builder().requestsPerMinute(60L).tokensPerMinute(600L).build(), "test",
			Duration.ofSeconds(30), () -> this.time);

	private final Budget budget = new Budget("client 'test'", BudgetSettings.builder().maxTokens(5L).build(),
			TokenPrices.none(), Clock.systemUTC());

	private final Sinks.One<CompletionResponse> response = Sinks.one();

	private final List<String> started = new ArrayList<>();

	private final List<Throwable> errors = new ArrayList<>();

	@AfterEach
	void stop() {
		this.time.dispose();
	}

	@ParameterizedTest
	@EnumSource
	void waitingCallsFailAtOnceAndLeaveTheQueue(Queue queue) {
		call("first", queue);
		for (int i = 0; i < 3; i++) {
			call("waiting", queue);
		}
		assertThat(queue.waiting.applyAsInt(this)).isEqualTo(3);
		respond();
		assertThat(this.errors).hasSize(3)
			.allSatisfy((error) -> assertThat(error).isInstanceOf(BudgetExceededException.class)
				.hasMessage("The budget of client 'test' is spent: 5 of 5 tokens"));
		assertThat(queue.waiting.applyAsInt(this)).isZero();
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.started).containsExactly("first");
		assertThat(this.errors).hasSize(3);
		assertThat(this.budget.spent(BudgetUnit.TOKENS)).isEqualTo(5);
	}

	@ParameterizedTest
	@EnumSource
	void placeOfACallThatFailsIsThatOfTheNextOne(Queue queue) {
		call("first", queue);
		call("waiting", queue);
		queue.inTurn.apply(this, started("without a budget")).subscribe();
		respond();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.started).containsExactly("first", "without a budget");
	}

	@Test
	void callThatFailsBeforeItHasPermitsUsesNone() {
		call("first", Queue.QUOTA);
		call("waiting", Queue.QUOTA);
		respond();
		assertThat(this.gate.used(QuotaType.REQUESTS)).isOne();
		assertThat(this.gate.used(QuotaType.TOKENS)).isEqualTo(5);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.gate.available(QuotaType.REQUESTS)).isEqualTo(1, within(0.001));
		assertThat(this.gate.available(QuotaType.TOKENS)).isEqualTo(10, within(0.001));
	}

	private void call(String name, Queue queue) {
		this.budget.charge(started(name), (attempt) -> queue.inTurn.apply(this, attempt), REQUEST)
			.subscribe((result) -> {
			}, this.errors::add);
	}

	private Flux<CompletionResponse> started(String name) {
		return Flux.defer(() -> {
			this.started.add(name);
			return this.response.asMono();
		});
	}

	private void respond() {
		this.response
			.tryEmitValue(CompletionResponse.of(Map.of("usage", Map.of("prompt_tokens", 2, "completion_tokens", 3))))
			.orThrow();
	}

	/**
	 * What a call waits for.
	 */
	private enum Queue {

		PLACE((test, attempt) -> test.pacer.pace(attempt, new TestCall(CallPriority.INTERACTIVE)),
				(test) -> test.pacer.waiting(CallPriority.INTERACTIVE)),

		QUOTA((test, attempt) -> test.gate.limit(attempt, QUOTA_CALL),
				(test) -> test.gate.waiting(CallPriority.INTERACTIVE));

		private final BiFunction<SpentBudgetTests, Flux<CompletionResponse>, Flux<CompletionResponse>> inTurn;

		private final ToIntFunction<SpentBudgetTests> waiting;

		Queue(BiFunction<SpentBudgetTests, Flux<CompletionResponse>, Flux<CompletionResponse>> inTurn,
				ToIntFunction<SpentBudgetTests> waiting) {
			this.inTurn = inTurn;
			this.waiting = waiting;
		}

	}

}
