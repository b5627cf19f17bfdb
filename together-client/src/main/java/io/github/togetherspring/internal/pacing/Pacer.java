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

import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.RateLimit;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.observation.PacingState;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.scheduler.Scheduler;

/**
 * Sends the attempts of one client at even intervals, at the rate of its
 * {@link RateControl}. A waiting attempt holds no thread: one alarm grants the places
 * that are due, and is then set for the next one.
 */
public final class Pacer implements PacingState {

	// If an alarm is late, the next attempts catch up. Short enough not to be a burst.
	private static final long MAX_CATCH_UP = TimeUnit.MILLISECONDS.toNanos(100);

	// Minimum time between alarms, so that at a high rate one alarm starts several
	// attempts.
	// Short enough not to be a burst.
	private static final long MIN_ALARM_INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);

	// An attempt that is sent later than this after its place was granted has waited for
	// something else, usually a permit, and says nothing about the rate.
	private static final long MAX_TIME_TO_SEND = TimeUnit.SECONDS.toNanos(1);

	private static final Duration MAX_COOL_DOWN = Duration.ofDays(366);

	private final Supplier<Scheduler> scheduler;

	private final long maxCoolDown;

	private final RateControl control;

	private final PlaceQueue<Place> queue = new PlaceQueue<>();

	private long nextPlace;

	private long lastPlace;

	private long lastAlarm;

	private long coolDownEnd;

	private @Nullable Alarm alarm;

	/**
	 * Create a pacer.
	 * @param settings the settings
	 * @param maxCoolDown the maximum time for which a service may stop all attempts
	 * @param scheduler supplies the scheduler of each alarm, because tests with virtual
	 * time replace it
	 */
	public Pacer(PacingSettings settings, Duration maxCoolDown, Supplier<Scheduler> scheduler) {
		this.control = new RateControl(settings);
		this.maxCoolDown = nanos(maxCoolDown);
		this.scheduler = scheduler;
		this.nextPlace = now();
		this.lastPlace = this.nextPlace;
		this.lastAlarm = this.nextPlace - MIN_ALARM_INTERVAL;
		this.coolDownEnd = this.nextPlace;
	}

	/**
	 * Return an attempt that waits for its place.
	 * @param <T> the type of result
	 * @param attempt the attempt
	 * @param call the call it belongs to
	 * @return the attempt, with a place of its own for each subscription
	 */
	public <T> Flux<T> pace(Flux<T> attempt, PacedCall call) {
		return new FluxOperator<>(attempt) {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				new WaitingAttempt<T>(this.source, actual, (start) -> new Place(Pacer.this, call, start)).begin();
			}

		};
	}

	@Override
	public synchronized double rate() {
		return this.control.rate();
	}

	@Override
	public synchronized int waiting(CallPriority priority) {
		return this.queue.size(priority);
	}

	void enter(Place place) {
		long now = now();
		boolean granted = false;
		Alarm set = null;
		synchronized (this) {
			if (place.state != Place.State.NEW) {
				return;
			}
			place.asked = now;
			if (this.queue.isEmpty() && this.nextPlace - now <= 0) {
				grant(place, now);
				granted = true;
			}
			else {
				place.state = Place.State.WAITING;
				place.waited = true;
				this.queue.add(place);
				set = nextAlarm(now);
			}
		}
		if (set != null) {
			set.schedule(this.scheduler.get());
		}
		if (granted) {
			place.attempt.run();
		}
	}

	private void grant(Place place, long now) {
		long due = place.waited ? Math.max(this.nextPlace - now, -MAX_CATCH_UP) + now : now;
		this.nextPlace = due + this.control.interval();
		place.sinceLast = due - this.lastPlace;
		this.lastPlace = due;
		place.state = Place.State.GRANTED;
		place.granted = now;
	}

	void leave(Place place) {
		Alarm needless = null;
		synchronized (this) {
			if (place.state == Place.State.WAITING) {
				this.queue.remove(place);
				if (this.queue.isEmpty()) {
					needless = this.alarm;
					this.alarm = null;
				}
			}
			place.state = Place.State.ENDED;
		}
		if (needless != null) {
			needless.cancel();
		}
	}

	// Sets the next alarm first, because the start of an attempt may be slow or fail.
	private void ring(Alarm rung) {
		long now = now();
		Place place;
		Alarm set;
		synchronized (this) {
			if (this.alarm != rung) {
				return;
			}
			this.alarm = null;
			this.lastAlarm = now;
			place = grantDue(now);
			set = nextAlarm(now);
		}
		if (set != null) {
			set.schedule(this.scheduler.get());
		}
		while (place != null) {
			place.attempt.run();
			place = grantDue(now);
		}
	}

	private synchronized @Nullable Place grantDue(long now) {
		Place place = (this.nextPlace - now <= 0) ? this.queue.poll() : null;
		if (place != null) {
			grant(place, now);
		}
		return place;
	}

	private @Nullable Alarm nextAlarm(long now) {
		if (this.alarm != null || this.queue.isEmpty()) {
			return null;
		}
		long delay = Math.max(this.nextPlace - now, this.lastAlarm + MIN_ALARM_INTERVAL - now);
		this.alarm = new Alarm(Math.max(delay, 0), this::ring);
		return this.alarm;
	}

	synchronized void sent(Place place) {
		place.sent = now();
		boolean isLimited = place.waited && place.sent - place.granted <= MAX_TIME_TO_SEND;
		this.control.sent(isLimited ? Math.min(place.sinceLast, this.control.interval()) : 0);
	}

	synchronized void responded(Place place, @Nullable RateLimit limit) {
		this.control.responds(true);
		BigDecimal allowed = (limit != null) ? firstOf(limit.dynamicRequests(), limit.requests()) : null;
		double rate = (allowed != null) ? allowed.doubleValue() : 0;
		this.control.limit((rate > 0) ? rate : Double.POSITIVE_INFINITY);
		BigDecimal left = (limit != null) ? firstOf(limit.remainingDynamicRequests(), limit.remainingRequests()) : null;
		if (left != null && left.compareTo(BigDecimal.ONE) < 0) {
			hold(place.sent + this.control.interval());
		}
	}

	private static @Nullable BigDecimal firstOf(@Nullable BigDecimal first, @Nullable BigDecimal second) {
		return (first != null) ? first : second;
	}

	void failed(Place place, Throwable error, PacedCall call) {
		boolean slowedDown = false;
		boolean coolingDown = false;
		long now = now();
		synchronized (this) {
			if (Refusals.isRefusal(error)) {
				slowedDown = this.control.refused(Refusals.isBusy(error), place.sent, now);
				coolingDown = coolDown(error, now);
			}
			else if (isWithoutResponse(error)) {
				this.control.responds(false);
			}
		}
		if (slowedDown) {
			call.slowedDown(error);
		}
		if (coolingDown) {
			call.coolingDown(error);
		}
	}

	private boolean coolDown(Throwable refusal, long now) {
		Duration asked = (refusal instanceof TogetherException together) ? together.retryAfter() : null;
		if (asked == null || asked.isZero()) {
			return false;
		}
		boolean isFirst = now - this.coolDownEnd >= 0;
		long end = now + Math.min(nanos(asked), this.maxCoolDown);
		if (end - this.coolDownEnd > 0) {
			this.coolDownEnd = end;
		}
		hold(end);
		return isFirst;
	}

	private void hold(long until) {
		if (until - this.nextPlace > 0) {
			this.nextPlace = until;
		}
	}

	private static long nanos(Duration duration) {
		return ((duration.compareTo(MAX_COOL_DOWN) < 0) ? duration : MAX_COOL_DOWN).toNanos();
	}

	private static boolean isWithoutResponse(Throwable error) {
		return (error instanceof ConnectionException connection && connection.response() == null)
				|| error instanceof TogetherTimeoutException;
	}

	private long now() {
		return this.scheduler.get().now(TimeUnit.NANOSECONDS);
	}

}
