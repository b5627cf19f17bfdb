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

package io.github.togetherspring.sample.batch.files;

import java.math.RoundingMode;
import java.time.Duration;

import io.github.togetherspring.batch.CompletionTotals;

/**
 * Summary of a run.
 *
 * @param total the number of lines of the input
 * @param totals what has been done, in this run and in those before it
 * @param now the number of lines that this run has written
 * @param time the duration of this run
 */
record Summary(long total, CompletionTotals totals, long now, Duration time) {

	private static final int DECIMALS = 6;

	/**
	 * Return the number of lines with an error.
	 * @return the number of failed requests
	 */
	long failed() {
		return this.totals.failed();
	}

	private boolean isComplete() {
		return this.totals.items() == this.total;
	}

	@Override
	public String toString() {
		double seconds = this.time.toMillis() / 1000.0;
		StringBuilder text = new StringBuilder("%d of %d lines: %d completed, %d failed. This run: %d lines in %.1f s."
			.formatted(this.totals.items(), this.total, this.totals.items() - failed(), failed(), this.now, seconds));
		text.append(
				" %d input and %d output tokens".formatted(this.totals.promptTokens(), this.totals.completionTokens()));
		if (this.totals.unpriced() < this.totals.completed()) {
			text.append(", cost ")
				.append(this.totals.cost()
					.setScale(DECIMALS, RoundingMode.HALF_UP)
					.stripTrailingZeros()
					.toPlainString());
		}
		text.append('.');
		if (!isComplete()) {
			text.append(" Stopped; run the same command again to continue.");
		}
		else if (failed() > 0) {
			text.append(" To resend the failed ones, add --retry-failed.");
		}
		return text.toString();
	}

}
