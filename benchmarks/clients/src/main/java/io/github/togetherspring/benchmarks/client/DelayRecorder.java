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

package io.github.togetherspring.benchmarks.client;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts delays in steps of 20 microseconds, up to ten seconds.
 */
class DelayRecorder {

	private static final long STEP_NANOS = 20_000;

	private static final int STEPS = 500_000;

	private final AtomicIntegerArray counts = new AtomicIntegerArray(STEPS);

	private volatile boolean recording;

	void record(long nanos) {
		if (this.recording) {
			this.counts.incrementAndGet((int) Math.max(0, Math.min(STEPS - 1, nanos / STEP_NANOS)));
		}
	}

	void start() {
		this.recording = true;
	}

	void stop() {
		this.recording = false;
	}

	long count() {
		long count = 0;
		for (int i = 0; i < STEPS; i++) {
			count += this.counts.get(i);
		}
		return count;
	}

	// In milliseconds.
	double quantile(double quantile) {
		long rank = Math.max(1, (long) Math.ceil(quantile * count()));
		long seen = 0;
		for (int i = 0; i < STEPS; i++) {
			seen += this.counts.get(i);
			if (seen >= rank) {
				return (i + 1) * STEP_NANOS / 1e6;
			}
		}
		return Double.NaN;
	}

}
