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

import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

import io.github.togetherspring.completions.CallInterruptedException;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.RecentCalls;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import reactor.core.publisher.Signal;

/**
 * Keeps what the last calls say about the server.
 */
final class CallRecord {

	private final Clock clock;

	private final AtomicReference<RecentCalls> calls = new AtomicReference<>(RecentCalls.NONE);

	CallRecord(Clock clock) {
		this.clock = clock;
	}

	RecentCalls calls() {
		return this.calls.get();
	}

	void hear(Signal<?> signal) {
		if (signal.isOnComplete()) {
			succeeded();
		}
		else if (signal.getThrowable() != null) {
			failed(signal.getThrowable());
		}
	}

	private void succeeded() {
		this.calls.updateAndGet((calls) -> calls.answered(this.clock.instant()));
	}

	private void failed(Throwable error) {
		if (error instanceof TogetherResponseException api && isCallersFault(api)) {
			succeeded();
		}
		else if (error instanceof TogetherException && !saysNothing(error)) {
			this.calls.updateAndGet((calls) -> calls.failed(this.clock.instant(), error));
		}
	}

	private static boolean isCallersFault(TogetherResponseException error) {
		return error instanceof TogetherResponseException.BadRequest
				|| error instanceof TogetherResponseException.NotFound;
	}

	// The caller's own haste, or nothing was sent.
	private static boolean saysNothing(Throwable error) {
		return error instanceof MissingApiKeyException || error instanceof CallInterruptedException
				|| (error instanceof ConnectionException connection && connection.reason() == Reason.POOL_EXHAUSTED)
				|| (error instanceof TogetherTimeoutException timeout && timeout.phase() == Phase.TOTAL);
	}

}
