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

/**
 * Number of events in the last hour, to the nearest ten seconds.
 */
final class HourlyCount {

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private static final int SLOTS = 360;

	private final int[] slots = new int[SLOTS];

	private long latest;

	private long total;

	/**
	 * Count an event.
	 * @param now the time in nanoseconds, not before that of an earlier call
	 */
	void add(long now) {
		advance(now);
		this.slots[index()]++;
		this.total++;
	}

	/**
	 * Return the number of events.
	 * @param now the time in nanoseconds, not before that of an earlier call
	 * @return the number of events in the hour before
	 */
	long get(long now) {
		advance(now);
		return this.total;
	}

	private void advance(long now) {
		long slot = now / (HOUR / SLOTS);
		this.latest = Math.max(this.latest, slot - SLOTS);
		while (this.latest < slot) {
			this.latest++;
			this.total -= this.slots[index()];
			this.slots[index()] = 0;
		}
	}

	private int index() {
		return (int) (this.latest % SLOTS);
	}

}
