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

import java.util.concurrent.TimeUnit;

/**
 * Permits of this process only. At most those of one second are kept for later, so that
 * no burst follows a pause.
 */
final class LocalPermits implements Permits {

	private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

	private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	// Less than this is a rounding error.
	private static final double LEAST = 1e-6;

	private final long perMinute;

	private final double perNano;

	private final double maximum;

	private double available;

	private long updated;

	/**
	 * Create permits.
	 * @param perMinute how many accrue in a minute
	 * @param available how many there are at first
	 * @param now the current time
	 */
	LocalPermits(double perMinute, double available, long now) {
		this.perMinute = (long) perMinute;
		this.perNano = perMinute / NANOS_PER_MINUTE;
		this.maximum = Math.max(1, this.perNano * NANOS_PER_SECOND);
		this.available = available;
		this.updated = now;
	}

	/**
	 * Create permits, of which those of one second are available at once.
	 * @param perMinute how many accrue in a minute
	 * @param now the current time
	 * @return the permits
	 */
	static LocalPermits full(long perMinute, long now) {
		LocalPermits permits = new LocalPermits(perMinute, 0, now);
		permits.available = permits.maximum;
		return permits;
	}

	@Override
	public long perMinute() {
		return this.perMinute;
	}

	@Override
	public long delay(double number, long now) {
		accrue(Math.max(number, this.maximum), now);
		double missing = number - this.available;
		return (missing <= LEAST) ? 0 : (long) Math.ceil(missing / this.perNano);
	}

	private void accrue(double maximum, long now) {
		double accrued = Math.max(0, now - this.updated) * this.perNano;
		this.available = Math.max(this.available, Math.min(maximum, this.available + accrued));
		this.updated = now;
	}

	@Override
	public void take(double number) {
		this.available -= number;
	}

	@Override
	public void trim(long now) {
		accrue(this.maximum, now);
		this.available = Math.min(this.available, this.maximum);
	}

	@Override
	public double available(long now) {
		accrue(this.maximum, now);
		return this.available;
	}

	@Override
	public boolean isFallback() {
		return false;
	}

}
