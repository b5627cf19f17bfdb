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
import java.util.List;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.completions.Usage;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Totals of a step, including the executions that it continues. Only items that have been
 * written are counted, so the totals are exact even after a kill.
 */
public final class CompletionTotals {

	private static final String SUFFIX = ".totals";

	/**
	 * Totals of a step that has not done anything.
	 */
	public static final CompletionTotals NONE = builder().build();

	private final long completed;

	private final long failed;

	private final long passedThrough;

	private final long promptTokens;

	private final long completionTokens;

	private final BigDecimal cost;

	private final long unpriced;

	private CompletionTotals(Builder builder) {
		this.completed = builder.completed;
		this.failed = builder.failed;
		this.passedThrough = builder.passedThrough;
		this.promptTokens = builder.promptTokens;
		this.completionTokens = builder.completionTokens;
		this.cost = builder.cost;
		this.unpriced = builder.unpriced;
	}

	/**
	 * Return a builder of totals that are zero.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the number of items that received a response.
	 * @return the number of items
	 */
	public long completed() {
		return this.completed;
	}

	/**
	 * Return the number of items that failed.
	 * @return the number of items
	 */
	public long failed() {
		return this.failed;
	}

	/**
	 * Return the number of items for which no call was made.
	 * @return the number of items
	 */
	public long passedThrough() {
		return this.passedThrough;
	}

	/**
	 * Return the tokens of prompts.
	 * @return the number of tokens
	 */
	public long promptTokens() {
		return this.promptTokens;
	}

	/**
	 * Return the tokens that were generated.
	 * @return the number of tokens
	 */
	public long completionTokens() {
		return this.completionTokens;
	}

	/**
	 * Return the cost of the responses that have a price.
	 * @return the cost
	 */
	public BigDecimal cost() {
		return this.cost;
	}

	/**
	 * Return the number of responses that have no price.
	 * @return the number of responses
	 */
	public long unpriced() {
		return this.unpriced;
	}

	/**
	 * Return the number of items: completed, failed and passed through.
	 * @return the number of items
	 */
	public long items() {
		return this.completed + this.failed + this.passedThrough;
	}

	CompletionTotals plus(CompletedItem<?> item, TokenPrices prices) {
		CompletionResponse response = item.response();
		if (response != null) {
			return plus(of(response, item.requestedModel(), prices));
		}
		return plus((item.isFailed() ? builder().failed(1) : builder().passedThrough(1)).build());
	}

	static CompletionTotals of(CompletionResponse response, @Nullable String requestedModel, TokenPrices prices) {
		Builder totals = builder().completed(1);
		Usage usage = response.usage();
		if (usage == null) {
			return totals.unpriced(1).build();
		}
		totals.promptTokens(usage.promptTokens()).completionTokens(usage.completionTokens());
		String model = prices.hasPrice(response.model()) ? response.model() : requestedModel;
		BigDecimal cost = prices.costOf(model, usage.promptTokens(), usage.completionTokens());
		return ((cost != null) ? totals.cost(cost) : totals.unpriced(1)).build();
	}

	/**
	 * Return the sum of these and other totals.
	 * @param other the other totals
	 * @return the sum
	 */
	public CompletionTotals plus(CompletionTotals other) {
		return builder().completed(this.completed + other.completed)
			.failed(this.failed + other.failed)
			.passedThrough(this.passedThrough + other.passedThrough)
			.promptTokens(this.promptTokens + other.promptTokens)
			.completionTokens(this.completionTokens + other.completionTokens)
			.cost(this.cost.add(other.cost))
			.unpriced(this.unpriced + other.unpriced)
			.build();
	}

	/**
	 * Return the difference between these and earlier totals.
	 * @param earlier the earlier totals
	 * @return the difference
	 */
	public CompletionTotals minus(CompletionTotals earlier) {
		return builder().completed(this.completed - earlier.completed)
			.failed(this.failed - earlier.failed)
			.passedThrough(this.passedThrough - earlier.passedThrough)
			.promptTokens(this.promptTokens - earlier.promptTokens)
			.completionTokens(this.completionTokens - earlier.completionTokens)
			.cost(this.cost.subtract(earlier.cost))
			.unpriced(this.unpriced - earlier.unpriced)
			.build();
	}

	static CompletionTotals load(ExecutionContext context, String name) {
		String text = context.getString(name + SUFFIX, "");
		if (text.isEmpty()) {
			return NONE;
		}
		String[] parts = text.split(",");
		return builder().completed(Long.parseLong(parts[0]))
			.failed(Long.parseLong(parts[1]))
			.passedThrough(Long.parseLong(parts[2]))
			.promptTokens(Long.parseLong(parts[3]))
			.completionTokens(Long.parseLong(parts[4]))
			.cost(new BigDecimal(parts[5]))
			.unpriced(Long.parseLong(parts[6]))
			.build();
	}

	void save(ExecutionContext context, String name) {
		context.putString(name + SUFFIX,
				this.completed + "," + this.failed + "," + this.passedThrough + "," + this.promptTokens + ","
						+ this.completionTokens + "," + this.cost.toPlainString() + "," + this.unpriced);
	}

	/**
	 * Return the totals of a step.
	 * @param context the context of a step execution
	 * @param readerName the name of the step's {@link CompletionItemReader}
	 * @return the totals, or {@code null} if the step has not run
	 */
	public static @Nullable CompletionTotals of(ExecutionContext context, String readerName) {
		return context.containsKey(readerName + SUFFIX) ? load(context, readerName) : null;
	}

	/**
	 * Return the totals of a step with all its readers.
	 * @param context the context of a step execution
	 * @return the totals, zero if the step has not run
	 */
	public static CompletionTotals of(ExecutionContext context) {
		return readers(context).map((reader) -> load(context, reader)).reduce(NONE, CompletionTotals::plus);
	}

	/**
	 * Add the totals of a partition to those of its step.
	 * @param partition the context of the partition
	 * @param step the context of the step, which is changed
	 */
	public static void add(ExecutionContext partition, ExecutionContext step) {
		readers(partition).forEach((reader) -> load(step, reader).plus(load(partition, reader)).save(step, reader));
	}

	/**
	 * Remove the totals of a step.
	 * @param step the context of the step, which is changed
	 */
	public static void clear(ExecutionContext step) {
		readers(step).toList().forEach((reader) -> step.remove(reader + SUFFIX));
	}

	private static Stream<String> readers(ExecutionContext context) {
		return context.toMap()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().endsWith(SUFFIX) && isTotals(entry.getValue()))
			.map((entry) -> entry.getKey().substring(0, entry.getKey().length() - SUFFIX.length()));
	}

	// The context also contains values of other components.
	private static boolean isTotals(Object value) {
		return value instanceof String text && text.matches("(-?\\d+,){5}-?[\\d.]+,-?\\d+");
	}

	@Override
	public boolean equals(Object object) {
		return this == object || object instanceof CompletionTotals other && values().equals(other.values());
	}

	@Override
	public int hashCode() {
		return values().hashCode();
	}

	@Override
	public String toString() {
		return "CompletionTotals[completed=" + this.completed + ", failed=" + this.failed + ", passedThrough="
				+ this.passedThrough + ", promptTokens=" + this.promptTokens + ", completionTokens="
				+ this.completionTokens + ", cost=" + this.cost + ", unpriced=" + this.unpriced + "]";
	}

	private List<Object> values() {
		return List.of(this.completed, this.failed, this.passedThrough, this.promptTokens, this.completionTokens,
				this.cost, this.unpriced);
	}

	/**
	 * Builds totals. Each value is zero unless it is set.
	 */
	public static final class Builder {

		private long completed;

		private long failed;

		private long passedThrough;

		private long promptTokens;

		private long completionTokens;

		private BigDecimal cost = BigDecimal.ZERO;

		private long unpriced;

		private Builder() {
		}

		/**
		 * Set the number of items that received a response.
		 * @param completed the number
		 * @return this builder
		 */
		public Builder completed(long completed) {
			this.completed = completed;
			return this;
		}

		/**
		 * Set the number of items that failed.
		 * @param failed the number
		 * @return this builder
		 */
		public Builder failed(long failed) {
			this.failed = failed;
			return this;
		}

		/**
		 * Set the number of items for which no call was made.
		 * @param passedThrough the number
		 * @return this builder
		 */
		public Builder passedThrough(long passedThrough) {
			this.passedThrough = passedThrough;
			return this;
		}

		/**
		 * Set the tokens of prompts.
		 * @param promptTokens the number
		 * @return this builder
		 */
		public Builder promptTokens(long promptTokens) {
			this.promptTokens = promptTokens;
			return this;
		}

		/**
		 * Set the tokens that were generated.
		 * @param completionTokens the number
		 * @return this builder
		 */
		public Builder completionTokens(long completionTokens) {
			this.completionTokens = completionTokens;
			return this;
		}

		/**
		 * Set the cost of the responses that have a price.
		 * @param cost the cost
		 * @return this builder
		 */
		public Builder cost(BigDecimal cost) {
			this.cost = cost;
			return this;
		}

		/**
		 * Set the number of responses that have no price.
		 * @param unpriced the number
		 * @return this builder
		 */
		public Builder unpriced(long unpriced) {
			this.unpriced = unpriced;
			return this;
		}

		/**
		 * Return the totals.
		 * @return the totals
		 */
		public CompletionTotals build() {
			return new CompletionTotals(this);
		}

	}

}
