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

package io.github.togetherspring.internal.call;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.internal.pacing.PacedCall;
import io.github.togetherspring.internal.pacing.Place;
import io.github.togetherspring.internal.pacing.QuotaCall;
import io.github.togetherspring.internal.pacing.Reservation;
import io.github.togetherspring.internal.pacing.TokenEstimate;
import io.github.togetherspring.observation.CompletionsObservation;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * One call: its request and its progress. All methods except {@link #cancel()} are called
 * by one thread at a time.
 */
public final class Call implements PacedCall, QuotaCall {

	private final CompletionRequest request;

	private final CallOptions options;

	private final int maxAttempts;

	private final @Nullable Duration totalTimeout;

	private final @Nullable CompletionsObservation observation;

	private final long deadline;

	private byte @Nullable [] body;

	private boolean bodyIsForStream;

	private int attempts;

	private boolean delivered;

	private int retryCost;

	private @Nullable Place place;

	private @Nullable Reservation reservation;

	private volatile @Nullable Disposable attempt;

	private volatile boolean cancelled;

	/**
	 * Create a call that has not started.
	 * @param request the request, with the client's defaults
	 * @param options the call's options
	 * @param maxAttempts the maximum number of attempts
	 * @param totalTimeout the time for all attempts, or {@code null} for no limit
	 * @param observation its observation, or {@code null} if it is not observed
	 */
	public Call(CompletionRequest request, CallOptions options, int maxAttempts, @Nullable Duration totalTimeout,
			@Nullable CompletionsObservation observation) {
		this.request = request;
		this.options = options;
		this.maxAttempts = maxAttempts;
		this.totalTimeout = totalTimeout;
		this.deadline = (totalTimeout != null) ? Retries.now() + totalTimeout.toMillis() : Long.MAX_VALUE;
		this.observation = observation;
	}

	public CompletionRequest request() {
		return this.request;
	}

	/**
	 * Return how many choices a response has. Each of several prompts has {@code n}; one
	 * prompt may be a list of token ids.
	 * @return the number of choices
	 */
	public int expectedChoices() {
		Integer n = this.request.n();
		int prompts = 1;
		if (this.request.json().get("prompt") instanceof List<?> list && !list.isEmpty()
				&& !(list.get(0) instanceof Number)) {
			prompts = list.size();
		}
		return Math.max(1, (n != null) ? n * prompts : prompts);
	}

	public CallOptions options() {
		return this.options;
	}

	public int maxAttempts() {
		return this.maxAttempts;
	}

	public @Nullable Duration totalTimeout() {
		return this.totalTimeout;
	}

	public boolean hasTimeFor(Duration delay, long now) {
		return now + delay.toMillis() < this.deadline;
	}

	public @Nullable CompletionsObservation observation() {
		return this.observation;
	}

	/**
	 * Return the body of the request, which is written once for all attempts.
	 * @param stream whether to ask for a stream
	 * @param writer writes the request
	 * @return the body
	 */
	public byte[] body(boolean stream, Function<CompletionRequest, byte[]> writer) {
		byte[] written = this.body;
		if (written == null || this.bodyIsForStream != stream) {
			written = writer.apply(this.request);
			this.body = written;
			this.bodyIsForStream = stream;
		}
		return written;
	}

	/**
	 * Start an attempt.
	 * @param attempt what to dispose of if the call is cancelled
	 */
	public void begin(Disposable attempt) {
		this.attempts++;
		this.attempt = attempt;
		if (this.place != null) {
			this.place.sent();
		}
		if (this.reservation != null) {
			this.reservation.sent();
		}
		if (this.cancelled) {
			attempt.dispose();
		}
	}

	public int attempts() {
		return this.attempts;
	}

	/**
	 * Return whether an attempt has started.
	 * @return {@code false} while the first attempt waits
	 */
	public boolean isSent() {
		return this.attempt != null;
	}

	/**
	 * Record that a result has reached the caller, so that the call is not retried.
	 */
	public void delivered() {
		this.delivered = true;
	}

	public boolean isRepeatable() {
		return !this.delivered && !this.cancelled;
	}

	public void retryCost(int cost) {
		this.retryCost = cost;
	}

	public int retryCost() {
		return this.retryCost;
	}

	public void waiting(boolean waiting) {
		if (this.observation != null) {
			this.observation.waiting(waiting);
		}
	}

	@Override
	public CallPriority priority() {
		CallPriority priority = this.options.priority();
		return (priority != null) ? priority : CallPriority.INTERACTIVE;
	}

	@Override
	public void granted(Place place) {
		this.place = place;
		if (this.observation != null) {
			this.observation.paced(priority(), place.waitedNanos());
		}
	}

	/**
	 * Return the place of the current attempt.
	 * @return the place, or {@code null} if attempts are not paced
	 */
	public @Nullable Place place() {
		return this.place;
	}

	@Override
	public void slowedDown(Throwable refusal) {
		if (this.observation != null) {
			this.observation.slowedDown(refusal);
		}
	}

	@Override
	public void coolingDown(Throwable refusal) {
		if (this.observation != null) {
			this.observation.coolingDown(refusal);
		}
	}

	@Override
	public TokenEstimate tokenEstimate() {
		return TokenEstimate.of(this.request, expectedChoices());
	}

	@Override
	public void permitted(Reservation reservation) {
		this.reservation = reservation;
		if (this.observation != null) {
			this.observation.permitted(priority(), reservation.waitedNanos());
		}
	}

	/**
	 * Cancel the current attempt, if there is one.
	 */
	public void cancel() {
		this.cancelled = true;
		Disposable running = this.attempt;
		if (running != null) {
			running.dispose();
		}
	}

}
