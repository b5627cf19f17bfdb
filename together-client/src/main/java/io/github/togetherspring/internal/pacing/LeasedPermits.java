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

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.completions.SharedQuota;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.NestedExceptionUtils;

/**
 * Permits that are shared with other processes. They are taken from a store in blocks,
 * when a request needs more. While the store fails, a share of the quota accrues in this
 * process instead.
 */
final class LeasedPermits implements Permits {

	private static final Log logger = LogFactory.getLog(LeasedPermits.class);

	private static final Duration STORE_TIMEOUT = Duration.ofSeconds(1);

	private static final long RETRY_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private static final long MIN_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

	// A store whose quota is used up is asked at most that often, however high the quota.
	private static final int ASKS_PER_LEASE = 4;

	private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

	// Less than this is a rounding error.
	private static final double LEAST = 1e-6;

	private final SharedQuota quota;

	private final QuotaStore store;

	private final double fallbackShare;

	private final long lease;

	private final long block;

	private final Supplier<Scheduler> scheduler;

	private final Consumer<Runnable> changes;

	// What to request from the store after leaving the lock: it may respond at once.
	private final AtomicLong wanted = new AtomicLong();

	private final AtomicLong surplus = new AtomicLong();

	private double available;

	private double missing;

	private long requested;

	private boolean asking;

	private long nextAsk;

	private boolean idle;

	private long idleSince;

	private @Nullable LocalPermits fallback;

	private boolean causeIsKnown;

	/**
	 * Create permits.
	 * @param quota the quota
	 * @param store where it is shared
	 * @param settings the settings of the client
	 * @param scheduler supplies the scheduler of time-outs
	 * @param changes runs a change of the permits in the lock that guards them, and then
	 * starts requests that can start
	 */
	LeasedPermits(SharedQuota quota, QuotaStore store, QuotaSettings settings, Supplier<Scheduler> scheduler,
			Consumer<Runnable> changes) {
		this.quota = quota;
		this.store = store;
		this.fallbackShare = settings.fallbackShare();
		this.lease = settings.lease().toNanos();
		this.block = Math.max(1, (long) (quota.permitsPerMinute() * (this.lease / NANOS_PER_MINUTE)));
		this.scheduler = scheduler;
		this.changes = changes;
		this.nextAsk = now();
	}

	@Override
	public long perMinute() {
		return this.quota.permitsPerMinute();
	}

	@Override
	public long delay(double number, long now) {
		LocalPermits share = this.fallback;
		if (share != null) {
			ask(this.block, now);
			long delay = share.delay(number, now);
			return (delay > 0 && !this.asking) ? Math.min(delay, Math.max(1, this.nextAsk - now)) : delay;
		}
		expire(now);
		double lacking = number - this.available;
		if (lacking <= LEAST) {
			return 0;
		}
		ask(lacking, now);
		return this.asking ? UNKNOWN : Math.max(1, this.nextAsk - now);
	}

	// The rest of a block, if there was no request for the time of a lease.
	private void expire(long now) {
		if (this.idle && now - this.idleSince > this.lease) {
			this.available = Math.min(this.available, 0);
		}
		this.idle = false;
	}

	private void ask(double missing, long now) {
		if (!this.asking && now - this.nextAsk >= 0) {
			this.asking = true;
			this.missing = missing;
			this.requested = (long) Math.ceil(Math.max(missing, this.block));
			this.wanted.set(this.requested);
		}
	}

	@Override
	public void refill() {
		long permits = this.wanted.getAndSet(0);
		if (permits > 0) {
			Mono.defer(() -> this.store.acquire(this.quota, permits))
				.timeout(STORE_TIMEOUT, Mono.error(LeasedPermits::noResponse), this.scheduler.get())
				.defaultIfEmpty(0L)
				.subscribe((granted) -> this.changes.accept(() -> granted(Math.max(0, Math.min(granted, permits)))),
						(error) -> this.changes.accept(() -> failed(error)));
		}
		long unused = this.surplus.getAndSet(0);
		if (unused > 0) {
			Mono.defer(() -> this.store.release(this.quota, unused))
				.timeout(STORE_TIMEOUT, this.scheduler.get())
				.subscribe((done) -> {
				}, (error) -> logger.debug("Permits of '" + this.quota.name() + "' are lost", error));
		}
	}

	private static TimeoutException noResponse() {
		return new TimeoutException("No response within " + STORE_TIMEOUT.toMillis() + " ms");
	}

	private void granted(long permits) {
		long now = now();
		LocalPermits share = this.fallback;
		if (share != null) {
			logger.info("The store of the quota '" + this.quota.name() + "' responds again");
			this.available = share.available(now);
			this.fallback = null;
		}
		this.available += permits;
		this.asking = false;
		this.nextAsk = (permits < this.requested) ? now + accrual(Math.max(1, this.missing - permits)) : now;
	}

	private long accrual(double permits) {
		long accrual = (long) Math.ceil(permits * (NANOS_PER_MINUTE / perMinute()));
		return Math.max(Math.max(MIN_INTERVAL, this.lease / ASKS_PER_LEASE), Math.min(accrual, this.lease));
	}

	private void failed(Throwable error) {
		long now = now();
		this.asking = false;
		this.nextAsk = now + RETRY_INTERVAL;
		// A store that did not respond in time may say later why.
		boolean isTimeout = error instanceof TimeoutException;
		if (this.fallback == null) {
			logger.warn("The store of the quota '" + this.quota.name() + "' fails: until it responds again, "
					+ "this process uses a share of " + this.fallbackShare + " of the quota: " + describe(error));
			this.fallback = new LocalPermits(perMinute() * this.fallbackShare, this.available, now);
			this.causeIsKnown = !isTimeout;
		}
		else if (!this.causeIsKnown && !isTimeout) {
			logger.warn("The store of the quota '" + this.quota.name() + "' still fails: " + describe(error));
			this.causeIsKnown = true;
		}
	}

	// Drivers wrap what matters, such as a wrong password.
	private static String describe(Throwable error) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(error);
		return (root != error) ? error + ": " + root : error.toString();
	}

	@Override
	public void take(double number) {
		if (this.fallback != null) {
			this.fallback.take(number);
		}
		else {
			this.available -= number;
		}
	}

	@Override
	public void trim(long now) {
		if (this.fallback != null) {
			this.fallback.trim(now);
			return;
		}
		long unused = (long) (this.available - this.block);
		if (unused > 0) {
			this.available -= unused;
			this.surplus.addAndGet(unused);
		}
		this.idleSince = this.idle ? this.idleSince : now;
		this.idle = true;
	}

	@Override
	public double available(long now) {
		return (this.fallback != null) ? this.fallback.available(now) : this.available;
	}

	@Override
	public boolean isFallback() {
		return this.fallback != null;
	}

	private long now() {
		return this.scheduler.get().now(TimeUnit.NANOSECONDS);
	}

}
