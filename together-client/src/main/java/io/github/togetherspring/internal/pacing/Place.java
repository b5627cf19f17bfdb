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

import io.github.togetherspring.completions.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * The place of one attempt: reserved before the attempt, and settled by what the service
 * responds. Its state is guarded by its {@link Pacer}.
 */
public final class Place extends Waiter<Place> {

	/**
	 * How far an attempt has come.
	 */
	enum State {

		NEW, WAITING, GRANTED, ENDED

	}

	private final Pacer pacer;

	private final PacedCall call;

	State state = State.NEW;

	long asked;

	long granted;

	// The time from the previous place to this one.
	long sinceLast;

	long sent;

	boolean waited;

	Place(Pacer pacer, PacedCall call, Runnable attempt) {
		super(call.priority(), attempt);
		this.pacer = pacer;
		this.call = call;
	}

	@Override
	void enter() {
		this.pacer.enter(this);
	}

	@Override
	boolean starts() {
		this.call.granted(this);
		return true;
	}

	@Override
	void failed(Throwable error) {
		this.pacer.failed(this, error, this.call);
	}

	@Override
	void cancelled() {
		this.pacer.leave(this);
	}

	/**
	 * Record that the request of the attempt is sent.
	 */
	public void sent() {
		this.pacer.sent(this);
	}

	/**
	 * Record that the service has responded, whatever the response is.
	 * @param limit the limits in its headers, or {@code null} if there are none
	 */
	public void responded(@Nullable RateLimit limit) {
		this.pacer.responded(this, limit);
	}

	/**
	 * Return how long the attempt has waited for its place.
	 * @return the nanoseconds
	 */
	public long waitedNanos() {
		return this.granted - this.asked;
	}

}
