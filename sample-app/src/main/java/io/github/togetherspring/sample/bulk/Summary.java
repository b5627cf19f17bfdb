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
 * Summary of a run.
 *
 * @param total the number of lines of the input
 * @param written the number of lines of the output
 * @param failed the number of these with an error
 * @param now the number of lines that this run has written
 * @param time the duration of this run
 */
record Summary(long total, long written, long failed, long now, Duration time) {

	/**
	 * Return whether there is a result for each line of the input.
	 * @return {@code true} if the output is complete
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
