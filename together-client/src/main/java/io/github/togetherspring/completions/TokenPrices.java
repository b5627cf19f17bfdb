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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Prices of tokens by model, in a currency of the application's choice. Immutable.
 */
public final class TokenPrices {

	private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

	private static final BigDecimal LEAST = new BigDecimal("0.000000001");

	private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000L);

	private static final TokenPrices NONE = builder().build();

	private final Map<String, Price> prices;

	private final @Nullable Price defaultPrice;

	private TokenPrices(Builder builder) {
		this.prices = Map.copyOf(builder.prices);
		this.defaultPrice = builder.defaultPrice;
	}

	/**
	 * Return no prices: the cost of everything is unknown.
	 * @return no prices
	 */
	public static TokenPrices none() {
		return NONE;
	}

	/**
	 * Return a builder.
	 * @return a builder with no prices
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return whether a model has a price, including the default price.
	 * @param model the name of the model, or {@code null} if it is unknown
	 * @return whether the cost of its tokens is known
	 */
	public boolean hasPrice(@Nullable String model) {
		return price(model) != null;
	}

	/**
	 * Return the cost of a response.
	 * @param response the response
	 * @return the cost, or {@code null} if its model has no price or its usage is unknown
	 */
	public @Nullable BigDecimal costOf(CompletionResponse response) {
		Usage usage = response.usage();
		return (usage != null) ? costOf(response.model(), usage.promptTokens(), usage.completionTokens()) : null;
	}

	/**
	 * Return the cost of tokens.
	 * @param model the name of the model, or {@code null} if it is unknown
	 * @param promptTokens the number of prompt tokens
	 * @param completionTokens the number of generated tokens
	 * @return the cost, or {@code null} if the model has no price
	 */
	public @Nullable BigDecimal costOf(@Nullable String model, long promptTokens, long completionTokens) {
		Price price = price(model);
		return (price != null) ? price.costOf(promptTokens, completionTokens) : null;
	}

	private @Nullable Price price(@Nullable String model) {
		return (model != null) ? this.prices.getOrDefault(model, this.defaultPrice) : this.defaultPrice;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof TokenPrices that && this.prices.equals(that.prices)
				&& Objects.equals(this.defaultPrice, that.defaultPrice));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.prices, this.defaultPrice);
	}

	@Override
	public String toString() {
		return "TokenPrices" + this.prices.keySet();
	}

	private record Price(BigDecimal input, BigDecimal output) {

		BigDecimal costOf(long promptTokens, long completionTokens) {
			return this.input.multiply(BigDecimal.valueOf(promptTokens))
				.add(this.output.multiply(BigDecimal.valueOf(completionTokens)))
				.divide(MILLION);
		}

	}

	/**
	 * Builder for {@link TokenPrices}.
	 */
	public static final class Builder {

		private final Map<String, Price> prices = new LinkedHashMap<>();

		private @Nullable Price defaultPrice;

		private Builder() {
		}

		/**
		 * Set the prices of a model.
		 * @param model the name of the model as in responses
		 * @param input the price of a million prompt tokens: 0, or from a billionth to a
		 * million millions
		 * @param output the price of a million generated tokens, in the same range
		 * @return this builder
		 * @throws IllegalArgumentException if a price is out of range
		 */
		public Builder model(String model, BigDecimal input, BigDecimal output) {
			this.prices.put(model, price(input, output));
			return this;
		}

		/**
		 * Set the default price, for all other models.
		 * @param input the price of a million prompt tokens: 0, or from a billionth to a
		 * million millions
		 * @param output the price of a million generated tokens, in the same range
		 * @return this builder
		 * @throws IllegalArgumentException if a price is out of range
		 */
		public Builder defaultPrice(BigDecimal input, BigDecimal output) {
			this.defaultPrice = price(input, output);
			return this;
		}

		private static Price price(BigDecimal input, BigDecimal output) {
			return new Price(inRange(input), inRange(output));
		}

		// Sums of very large and very small numbers need gigabytes, or overflow.
		private static BigDecimal inRange(BigDecimal price) {
			if (price.signum() == 0) {
				return BigDecimal.ZERO;
			}
			if (price.compareTo(LEAST) < 0 || price.compareTo(MOST) > 0) {
				throw new IllegalArgumentException(
						"A price must be 0, or from 0.000000001 to 1,000,000,000,000: " + price);
			}
			return price;
		}

		/**
		 * Return the prices.
		 * @return everything set so far
		 */
		public TokenPrices build() {
			return new TokenPrices(this);
		}

	}

}
