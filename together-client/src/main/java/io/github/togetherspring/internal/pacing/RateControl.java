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

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.PacingSettings;

/**
 * Finds the rate at which a service accepts attempts, only from its refusals. Not
 * thread-safe; the caller supplies the time.
 * <p>
 * The rate first doubles at regular intervals. A refusal decreases it, at most once a
 * second, which is the interval in which limits are enforced, and in proportion to the
 * share of recent attempts that were refused. After that it returns to the rate that was
 * refused, first quickly and then slowly, stays near it, and then exceeds it with growing
 * speed. Time passes only while attempts wait for their places, so that the rate of an
 * application with little to send stays as it is.
 */
final class RateControl {

	private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long ROUND = TimeUnit.SECONDS.toNanos(1);

	private static final double DOUBLING_TIME = 4;

	private static final double LEAST_DECREASE = 0.1;

	private static final double MOST_DECREASE = 0.5;

	// Number of attempts over which the refused share and the rate are averaged.
	private static final double RECENT_ATTEMPTS = 10;

	// The same at two and three attempts per second, because among several clients, one
	// that returns faster would gain the larger share.
	private static final double USUAL_RETURN = 45;

	// At one attempt per second. At a low rate, a refusal is a large share of the
	// attempts, so the return is slower.
	private static final double LONGEST_RETURN = 60;

	// At a high rate, refusals are a small share, so the return may be faster. It depends
	// only on the square root of the rate, because otherwise one client would always win.
	private static final double HIGH_RATE_RETURN = 80;

	private static final double SHORTEST_RETURN = 20;

	private static final double RETURN_TIME_WHEN_BUSY = 10;

	// How fast the rate grows after the return: by one attempt per second in this time at
	// a rate of one, and by ten at a rate of a hundred.
	private static final double PROBE_TIME = 12;

	private final double minRate;

	private final double maxRate;

	private double rate;

	private double serverLimit = Double.POSITIVE_INFINITY;

	private boolean slowStart = true;

	private boolean responds = true;

	// From the reduced rate back to the refused one.
	private double refusedRate;

	private double reducedRate;

	private double returnTime;

	// Seconds since the last decrease in which attempts waited.
	private double elapsed;

	private double averageRate;

	private double refusedShare;

	private boolean refusedBefore;

	private long lastDecrease;

	RateControl(PacingSettings settings) {
		this.minRate = settings.minRate();
		this.maxRate = Objects.requireNonNullElse(settings.maxRate(), Double.POSITIVE_INFINITY);
		this.rate = settings.initialRate();
		this.averageRate = this.rate;
	}

	/**
	 * Return the current rate.
	 * @return attempts per second
	 */
	double rate() {
		return Math.max(this.minRate, Math.min(this.rate, Math.min(this.maxRate, this.serverLimit)));
	}

	/**
	 * Return the time between two attempts.
	 * @return the nanoseconds
	 */
	long interval() {
		return (long) (NANOS_PER_SECOND / rate());
	}

	/**
	 * Set the limit that the service reports.
	 * @param limit attempts per second, possibly infinite
	 */
	void limit(double limit) {
		this.serverLimit = limit;
	}

	/**
	 * Record whether the service responds. While it does not, the rate does not increase.
	 * @param responds whether it responds, with success or failure
	 */
	void responds(boolean responds) {
		this.responds = responds;
	}

	/**
	 * Record that an attempt is sent.
	 * @param nanos the time since the previous one, if the rate was the reason for it,
	 * and zero otherwise
	 */
	void sent(long nanos) {
		this.refusedShare *= 1 - 1 / RECENT_ATTEMPTS;
		if (this.responds) {
			increase(nanos / NANOS_PER_SECOND);
		}
		this.averageRate += (this.rate - this.averageRate) / RECENT_ATTEMPTS;
	}

	private void increase(double seconds) {
		this.rate = rate();
		if (this.slowStart) {
			this.rate *= Math.pow(2, seconds / DOUBLING_TIME);
			return;
		}
		this.elapsed += seconds;
		this.rate = Math.max(this.rate, grown());
	}

	private double grown() {
		double left = this.returnTime - this.elapsed;
		if (left > 0) {
			double share = left / this.returnTime;
			return this.refusedRate - (this.refusedRate - this.reducedRate) * share * share;
		}
		double probe = -left / PROBE_TIME;
		return this.refusedRate + Math.sqrt(this.refusedRate) * probe * probe * probe;
	}

	/**
	 * Record that the service has refused an attempt.
	 * @param busy whether it says that it is busy, rather than that the rate is too high
	 * @param sent when the attempt was sent, in nanoseconds
	 * @param now the current time, in nanoseconds
	 * @return whether the rate has decreased
	 */
	boolean refused(boolean busy, long sent, long now) {
		this.refusedShare += 1 / RECENT_ATTEMPTS;
		if (this.refusedBefore && sent - this.lastDecrease < ROUND) {
			return false;
		}
		this.refusedBefore = true;
		this.lastDecrease = now;
		double refused = Math.min(rate(), this.averageRate);
		boolean isAlone = this.refusedShare < 1.5 / RECENT_ATTEMPTS;
		if (busy && isAlone && !this.slowStart) {
			// The limit has probably not changed.
			this.refusedRate = Math.max(this.refusedRate, refused);
			this.returnTime = RETURN_TIME_WHEN_BUSY;
		}
		else {
			this.refusedRate = refused;
			this.returnTime = returnTime(refused);
		}
		double decrease = Math.max(LEAST_DECREASE, Math.min(this.refusedShare, MOST_DECREASE));
		this.reducedRate = refused * (1 - decrease);
		this.rate = this.reducedRate;
		this.averageRate = this.rate;
		this.elapsed = 0;
		this.slowStart = false;
		return true;
	}

	private static double returnTime(double rate) {
		double root = Math.sqrt(Math.max(1, rate));
		double usual = Math.max(LONGEST_RETURN / root, Math.min(USUAL_RETURN, HIGH_RATE_RETURN / root));
		return Math.max(SHORTEST_RETURN, usual);
	}

}
