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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What the last calls of a client say about the server. A request that the server rejects
 * as invalid counts as a response; a cancelled call does not count.
 *
 * @param lastResponse when the server last responded, or {@code null} if it has not
 * @param lastFailure when a call last failed because of the server or the connection, or
 * {@code null} if none has
 * @param failures the number of calls that failed since the last response
 * @param lastError why the last of them failed, or {@code null} if none has
 */
public record RecentCalls(@Nullable Instant lastResponse, @Nullable Instant lastFailure, int failures,
		@Nullable Throwable lastError) {

	/**
	 * No calls.
	 */
	public static final RecentCalls NONE = new RecentCalls(null, null, 0, null);

	/**
	 * Return these calls and one with a response.
	 * @param now when it arrived
	 * @return the calls
	 */
	public RecentCalls responded(Instant now) {
		return new RecentCalls(now, this.lastFailure, 0, null);
	}

	/**
	 * Return these calls and one that failed.
	 * @param now when it failed
	 * @param error why it failed
	 * @return the calls
	 */
	public RecentCalls failed(Instant now, Throwable error) {
		return new RecentCalls(this.lastResponse, now, this.failures + 1, error);
	}

}
