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

package io.github.togetherspring.batch.observation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.completions.BudgetExceededException;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * Describes the progress of a step as text.
 */
final class ProgressText {

	private static final int DECIMALS = 6;

	private static final double NANOS_PER_SECOND = 1e9;

	private final StepName name;

	private final CompletionTotals totals;

	private final CompletionTotals earlier;

	private final @Nullable Long total;

	private final Duration elapsed;

	/**
	 * Create a text.
	 * @param name the name of the step
	 * @param totals what has been done
	 * @param earlier what of it earlier executions have done
	 * @param total the number of items of the input, or {@code null} if it is unknown
	 * @param elapsed the time that this execution has taken
	 */
	ProgressText(StepName name, CompletionTotals totals, CompletionTotals earlier, @Nullable Long total,
			Duration elapsed) {
		this.name = name;
		this.totals = totals;
		this.earlier = earlier;
		this.total = total;
		this.elapsed = elapsed;
	}

	/**
	 * Return what a running step has done.
	 * @return the number of items, their rate, tokens and cost
	 */
	String items() {
		Long total = this.total;
		double rate = rate();
		StringBuilder text = new StringBuilder();
		text.append(this.name).append(": ").append(number(this.totals.items()));
		if (total != null) {
			text.append(" of ").append(number(total));
		}
		text.append(" items done, ").append(number(this.totals.failed())).append(" of them failed, ");
		text.append(String.format(Locale.ROOT, "%,.1f per second", rate));
		if (total != null && total > this.totals.items() && rate > 0) {
			text.append(", about ")
				.append(duration((long) Math.ceil((total - this.totals.items()) / rate)))
				.append(" left");
		}
		return text.append("; ").append(tokensAndCost()).toString();
	}

	// By this execution.
	private double rate() {
		double seconds = this.elapsed.toNanos() / NANOS_PER_SECOND;
		return (seconds > 0) ? (this.totals.items() - this.earlier.items()) / seconds : 0;
	}

	/**
	 * Return a line for a step that has ended.
	 * @param status how it has ended
	 * @return the line
	 */
	String summary(String status) {
		Long total = this.total;
		StringBuilder text = new StringBuilder();
		text.append(this.name).append(' ').append(status).append(" after ");
		text.append(duration(this.elapsed.toSeconds())).append(": ");
		text.append(number(this.totals.completed())).append(" items completed, ");
		text.append(number(this.totals.failed())).append(" failed, ");
		text.append(number(this.totals.passedThrough())).append(" passed through");
		if (total != null) {
			text.append(", ").append(number(Math.max(0, total - this.totals.items()))).append(" left");
		}
		if (this.earlier.items() > 0) {
			text.append(" (").append(number(this.earlier.items())).append(" of them done by earlier executions)");
		}
		return text.append("; ").append(tokensAndCost()).toString();
	}

	private String tokensAndCost() {
		StringBuilder text = new StringBuilder();
		text.append(number(this.totals.promptTokens())).append(" input and ");
		text.append(number(this.totals.completionTokens())).append(" output tokens");
		long unpriced = this.totals.unpriced();
		if (unpriced < this.totals.completed()) {
			text.append("; cost ").append(cost(this.totals.cost()));
			if (unpriced > 0) {
				text.append(" without ").append(number(unpriced)).append(" unpriced responses");
			}
		}
		return text.toString();
	}

	private static String cost(BigDecimal cost) {
		return cost.setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
	}

	/**
	 * Return why a step has stopped before its end, if a budget is the reason.
	 * @param stepExecution the execution of the step, if there is one
	 * @return the end of a line, possibly empty
	 */
	static String stopReason(@Nullable StepExecution stepExecution) {
		return Stream.ofNullable(stepExecution)
			.flatMap((step) -> step.getFailureExceptions().stream())
			.filter(BudgetExceededException.class::isInstance)
			.map((exceeded) -> ". " + exceeded.getMessage())
			.findFirst()
			.orElse("");
	}

	static String number(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	private static String duration(long seconds) {
		Duration duration = Duration.ofSeconds(seconds);
		if (duration.toHours() > 0) {
			return number(duration.toHours()) + " h " + duration.toMinutesPart() + " min";
		}
		return (duration.toMinutes() > 0) ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
				: duration.toSeconds() + " s";
	}

}
