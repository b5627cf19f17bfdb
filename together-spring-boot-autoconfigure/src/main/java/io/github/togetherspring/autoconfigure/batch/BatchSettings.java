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

package io.github.togetherspring.autoconfigure.batch;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.togetherspring.autoconfigure.TogetherBatchProperties;
import io.github.togetherspring.batch.CompletionItemReader;
import io.github.togetherspring.batch.FailurePolicy;
import io.github.togetherspring.batch.remote.PartitionSettings;
import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.internal.diagnostics.InvalidTogetherPropertyException;
import org.jspecify.annotations.Nullable;

/**
 * Settings for jobs, validated from the properties.
 */
final class BatchSettings {

	private static final String PREFIX = "together.batch.";

	private static final Duration LONGEST = Duration.ofDays(366);

	private final TogetherBatchProperties properties;

	private final @Nullable BudgetSettings budget;

	/**
	 * Create the settings.
	 * @param properties the properties
	 * @throws InvalidTogetherPropertyException if one is out of its range
	 */
	BatchSettings(TogetherBatchProperties properties) {
		this.properties = properties;
		int concurrency = properties.getConcurrency();
		Integer window = properties.getWindow();
		check("concurrency", concurrency >= 1, () -> "It must be at least 1: " + concurrency);
		check("window", window == null || window >= concurrency,
				() -> "It must be at least the concurrency, " + concurrency + ": " + window);
		check("window-bytes", properties.getWindowBytes().toBytes() >= 1,
				() -> "It must be at least 1 byte: " + properties.getWindowBytes());
		checkDuration("stop-grace-period", properties.getStopGracePeriod());
		checkDuration("progress-interval", properties.getProgressInterval());
		this.budget = budget(properties.getBudget());
	}

	private static void checkDuration(String property, Duration value) {
		check(property, !value.isNegative() && value.compareTo(LONGEST) <= 0,
				() -> "It must be from zero to a year: " + value);
	}

	private static void check(String property, boolean valid, Supplier<String> problem) {
		if (!valid) {
			throw new InvalidTogetherPropertyException(PREFIX + property, problem.get());
		}
	}

	/**
	 * Apply the settings that are not beans to the builder of a reader.
	 * @param builder the builder
	 */
	void applyTo(CompletionItemReader.Builder<?> builder) {
		builder.concurrency(this.properties.getConcurrency())
			.windowBytes(this.properties.getWindowBytes().toBytes())
			.ordered(this.properties.isOrdered())
			.stopGracePeriod(this.properties.getStopGracePeriod());
		Integer window = this.properties.getWindow();
		if (window != null) {
			builder.window(window);
		}
	}

	FailurePolicy failurePolicy() {
		TogetherBatchProperties.Failures failures = this.properties.getFailures();
		FailurePolicy.Builder policy = FailurePolicy.builder();
		set("failures.limit", () -> policy.limit(failures.getLimit()));
		set("failures.consecutive-limit", () -> policy.consecutiveLimit(failures.getConsecutiveLimit()));
		return policy.build();
	}

	PartitionSettings partitions() {
		TogetherBatchProperties.Partitions partitions = this.properties.getPartitions();
		PartitionSettings.Builder settings = PartitionSettings.builder()
			.initializeSchema(partitions.isInitializeSchema());
		set("partitions.lease", () -> settings.lease(partitions.getLease()));
		set("partitions.concurrency", () -> settings.concurrency(partitions.getConcurrency()));
		set("partitions.grid-size", () -> settings.gridSize(partitions.getGridSize()));
		set("partitions.max-attempts", () -> settings.maxAttempts(partitions.getMaxAttempts()));
		set("partitions.poll-interval", () -> settings.pollInterval(partitions.getPollInterval()));
		set("partitions.max-concurrent-calls", () -> settings.maxConcurrentCalls(partitions.getMaxConcurrentCalls()));
		return settings.build();
	}

	/**
	 * Return the budget of each job.
	 * @return the settings, or {@code null} if there are no limits
	 */
	@Nullable BudgetSettings budget() {
		return this.budget;
	}

	private static @Nullable BudgetSettings budget(TogetherBatchProperties.Budget budget) {
		if (budget.getMaxTokens() == null && budget.getMaxCost() == null) {
			return null;
		}
		BudgetSettings.Builder settings = BudgetSettings.builder();
		set("budget.max-tokens", () -> settings.maxTokens(budget.getMaxTokens()));
		set("budget.max-cost", () -> settings.maxCost(budget.getMaxCost()));
		return settings.build();
	}

	private static void set(String property, Runnable setter) {
		try {
			setter.run();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTogetherPropertyException(PREFIX + property, String.valueOf(ex.getMessage()));
		}
	}

}
