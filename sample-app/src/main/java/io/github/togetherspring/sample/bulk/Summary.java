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

package io.github.togetherspring.sample.bulk;

import java.time.Duration;

/**
 * How a run ended.
 *
 * @param total how many lines the input has
 * @param written how many lines the output has
 * @param failed how many of these have an error
 * @param now how many were written by this run
 * @param time how long it took
 */
record Summary(long total, long written, long failed, long now, Duration time) {

	/**
	 * Returns whether there is a result for each line of the input.
	 * @return whether it is complete
	 */
	boolean isComplete() {
		return this.written == this.total;
	}

	@Override
	public String toString() {
		double seconds = this.time.toMillis() / 1000.0;
		StringBuilder text = new StringBuilder("%d of %d lines: %d answered, %d failed. This run: %d lines in %.1f s."
			.formatted(this.written, this.total, this.written - this.failed, this.failed, this.now, seconds));
		if (!isComplete()) {
			text.append(" Stopped; the same command goes on from here.");
		}
		else if (this.failed > 0) {
			text.append(" To send the failed ones again, add --retry-failed.");
		}
		return text.toString();
	}

}
