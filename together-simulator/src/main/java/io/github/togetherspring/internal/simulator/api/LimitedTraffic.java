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

package io.github.togetherspring.internal.simulator.api;

import java.time.Duration;

import io.github.togetherspring.simulator.script.SimulatedRateLimit;

/**
 * The requests of one API key for one model: how many were successful in the last hour,
 * and when the next one is due. Not thread-safe.
 */
final class LimitedTraffic {

	private static final double SECOND = Duration.ofSeconds(1).toNanos();

	private final HourlyCount successes = new HourlyCount();

	private long due;

	void succeeded(long now) {
		this.successes.add(now);
	}

	/**
	 * Admit a request, or not.
	 * @param limit the limit
	 * @param now the time in nanoseconds, not before that of an earlier call
	 * @return {@code false} if the request is above the limit
	 */
	boolean admit(SimulatedRateLimit limit, long now) {
		if (early(now) > limit.burst().toNanos()) {
			return false;
		}
		this.due = Math.max(this.due, now) + (long) (SECOND / rate(limit, now));
		return true;
	}

	/**
	 * Return the state after the latest request.
	 * @param limit the limit
	 * @param now the time in nanoseconds, not before that of an earlier call
	 * @return the state, in the time of the limiter
	 */
	State state(SimulatedRateLimit limit, long now) {
		double rate = rate(limit, now);
		double left = (limit.burst().toNanos() - early(now)) / SECOND;
		return new State(rate, (left >= 0) ? 1 + (long) (left * rate) : 0, Math.max(1, Math.ceil(-left)));
	}

	private double rate(SimulatedRateLimit limit, long now) {
		return limit.requestsPerSecond(this.successes.get(now));
	}

	private long early(long now) {
		return Math.max(0, this.due - now);
	}

	/**
	 * State of a limit.
	 *
	 * @param rate the limit, in requests per second
	 * @param remaining the number of requests that may come at once
	 * @param reset the number of seconds until a request is admitted, at least 1
	 */
	record State(double rate, long remaining, double reset) {

	}

}
