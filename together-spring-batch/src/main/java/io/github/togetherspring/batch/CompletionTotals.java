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
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.TokenPrices;
import io.github.togetherspring.completions.Usage;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Totals of a step, including the executions that it continues. Only items that have been
 * written are counted, so the totals are exact even after a kill.
 *
 * @param completed the number of items that received a response
 * @param failed the number of items that failed
 * @param passedThrough the number of items for which no call was made
 * @param promptTokens the tokens of prompts
 * @param completionTokens the tokens that were generated
 * @param cost the cost of the responses that have a price
 * @param unpriced the number of responses that have no price
 */
public record CompletionTotals(long completed, long failed, long passedThrough, long promptTokens,
		long completionTokens, BigDecimal cost, long unpriced) {

	private static final String SUFFIX = ".totals";

	/**
	 * Totals of a step that has not done anything.
	 */
	public static final CompletionTotals NONE = new CompletionTotals(0, 0, 0, 0, 0, BigDecimal.ZERO, 0);

	/**
	 * Return the number of items: completed, failed and passed through.
	 * @return the number of items
	 */
	public long items() {
		return this.completed + this.failed + this.passedThrough;
	}

	CompletionTotals plus(CompletedItem<?> item, TokenPrices prices) {
		CompletionResponse response = item.response();
		if (response == null) {
			return new CompletionTotals(this.completed, this.failed + (item.isFailed() ? 1 : 0),
					this.passedThrough + (item.isFailed() ? 0 : 1), this.promptTokens, this.completionTokens, this.cost,
					this.unpriced);
		}
		return plus(of(response, item.requestedModel(), prices));
	}

	static CompletionTotals of(CompletionResponse response, @Nullable String requestedModel, TokenPrices prices) {
		Usage usage = response.usage();
		if (usage == null) {
			return new CompletionTotals(1, 0, 0, 0, 0, BigDecimal.ZERO, 1);
		}
		String model = prices.hasPrice(response.model()) ? response.model() : requestedModel;
		BigDecimal cost = prices.costOf(model, usage.promptTokens(), usage.completionTokens());
		return new CompletionTotals(1, 0, 0, usage.promptTokens(), usage.completionTokens(),
				(cost != null) ? cost : BigDecimal.ZERO, (cost != null) ? 0 : 1);
	}

	/**
	 * Return the sum of these and other totals.
	 * @param other the other totals
	 * @return the sum
	 */
	public CompletionTotals plus(CompletionTotals other) {
		return new CompletionTotals(this.completed + other.completed, this.failed + other.failed,
				this.passedThrough + other.passedThrough, this.promptTokens + other.promptTokens,
				this.completionTokens + other.completionTokens, this.cost.add(other.cost),
				this.unpriced + other.unpriced);
	}

	/**
	 * Return the difference between these and earlier totals.
	 * @param earlier the earlier totals
	 * @return the difference
	 */
	public CompletionTotals minus(CompletionTotals earlier) {
		return new CompletionTotals(this.completed - earlier.completed, this.failed - earlier.failed,
				this.passedThrough - earlier.passedThrough, this.promptTokens - earlier.promptTokens,
				this.completionTokens - earlier.completionTokens, this.cost.subtract(earlier.cost),
				this.unpriced - earlier.unpriced);
	}

	static CompletionTotals load(ExecutionContext context, String name) {
		String text = context.getString(name + SUFFIX, "");
		if (text.isEmpty()) {
			return NONE;
		}
		String[] parts = text.split(",");
		return new CompletionTotals(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]),
				Long.parseLong(parts[3]), Long.parseLong(parts[4]), new BigDecimal(parts[5]), Long.parseLong(parts[6]));
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

}
