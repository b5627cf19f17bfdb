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
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Budget of a client: limits on tokens, cost, or both. Immutable.
 * <p>
 * When a limit is reached, further attempts, including retries and waiting ones, fail
 * with a {@link BudgetExceededException}. Attempts under way continue, and may exceed the
 * limit.
 * <p>
 * Without a {@linkplain Builder#period(Duration) period}, a budget applies to the
 * lifetime of the client. The amount spent is kept in memory only.
 */
public final class BudgetSettings {

	private final @Nullable Long maxTokens;

	private final @Nullable BigDecimal maxCost;

	private final @Nullable Duration period;

	private BudgetSettings(Builder builder) {
		this.maxTokens = builder.maxTokens;
		this.maxCost = builder.maxCost;
		this.period = builder.period;
	}

	/**
	 * Return a builder.
	 * @return a builder with nothing set
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts from these settings.
	 * @return a builder with everything set as here
	 */
	public Builder toBuilder() {
		return new Builder().maxTokens(this.maxTokens).maxCost(this.maxCost).period(this.period);
	}

	/**
	 * Return the maximum number of prompt and generated tokens together.
	 * @return the number of tokens, or {@code null} if they are not limited
	 */
	public @Nullable Long maxTokens() {
		return this.maxTokens;
	}

	/**
	 * Return the maximum cost.
	 * @return the amount, or {@code null} if it is not limited
	 */
	public @Nullable BigDecimal maxCost() {
		return this.maxCost;
	}

	/**
	 * Return the time after which the budget is renewed.
	 * @return the period, or {@code null} if the budget applies to the lifetime of the
	 * client
	 */
	public @Nullable Duration period() {
		return this.period;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof BudgetSettings settings
				&& Objects.equals(this.maxTokens, settings.maxTokens) && Objects.equals(this.maxCost, settings.maxCost)
				&& Objects.equals(this.period, settings.period));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.maxTokens, this.maxCost, this.period);
	}

	@Override
	public String toString() {
		return "BudgetSettings[maxTokens=" + this.maxTokens + ", maxCost=" + this.maxCost + ", period=" + this.period
				+ "]";
	}

	/**
	 * Builder for {@link BudgetSettings}. At least one limit is required.
	 */
	public static final class Builder {

		private static final BigDecimal LEAST_COST = new BigDecimal("0.000001");

		private static final BigDecimal MOST_COST = BigDecimal.valueOf(1_000_000_000_000L);

		private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);

		private static final Duration LONGEST_PERIOD = Duration.ofDays(366);

		private @Nullable Long maxTokens;

		private @Nullable BigDecimal maxCost;

		private @Nullable Duration period;

		private Builder() {
		}

		/**
		 * Set the maximum number of prompt and generated tokens together.
		 * @param maxTokens the number of tokens, 1 or more, or {@code null} for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the number is below 1
		 */
		public Builder maxTokens(@Nullable Long maxTokens) {
			if (maxTokens != null && maxTokens < 1) {
				throw new IllegalArgumentException("A budget must have at least 1 token: " + maxTokens);
			}
			this.maxTokens = maxTokens;
			return this;
		}

		/**
		 * Set the maximum cost. Each model that is used needs a price, see
		 * {@link CompletionsClient.Builder#prices(TokenPrices)}.
		 * @param maxCost the amount in the currency of the prices, from a millionth to a
		 * million millions, or {@code null} for no limit
		 * @return this builder
		 * @throws IllegalArgumentException if the amount is out of range
		 */
		public Builder maxCost(@Nullable BigDecimal maxCost) {
			if (maxCost != null && (maxCost.compareTo(LEAST_COST) < 0 || maxCost.compareTo(MOST_COST) > 0)) {
				throw new IllegalArgumentException(
						"The cost of a budget must be from 0.000001 to 1,000,000,000,000: " + maxCost);
			}
			this.maxCost = maxCost;
			return this;
		}

		/**
		 * Set the time after which the budget is renewed. Periods begin at multiples of
		 * their length since 1970 in UTC: a period of a day begins at midnight UTC, one
		 * of an hour on the hour. An attempt counts towards the period in which it ends.
		 * @param period the length, from a second to 366 days, or {@code null} for the
		 * lifetime of the client
		 * @return this builder
		 * @throws IllegalArgumentException if the length is out of range
		 */
		public Builder period(@Nullable Duration period) {
			if (period != null && (period.compareTo(SHORTEST_PERIOD) < 0 || period.compareTo(LONGEST_PERIOD) > 0)) {
				throw new IllegalArgumentException(
						"The period of a budget must be from a second to 366 days: " + period);
			}
			this.period = period;
			return this;
		}

		/**
		 * Return the settings.
		 * @return settings with everything set so far
		 * @throws IllegalArgumentException if there is no limit
		 */
		public BudgetSettings build() {
			if (this.maxTokens == null && this.maxCost == null) {
				throw new IllegalArgumentException("A budget needs a limit of tokens or money");
			}
			return new BudgetSettings(this);
		}

	}

}
