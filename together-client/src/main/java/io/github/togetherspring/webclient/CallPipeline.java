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
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.RecentCalls;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What stands around the attempts of every call: the total time-out around the retries
 * around the wait for one's turn.
 */
final class CallPipeline {

	private final ClientSettings settings;

	private final CallRetry retry;

	private final CallRecord record = new CallRecord(Clock.systemUTC());

	private final @Nullable ConcurrencyLimit limit;

	CallPipeline(ClientSettings settings) {
		this.settings = settings;
		RetrySettings policy = settings.retrySettings();
		this.retry = new CallRetry(new RetryDecider(policy, () -> ThreadLocalRandom.current().nextDouble()),
				new RetryBudget(policy.budget()));
		Integer maxConcurrentRequests = settings.maxConcurrentRequests();
		this.limit = (maxConcurrentRequests != null) ? new ConcurrencyLimit(maxConcurrentRequests) : null;
	}

	<T> Flux<T> run(Flux<T> attempt, CallOptions options) {
		Duration totalTimeout = options.totalTimeout();
		if (totalTimeout == null) {
			totalTimeout = this.settings.totalTimeout();
		}
		Flux<T> limited = (this.limit != null) ? this.limit.limit(attempt) : attempt;
		Flux<T> retried = this.retry.retry(limited, maxAttempts(options), totalTimeout);
		Flux<T> recorded = retried.doOnEach(this.record::hear);
		Flux<T> timed = (totalTimeout != null) ? Interruption.interrupt(recorded, timeOut(totalTimeout)) : recorded;
		CallGate gate = this.settings.callGate();
		Flux<T> passed = (gate != null) ? gate.pass(timed) : timed;
		return passed.contextWrite(LateErrors::dropIn);
	}

	RecentCalls recentCalls() {
		return this.record.calls();
	}

	private int maxAttempts(CallOptions options) {
		Integer maxAttempts = options.maxAttempts();
		return (maxAttempts != null) ? maxAttempts : this.settings.retrySettings().maxAttempts();
	}

	private static Mono<Throwable> timeOut(Duration timeout) {
		return Mono.delay(timeout).map((tick) -> new TogetherTimeoutException(Phase.TOTAL, timeout, null));
	}

}
