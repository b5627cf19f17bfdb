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
import java.util.function.DoubleSupplier;

import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.internal.http.ProxyRefusalException;
import io.github.togetherspring.internal.pacing.Refusals;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a failed attempt is followed by another, and after which delay.
 */
public final class RetryDecider {

	private final RetrySettings policy;

	private final DoubleSupplier random;

	/**
	 * Create a decider.
	 * @param policy the policy
	 * @param random supplies numbers from 0 to 1 for the jitter
	 */
	public RetryDecider(RetrySettings policy, DoubleSupplier random) {
		this.policy = policy;
		this.random = random;
	}

	/**
	 * Return the delay before the next attempt.
	 * @param error why the last attempt failed
	 * @param attempts the number of attempts so far
	 * @param maxAttempts the maximum number of attempts
	 * @return the delay, or {@code null} if the call is not retried
	 */
	@Nullable Duration delay(Throwable error, int attempts, int maxAttempts) {
		if (attempts >= maxAttempts || !isRetryable(error)) {
			return null;
		}
		Duration backoff = backoff(error, attempts);
		Duration asked = (error instanceof TogetherException together) ? together.retryAfter() : null;
		if (asked == null) {
			return backoff;
		}
		if (asked.compareTo(this.policy.maxServerDelay()) > 0) {
			return null;
		}
		return (asked.compareTo(backoff) > 0) ? asked : backoff;
	}

	public int cost(Throwable error) {
		return (error instanceof TogetherResponseException.TooManyRequests) ? RetrySettings.THROTTLED_RETRY_COST
				: RetrySettings.RETRY_COST;
	}

	private boolean isRetryable(Throwable error) {
		if (error instanceof UnreadableResponseException) {
			return false;
		}
		if (error instanceof TogetherResponseException api) {
			return isRetryable(api);
		}
		if (error instanceof TogetherTimeoutException timeout) {
			return timeout.phase() == Phase.CONNECT
					|| (timeout.phase() == Phase.RESPONSE && this.policy.retryOnTimeout());
		}
		return error instanceof ConnectionException connection && isRetryable(connection);
	}

	// A server that has started a response, or has sent an unreadable one, may have
	// generated text, which would be paid for twice. Another attempt would fail at the
	// same certificate or proxy, and an attempt that found no free connection has already
	// waited for one.
	private static boolean isRetryable(ConnectionException error) {
		return error.response() == null && switch (error.reason()) {
			case PROTOCOL, CERTIFICATE, POOL_EXHAUSTED -> false;
			case PROXY -> !ProxyRefusalException.isFinal(error);
			case REFUSED, UNRESOLVED, RESET, OTHER -> true;
		};
	}

	private boolean isRetryable(TogetherResponseException error) {
		String advice = error.headers().first("x-should-retry");
		if (advice != null && (advice.equals("true") || advice.equals("false"))) {
			return advice.equals("true");
		}
		return !Refusals.isAboutCredit(error) && this.policy.retryOnStatus().contains(error.status());
	}

	private Duration backoff(Throwable error, int attempts) {
		Duration base = this.policy.baseDelay()
			.multipliedBy((error instanceof TogetherResponseException.TooManyRequests) ? 2 : 1);
		double cap = Math.min(base.toNanos() * Math.pow(2, attempts - 1), this.policy.maxDelay().toNanos());
		return Duration.ofNanos((long) (this.random.getAsDouble() * cap));
	}

}
