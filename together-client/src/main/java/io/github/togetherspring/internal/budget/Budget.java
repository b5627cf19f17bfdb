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
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.BudgetUnit;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.observation.BudgetState;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/**
 * The budget of a client. Attempts are charged when they end. When the budget is spent,
 * attempts under way continue, waiting ones fail, and no more begin.
 */
public final class Budget implements BudgetState {

	private final String owner;

	private final @Nullable BigDecimal maxTokens;

	private final @Nullable BigDecimal maxCost;

	private final @Nullable Duration period;

	private final Set<BudgetUnit> units;

	private final TokenPrices prices;

	private final Clock clock;

	private final Set<BudgetedAttempt<?>> waiting = ConcurrentHashMap.newKeySet();

	private BigDecimal tokens = BigDecimal.ZERO;

	private BigDecimal cost = BigDecimal.ZERO;

	private long currentPeriod;

	/**
	 * Create a budget.
	 * @param owner the owner of the budget, for messages
	 * @param settings the limits
	 * @param prices the prices of models
	 * @param clock determines when a period ends
	 */
	public Budget(String owner, BudgetSettings settings, TokenPrices prices, Clock clock) {
		this.owner = owner;
		Long maxTokens = settings.maxTokens();
		this.maxTokens = (maxTokens != null) ? BigDecimal.valueOf(maxTokens) : null;
		this.maxCost = settings.maxCost();
		this.period = settings.period();
		this.units = units(this.maxTokens != null, this.maxCost != null);
		this.prices = prices;
		this.clock = clock;
		startPeriod();
	}

	private static Set<BudgetUnit> units(boolean tokens, boolean cost) {
		if (tokens && cost) {
			return EnumSet.allOf(BudgetUnit.class);
		}
		return EnumSet.of(tokens ? BudgetUnit.TOKENS : BudgetUnit.COST);
	}

	/**
	 * Return an attempt that is charged to this budget.
	 * @param <T> the type of result
	 * @param attempt the attempt
	 * @param inTurn lets an attempt wait for its turn
	 * @param request the request, with the client's defaults
	 * @return the attempt, which fails at once if the budget is spent
	 */
	public <T> Flux<T> charge(Flux<T> attempt, UnaryOperator<Flux<T>> inTurn, CompletionRequest request) {
		return new FluxOperator<>(attempt) {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				new BudgetedAttempt<T>(Budget.this, actual, request).begin(attempt, inTurn);
			}

		};
	}

	/**
	 * Return why an attempt can't be sent.
	 * @param request the request
	 * @return the reason, or {@code null} if the attempt can be sent
	 */
	@Nullable TogetherException refusal(CompletionRequest request) {
		if (this.maxCost != null && !this.prices.hasPrice(request.model())) {
			return new MissingPriceException(request.model());
		}
		return exceeded();
	}

	private synchronized @Nullable BudgetExceededException exceeded() {
		startPeriod();
		if (this.maxTokens != null && this.tokens.compareTo(this.maxTokens) >= 0) {
			return exceeded(BudgetUnit.TOKENS, this.maxTokens, this.tokens);
		}
		if (this.maxCost != null && this.cost.compareTo(this.maxCost) >= 0) {
			return exceeded(BudgetUnit.COST, this.maxCost, this.cost);
		}
		return null;
	}

	private BudgetExceededException exceeded(BudgetUnit unit, BigDecimal limit, BigDecimal spent) {
		Instant renewal = (this.period != null) ? Instant.EPOCH.plus(this.period.multipliedBy(this.currentPeriod + 1))
				: null;
		return new BudgetExceededException(this.owner, unit, limit, spent, renewal);
	}

	private void startPeriod() {
		if (this.period == null) {
			return;
		}
		long now = Duration.between(Instant.EPOCH, this.clock.instant()).dividedBy(this.period);
		if (now > this.currentPeriod) {
			this.currentPeriod = now;
			this.tokens = BigDecimal.ZERO;
			this.cost = BigDecimal.ZERO;
		}
	}

	/**
	 * Record that an attempt waits for its turn, so that it fails when the budget is
	 * spent.
	 * @param attempt the attempt
	 */
	void enter(BudgetedAttempt<?> attempt) {
		this.waiting.add(attempt);
	}

	void leave(BudgetedAttempt<?> attempt) {
		this.waiting.remove(attempt);
	}

	/**
	 * Record what an attempt has used.
	 * @param used the tokens
	 * @param request the request of the attempt
	 */
	void spend(UsedTokens used, CompletionRequest request) {
		BigDecimal cost = (this.maxCost != null) ? costOf(used, request) : BigDecimal.ZERO;
		synchronized (this) {
			startPeriod();
			this.tokens = this.tokens.add(BigDecimal.valueOf(used.prompt()).add(BigDecimal.valueOf(used.completion())));
			this.cost = this.cost.add(cost);
		}
		if (!this.waiting.isEmpty() && exceeded() != null) {
			this.waiting.forEach(BudgetedAttempt::refuse);
		}
	}

	// The requested model has a price, since the attempt was sent.
	private BigDecimal costOf(UsedTokens used, CompletionRequest request) {
		BigDecimal cost = this.prices.costOf(used.model(), used.prompt(), used.completion());
		return Objects.requireNonNullElseGet(cost,
				() -> Objects.requireNonNullElse(this.prices.costOf(request.model(), used.prompt(), used.completion()),
						BigDecimal.ZERO));
	}

	@Override
	public Set<BudgetUnit> units() {
		return this.units;
	}

	@Override
	public double limit(BudgetUnit unit) {
		BigDecimal limit = (unit == BudgetUnit.TOKENS) ? this.maxTokens : this.maxCost;
		return (limit != null) ? limit.doubleValue() : Double.POSITIVE_INFINITY;
	}

	@Override
	public synchronized double spent(BudgetUnit unit) {
		startPeriod();
		return ((unit == BudgetUnit.TOKENS) ? this.tokens : this.cost).doubleValue();
	}

}
