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

package io.github.togetherspring.internal.pacing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A model of the rule by which Together AI limits requests: twice the rate of successful
 * requests over the last hour, at least one a second. It is enforced by the second; above
 * it the status is 429, and below it 503 at times.
 */
final class ServiceRule {

	private static final double HOUR = 3600;

	private static final double BASE = 1;

	/**
	 * What it may mean to enforce a limit by the second.
	 */
	enum Enforcement {

		/**
		 * So many requests in each second of the clock.
		 */
		CLOCK_SECONDS,

		/**
		 * At most a second early, compared with evenly spaced requests.
		 */
		SPACING,

		/**
		 * A bucket that holds the requests of one second.
		 */
		BUCKET

	}

	private final Enforcement enforcement;

	private final @Nullable DoubleUnaryOperator capacity;

	private final double busyShare;

	private final Random random;

	private final Deque<Double> successes = new ArrayDeque<>();

	private double allowed = 1;

	private double last;

	private double carried;

	private double due;

	/**
	 * Create a service.
	 * @param enforcement how it enforces its limit
	 * @param capacity returns the limit at a time in seconds, or {@code null} for the one
	 * that follows the successes
	 * @param busyShare the share of requests that get a 503
	 * @param random the source of randomness
	 */
	ServiceRule(Enforcement enforcement, @Nullable DoubleUnaryOperator capacity, double busyShare, Random random) {
		this.enforcement = enforcement;
		this.capacity = capacity;
		this.busyShare = busyShare;
		this.random = random;
	}

	int respond(double time) {
		if (this.random.nextDouble() < this.busyShare) {
			return 503;
		}
		if (!allows(time, limit(time))) {
			return 429;
		}
		this.successes.add(time);
		return 200;
	}

	private boolean allows(double time, double limit) {
		if (this.enforcement == Enforcement.SPACING) {
			if (this.due - time > 1) {
				return false;
			}
			this.due = Math.max(this.due, time) + 1 / limit;
			return true;
		}
		refill(time, limit);
		if (this.allowed < 1 - 1e-9) {
			return false;
		}
		this.allowed--;
		return true;
	}

	double limit(double time) {
		while (!this.successes.isEmpty() && this.successes.peek() <= time - HOUR) {
			this.successes.remove();
		}
		return (this.capacity != null) ? this.capacity.applyAsDouble(time)
				: Math.max(BASE, 2 * this.successes.size() / HOUR);
	}

	private void refill(double time, double limit) {
		if (this.enforcement == Enforcement.BUCKET) {
			this.allowed = Math.min(Math.max(1, limit), this.allowed + (time - this.last) * limit);
		}
		else {
			for (double second = Math.floor(this.last); second < Math.floor(time); second++) {
				this.carried += limit;
				this.allowed = Math.floor(this.carried + 1e-9);
				this.carried -= this.allowed;
			}
		}
		this.last = time;
	}

}
