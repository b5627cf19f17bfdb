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

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * The durations of calls: many short ones and a few long ones, with a log-normal
 * distribution. Each process draws the same ones.
 */
final class Latencies {

	/**
	 * The number of durations, after which they repeat.
	 */
	static final int COUNT = 3000;

	private static final long SEED = 20261128;

	private final long[] nanos;

	private int next;

	Latencies(int medianMillis, double sigma) {
		Random random = new Random(SEED);
		this.nanos = LongStream.generate(
				() -> (long) (TimeUnit.MILLISECONDS.toNanos(medianMillis) * Math.exp(sigma * random.nextGaussian())))
			.limit(COUNT)
			.toArray();
	}

	long next() {
		long duration = this.nanos[this.next];
		this.next = (this.next + 1) % COUNT;
		return duration;
	}

	/**
	 * Return the time that all calls take if some are always active.
	 * @param concurrency the number of active calls
	 * @return the time in nanoseconds
	 */
	double idealNanos(int concurrency) {
		return (double) Arrays.stream(this.nanos).sum() / concurrency;
	}

}
