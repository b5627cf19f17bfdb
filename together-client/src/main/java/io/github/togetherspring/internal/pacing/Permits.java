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
	 * The delay if only a later change of the permits can show when they suffice.
	 */
	long UNKNOWN = Long.MAX_VALUE;

	/**
	 * Return the number of permits that accrue in a minute.
	 * @return the quota
	 */
	long perMinute();

	/**
	 * Ask for permits that {@link #delay} has found to be missing. Called without the
	 * lock that guards them, because they may be granted at once.
	 */
	default void refill() {
	}

	/**
	 * Return how long to wait for permits. They accrue beyond the usual maximum while a
	 * request that needs more waits for them.
	 * @param number the number that a request needs
	 * @param now the current time
	 * @return the nanoseconds, zero if there are enough, or {@link #UNKNOWN}
	 */
	long delay(double number, long now);

	/**
	 * Take permits.
	 * @param number the number, possibly more than there are; a negative one gives back
	 */
	void take(double number);

	/**
	 * Remove what is left beyond the usual maximum, because no request waits for it.
	 * @param now the current time
	 */
	void trim(long now);

	/**
	 * Return the number of permits that could be taken.
	 * @param now the current time
	 * @return the number, negative if more were taken than there were
	 */
	double available(long now);

	/**
	 * Return whether these are fewer than usual, because the store that shares them
	 * fails.
	 * @return whether the fallback applies
	 */
	boolean isFallback();

}
