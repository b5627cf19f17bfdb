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

package io.github.togetherspring.benchmarks;

import java.util.concurrent.atomic.AtomicIntegerArray;

import io.github.togetherspring.benchmarks.Task.Scenario;

/**
 * The texts of one stream, each of which is read. Used by one thread at a time.
 */
class Tally {

	private final Delays delays;

	private long chunks;

	private long size;

	Tally(Delays delays) {
		this.delays = delays;
	}

	void text(String text) {
		this.chunks++;
		this.size += text.length();
		if (!text.isEmpty() && text.charAt(0) == Payload.TIMED) {
			this.delays.record(System.nanoTime() - Long.parseLong(text, 1, 1 + Payload.TIME_DIGITS, 10));
		}
	}

	// For the client that does not look at what it reads.
	void bytes(int count) {
		this.size += count;
	}

	double chunks() {
		return (this.chunks > 0) ? this.chunks : (double) this.size / Scenario.EVENT_SIZE;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	boolean isWhole(Scenario scenario) {
		return (this.chunks > 0) ? this.chunks == scenario.events() : chunks() >= scenario.events();
	}

	/**
	 * Counts delays in steps of 20 microseconds, up to ten seconds.
	 */
	static class Delays {

		private static final long STEP_NANOS = 20_000;

		private final AtomicIntegerArray counts = new AtomicIntegerArray(500_000);

		private volatile boolean recording;

		void setRecording(boolean recording) {
			this.recording = recording;
		}

		void record(long nanos) {
			if (this.recording) {
				this.counts.incrementAndGet((int) Math.max(0, Math.min(this.counts.length() - 1, nanos / STEP_NANOS)));
			}
		}

		double quantileMillis(double quantile) {
			long total = 0;
			for (int i = 0; i < this.counts.length(); i++) {
				total += this.counts.get(i);
			}
			long seen = 0;
			for (int i = 0; total > 0 && i < this.counts.length(); i++) {
				seen += this.counts.get(i);
				if (seen >= quantile * total) {
					return (i + 1) * STEP_NANOS / 1e6;
				}
			}
			return Double.NaN;
		}

	}

}
