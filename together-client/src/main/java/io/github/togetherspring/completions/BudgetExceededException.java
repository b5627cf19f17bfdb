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

package io.github.togetherspring.completions;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The budget of a client or a job is spent. Nothing was sent, except by earlier attempts
 * of the call. It is not retried.
 */
public class BudgetExceededException extends TogetherRequestException {

	private final BudgetUnit unit;

	private final BigDecimal limit;

	private final BigDecimal spent;

	private final @Nullable Instant renewal;

	/**
	 * Create an exception.
	 * @param owner the owner of the budget, such as {@code client 'default'}
	 * @param unit what the budget limits
	 * @param limit the limit
	 * @param spent what has been spent
	 * @param renewal when the budget is renewed, or {@code null} if it is not
	 */
	public BudgetExceededException(String owner, BudgetUnit unit, BigDecimal limit, BigDecimal spent,
			@Nullable Instant renewal) {
		super("The budget of " + owner + " is spent: " + describe(unit, limit, spent)
				+ ((renewal != null) ? ". It is renewed at " + renewal : ""), null, null);
		this.unit = unit;
		this.limit = limit;
		this.spent = spent;
		this.renewal = renewal;
	}

	private static String describe(BudgetUnit unit, BigDecimal limit, BigDecimal spent) {
		String amounts = text(spent) + " of " + text(limit);
		return (unit == BudgetUnit.TOKENS) ? amounts + " tokens" : "cost " + amounts;
	}

	private static String text(BigDecimal amount) {
		return amount.stripTrailingZeros().toPlainString();
	}

	/**
	 * Return what the budget limits.
	 * @return the unit of {@link #limit()} and {@link #spent()}
	 */
	public BudgetUnit unit() {
		return this.unit;
	}

	/**
	 * Return the limit.
	 * @return a number of tokens or an amount of money
	 */
	public BigDecimal limit() {
		return this.limit;
	}

	/**
	 * Return the amount spent, which may exceed the limit.
	 * @return a number of tokens or an amount of money
	 */
	public BigDecimal spent() {
		return this.spent;
	}

	/**
	 * Return when the budget is renewed.
	 * @return the moment, or {@code null} if the budget has no period
	 */
	public @Nullable Instant renewal() {
		return this.renewal;
	}

	/**
	 * Return how long it takes until the budget is renewed.
	 * @return the delay, or {@code null} if the budget has no period
	 */
	@Override
	public @Nullable Duration retryAfter() {
		if (this.renewal == null) {
			return null;
		}
		Duration delay = Duration.between(Instant.now(), this.renewal);
		return delay.isNegative() ? Duration.ZERO : delay;
	}

}
