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

package io.github.togetherspring.webclient;

import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One attempt of a call, from the request to the end of the answer.
 */
final class Attempt {

	private final ResponseGuard guard = new ResponseGuard();

	private final int number;

	private final Duration responseTimeout;

	private final Duration idleTimeout;

	private final AttemptTimer timer;

	private volatile boolean cancelled;

	/**
	 * Creates an attempt.
	 * @param number the number of the attempt, from 1
	 * @param responseTimeout how long to wait for the head of the answer
	 * @param idleTimeout how long to wait for each piece of its body
	 */
	Attempt(int number, Duration responseTimeout, Duration idleTimeout) {
		this.number = number;
		this.responseTimeout = responseTimeout;
		this.idleTimeout = idleTimeout;
		this.timer = new AttemptTimer(idleTimeout, Schedulers.parallel());
	}

	int number() {
		return this.number;
	}

	Duration responseTimeout() {
		return this.responseTimeout;
	}

	Duration idleTimeout() {
		return this.idleTimeout;
	}

	ResponseGuard guard() {
		return this.guard;
	}

	AttemptTimer timer() {
		return this.timer;
	}

	void cancel() {
		this.cancelled = true;
		giveUp();
	}

	/**
	 * Returns what the attempt ends with.
	 * @param <T> the kind of result
	 * @param error what went wrong
	 * @return the error for the caller, or nothing at all if he has gone
	 */
	<T> Mono<T> failed(Throwable error) {
		if (this.cancelled) {
			LateErrors.drop(error);
			return Mono.never();
		}
		giveUp();
		return Mono.error(TransportErrors.beforeResponse(error));
	}

	void giveUp() {
		this.timer.stop();
		this.guard.giveUp();
	}

}
