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

/**
 * The permits of one quota: for requests or for tokens. They accrue evenly. Not
 * thread-safe; the caller supplies the time in nanoseconds.
 */
interface Permits {

	/**
	 * Delay that is unknown until the permits change.
	 */
	long UNKNOWN = Long.MAX_VALUE;

	/**
	 * Return the number of permits that accrue in a minute.
	 * @return the quota
	 */
	long perMinute();

	/**
	 * Request permits that {@link #delay} has found to be missing. Called outside the
	 * lock that guards the permits, because they may be granted at once.
	 */
	default void refill() {
	}

	/**
	 * Return how long to wait for permits. While a request waits that needs more than the
	 * usual maximum, permits accrue beyond it.
	 * @param number the number that a request needs
	 * @param now the current time
	 * @return the nanoseconds, zero if there are enough, or {@link #UNKNOWN}
	 */
	long delay(double number, long now);

	/**
	 * Take permits.
	 * @param number the number, possibly more than available; negative to return permits
	 */
	void take(double number);

	/**
	 * Remove permits beyond the usual maximum, because no request waits for them.
	 * @param now the current time
	 */
	void trim(long now);

	/**
	 * Return the number of available permits.
	 * @param now the current time
	 * @return the number, negative if more were taken than were available
	 */
	double available(long now);

	/**
	 * Return whether permits are reduced because the store fails.
	 * @return whether the fallback applies
	 */
	boolean isFallback();

}
