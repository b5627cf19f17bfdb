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

import io.github.togetherspring.completions.CallPriority;
import org.jspecify.annotations.Nullable;

/**
 * Entry of a {@link PlaceQueue} that waits until its attempt may start.
 *
 * @param <W> the type of its neighbours
 */
abstract class Waiter<W extends Waiter<W>> {

	final CallPriority priority;

	final Runnable attempt;

	// The neighbours in the queue, so that an entry can be removed in constant time.
	@Nullable W previous;

	@Nullable W next;

	Waiter(CallPriority priority, Runnable attempt) {
		this.priority = priority;
		this.attempt = attempt;
	}

	/**
	 * Start to wait. The attempt may run before this method returns.
	 */
	abstract void enter();

	/**
	 * Record that the attempt starts.
	 * @return {@code false} if it must not, because it was cancelled
	 */
	abstract boolean starts();

	/**
	 * Record what the attempt has received. Called for each chunk of a stream.
	 * @param result the result
	 */
	void received(Object result) {
	}

	/**
	 * Record that the attempt has completed.
	 */
	void completed() {
	}

	/**
	 * Record that the attempt has failed.
	 * @param error why
	 */
	abstract void failed(Throwable error);

	/**
	 * Record that the attempt was cancelled, whether it has waited, started or ended.
	 */
	abstract void cancelled();

}
