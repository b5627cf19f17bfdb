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
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.QuotaExceededException;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.QuotaStore;
import io.github.togetherspring.completions.SharedQuota;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.observation.QuotaState;
import io.github.togetherspring.observation.QuotaType;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * Starts the attempts of one client when its quotas have permits for them. A waiting
 * attempt holds no thread: one alarm starts the first attempt when it is due, and is then
 * set for the next one.
 */
public final class QuotaGate implements QuotaState {

	private static final Duration LONGEST_PAUSE = Duration.ofDays(366);

	private final Supplier<Scheduler> scheduler;

	private final Duration maxPause;

	private final Map<QuotaType, Permits> permits = new EnumMap<>(QuotaType.class);

	private final Map<QuotaType, Long> used = new EnumMap<>(QuotaType.class);

	private final PlaceQueue<Reservation> queue = new PlaceQueue<>();

	private long pauseEnd;

	private @Nullable Alarm alarm;

	/**
	 * Create a gate.
	 * @param settings the quotas
	 * @param clientName the name of the client
	 * @param maxPause the maximum time for which a service may stop all attempts
	 * @param scheduler supplies the scheduler of each alarm, because tests with virtual
	 * time replace it
	 */
	public QuotaGate(QuotaSettings settings, String clientName, Duration maxPause, Supplier<Scheduler> scheduler) {
		this.scheduler = scheduler;
		this.maxPause = (maxPause.compareTo(LONGEST_PAUSE) < 0) ? maxPause : LONGEST_PAUSE;
		this.pauseEnd = now();
		String name = Objects.requireNonNullElse(settings.name(), clientName);
		add(QuotaType.REQUESTS, settings.requestsPerMinute(), settings, name + "/requests");
		add(QuotaType.TOKENS, settings.tokensPerMinute(), settings, name + "/tokens");
	}

	private void add(QuotaType type, @Nullable Long perMinute, QuotaSettings settings, String name) {
		if (perMinute != null) {
			QuotaStore store = settings.store();
			this.permits.put(type, (store != null)
					? new LeasedPermits(SharedQuota.of(name, perMinute), store, settings, this.scheduler, this::change)
					: LocalPermits.full(perMinute, now()));
			this.used.put(type, 0L);
		}
	}

	private void change(Runnable change) {
		long now = now();
		Alarm set;
		synchronized (this) {
			change.run();
			set = renewAlarm(now);
		}
		proceed(set);
	}

	/**
	 * Return an attempt that waits for its permits.
	 * @param <T> the type of result
	 * @param attempt the attempt
	 * @param call the call it belongs to
	 * @return the attempt, with permits of its own for each subscription
	 */
	public <T> Flux<T> limit(Flux<T> attempt, QuotaCall call) {
		return new FluxOperator<>(attempt) {

			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				begin(this.source, actual, call);
			}

		};
	}

	private <T> void begin(Flux<? extends T> attempt, CoreSubscriber<? super T> actual, QuotaCall call) {
		Permits tokens = this.permits.get(QuotaType.TOKENS);
		TokenEstimate estimate = (tokens != null) ? call.tokenEstimate() : null;
		if (tokens != null && estimate != null && estimate.total() > tokens.perMinute()) {
			Operators.error(actual, new QuotaExceededException(estimate.total(), tokens.perMinute()));
			return;
		}
		new WaitingAttempt<T>(attempt, actual, (start) -> new Reservation(this, call, estimate, start)).begin();
	}

	@Override
	public Set<QuotaType> types() {
		return Collections.unmodifiableSet(this.permits.keySet());
	}

	private Permits permits(QuotaType type) {
		return Objects.requireNonNull(this.permits.get(type));
	}

	@Override
	public double limit(QuotaType type) {
		return permits(type).perMinute();
	}

	@Override
	public synchronized double available(QuotaType type) {
		return permits(type).available(now());
	}

	@Override
	public synchronized double used(QuotaType type) {
		return this.used.getOrDefault(type, 0L);
	}

	@Override
	public synchronized boolean isFallback(QuotaType type) {
		return permits(type).isFallback();
	}

	@Override
	public synchronized int waiting(CallPriority priority) {
		return this.queue.size(priority);
	}

	void enter(Reservation reservation) {
		long now = now();
		boolean granted = false;
		Alarm set = null;
		synchronized (this) {
			if (reservation.state != Reservation.State.NEW) {
				return;
			}
			reservation.asked = now;
			if (this.queue.isEmpty()) {
				trim(now);
				granted = delay(reservation, now) == 0;
			}
			if (granted) {
				grant(reservation, now);
			}
			else {
				reservation.state = Reservation.State.WAITING;
				this.queue.add(reservation);
				set = (this.queue.peek() == reservation) ? renewAlarm(now) : null;
			}
		}
		proceed(set);
		if (granted) {
			reservation.attempt.run();
		}
	}

	private long delay(Reservation reservation, long now) {
		long delay = Math.max(0, this.pauseEnd - now);
		for (Map.Entry<QuotaType, Permits> entry : this.permits.entrySet()) {
			delay = Math.max(delay, entry.getValue().delay(needed(entry.getKey(), reservation), now));
		}
		return delay;
	}

	private static long needed(QuotaType type, Reservation reservation) {
		return (type == QuotaType.TOKENS) ? reservation.estimate.total() : 1;
	}

	private void grant(Reservation reservation, long now) {
		this.permits.forEach((type, available) -> available.take(needed(type, reservation)));
		reservation.state = Reservation.State.GRANTED;
		reservation.granted = now;
	}

	// The caller handles the alarm after leaving the lock.
	private @Nullable Alarm renewAlarm(long now) {
		if (this.alarm != null) {
			this.alarm.cancel();
			this.alarm = null;
		}
		Reservation first = this.queue.peek();
		if (first == null) {
			trim(now);
			return null;
		}
		long delay = delay(first, now);
		this.alarm = (delay != Permits.UNKNOWN) ? new Alarm(delay, this::ring) : null;
		return this.alarm;
	}

	private void trim(long now) {
		this.permits.values().forEach((available) -> available.trim(now));
	}

	private void proceed(@Nullable Alarm set) {
		if (set != null) {
			set.schedule(this.scheduler.get());
		}
		this.permits.values().forEach(Permits::refill);
	}

	// Sets the next alarm first, because the start of an attempt may be slow.
	private void ring(Alarm rung) {
		long now = now();
		Reservation first;
		Alarm set;
		synchronized (this) {
			if (this.alarm != rung) {
				return;
			}
			this.alarm = null;
			first = this.queue.peek();
			if (first != null && delay(first, now) == 0) {
				this.queue.poll();
				grant(first, now);
			}
			else {
				first = null;
			}
			set = renewAlarm(now);
		}
		proceed(set);
		if (first != null) {
			first.attempt.run();
		}
	}

	synchronized boolean isGranted(Reservation reservation) {
		return reservation.state == Reservation.State.GRANTED;
	}

	synchronized void sent(Reservation reservation) {
		if (reservation.state == Reservation.State.GRANTED) {
			reservation.state = Reservation.State.SENT;
		}
	}

	void completed(Reservation reservation) {
		end(reservation, reservation.usedIfComplete(), 0);
	}

	void failed(Reservation reservation, Throwable error) {
		end(reservation, usedNoTokens(error) ? 0 : reservation.usedIfIncomplete(), pause(error));
	}

	void cancelled(Reservation reservation) {
		end(reservation, reservation.usedIfIncomplete(), 0);
	}

	private void end(Reservation reservation, long tokens, long pause) {
		long now = now();
		Alarm set;
		synchronized (this) {
			Reservation.State last = reservation.state;
			reservation.state = Reservation.State.ENDED;
			set = switch (last) {
				case NEW, ENDED -> null;
				case WAITING -> leave(reservation, now);
				case GRANTED -> settle(reservation, 0, 0, now);
				case SENT -> {
					this.pauseEnd = Math.max(this.pauseEnd - now, pause) + now;
					yield settle(reservation, 1, tokens, now);
				}
			};
		}
		proceed(set);
	}

	private @Nullable Alarm leave(Reservation reservation, long now) {
		boolean isFirst = this.queue.peek() == reservation;
		this.queue.remove(reservation);
		return isFirst ? renewAlarm(now) : null;
	}

	// Limited to the quota of a minute, so that a wrong usage does not stop the client.
	private @Nullable Alarm settle(Reservation reservation, long requests, long tokens, long now) {
		this.permits.forEach((type, available) -> {
			long cost = Math.min((type == QuotaType.TOKENS) ? tokens : requests, available.perMinute());
			available.take(cost - needed(type, reservation));
			this.used.merge(type, cost, Long::sum);
		});
		return renewAlarm(now);
	}

	// The service has refused the request, or it did not reach the service.
	private static boolean usedNoTokens(Throwable error) {
		if (error instanceof TogetherResponseException) {
			return !(error instanceof UnreadableResponseException);
		}
		if (error instanceof ConnectionException connection) {
			return connection.response() == null && switch (connection.reason()) {
				case REFUSED, UNRESOLVED, CERTIFICATE, PROXY, POOL_EXHAUSTED -> true;
				case RESET, PROTOCOL, OTHER -> false;
			};
		}
		return error instanceof TogetherTimeoutException timeout && timeout.phase() == Phase.CONNECT;
	}

	private long pause(Throwable error) {
		Duration asked = Refusals.isRefusal(error) ? ((TogetherException) error).retryAfter() : null;
		if (asked == null) {
			return 0;
		}
		return (asked.compareTo(this.maxPause) < 0) ? asked.toNanos() : this.maxPause.toNanos();
	}

	private long now() {
		return this.scheduler.get().now(TimeUnit.NANOSECONDS);
	}

}
