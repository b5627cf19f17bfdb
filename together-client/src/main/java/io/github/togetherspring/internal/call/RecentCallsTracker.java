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

import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

import io.github.togetherspring.completions.BudgetExceededException;
import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.MissingPriceException;
import io.github.togetherspring.completions.QuotaExceededException;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;

/**
 * Tracks what the last calls of a client say about the server.
 */
public final class RecentCallsTracker {

	private final Clock clock;

	private final AtomicReference<RecentCalls> calls = new AtomicReference<>(RecentCalls.NONE);

	public RecentCallsTracker(Clock clock) {
		this.clock = clock;
	}

	public RecentCalls calls() {
		return this.calls.get();
	}

	public void succeeded() {
		this.calls.updateAndGet((calls) -> calls.responded(this.clock.instant()));
	}

	public void failed(Throwable error) {
		if (error instanceof TogetherResponseException api && isAboutTheRequest(api)) {
			succeeded();
		}
		else if (error instanceof TogetherException && !saysNothing(error)) {
			this.calls.updateAndGet((calls) -> calls.failed(this.clock.instant(), error));
		}
	}

	private static boolean isAboutTheRequest(TogetherResponseException error) {
		return error instanceof TogetherResponseException.BadRequest
				|| error instanceof TogetherResponseException.NotFound;
	}

	// The caller's own deadline expired, or no request was sent.
	private static boolean saysNothing(Throwable error) {
		return error instanceof MissingApiKeyException || error instanceof CallInterruptedException
				|| error instanceof BudgetExceededException || error instanceof MissingPriceException
				|| error instanceof QuotaExceededException
				|| (error instanceof ConnectionException connection && connection.reason() == Reason.POOL_EXHAUSTED)
				|| (error instanceof TogetherTimeoutException timeout && timeout.phase() == Phase.TOTAL);
	}

}
