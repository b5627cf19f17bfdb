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

package io.github.togetherspring.completions;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a client's last calls say about the server. Only what the server is answerable for
 * counts: a request that it refuses as wrong is an answer too, and a call that is
 * cancelled says nothing.
 *
 * @param lastAnswer when the server last answered, or {@code null} if it has not yet
 * @param lastFailure when a call last failed by the server or the way to it, or
 * {@code null} if none has
 * @param failures how many calls failed since the last answer
 * @param lastError why the last of them failed, or {@code null} if none has since the
 * last answer
 */
public record RecentCalls(@Nullable Instant lastAnswer, @Nullable Instant lastFailure, int failures,
		@Nullable Throwable lastError) {

	/**
	 * No calls yet.
	 */
	public static final RecentCalls NONE = new RecentCalls(null, null, 0, null);

	/**
	 * Returns these calls and an answer.
	 * @param now when it came
	 * @return the calls
	 */
	public RecentCalls answered(Instant now) {
		return new RecentCalls(now, this.lastFailure, 0, null);
	}

	/**
	 * Returns these calls and one that failed.
	 * @param now when it failed
	 * @param error why it failed
	 * @return the calls
	 */
	public RecentCalls failed(Instant now, Throwable error) {
		return new RecentCalls(this.lastAnswer, now, this.failures + 1, error);
	}

}
