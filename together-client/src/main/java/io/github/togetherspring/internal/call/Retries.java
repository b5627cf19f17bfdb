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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.togetherspring.observation.CompletionsObservation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Retries the attempts of a call. Single responses and streams are treated alike: both
 * are a flux of results, and nothing is retried after the first one.
 */
public final class Retries {

	private static final Log logger = LogFactory.getLog(Retries.class);

	private final RetryDecider decider;

	private final RetryBudget budget;

	private final Supplier<Scheduler> scheduler;

	/**
	 * Create retries for the calls of one client.
	 * @param decider decides which attempts are followed by another
	 * @param budget the budget of the client
	 * @param scheduler supplies the scheduler of each delay, because tests with virtual
	 * time replace it
	 */
	public Retries(RetryDecider decider, RetryBudget budget, Supplier<Scheduler> scheduler) {
		this.decider = decider;
		this.budget = budget;
		this.scheduler = scheduler;
	}

	/**
	 * Return a call that is retried if it fails and another attempt may succeed.
	 * @param <T> the type of result
	 * @param attempt one attempt, a new one for each subscription
	 * @param call the call
	 * @return all attempts
	 */
	public <T> Flux<T> repeat(Flux<T> attempt, Call call) {
		return attempt.onErrorResume((error) -> {
			Duration delay = call.isRepeatable() ? delay(error, call) : null;
			if (delay == null) {
				return Flux.error(error);
			}
			// Not 'thenMany', which loses a cancellation just as the attempt starts.
			return delay(delay, error, call).flatMapMany((tick) -> repeat(attempt, call));
		});
	}

	/**
	 * Return the cost of the call's last retry to the budget.
	 * @param call a call that has succeeded
	 */
	public void succeeded(Call call) {
		this.budget.giveBack((call.retryCost() > 0) ? call.retryCost() : 1);
	}

	private @Nullable Duration delay(Throwable error, Call call) {
		Duration delay = this.decider.delay(error, call.attempts(), call.maxAttempts());
		if (delay == null || !call.hasTimeFor(delay, now())) {
			return null;
		}
		int cost = this.decider.cost(error);
		if (!this.budget.spend(cost)) {
			logger.debug("Not retried: the retry budget is exhausted");
			return null;
		}
		call.retryCost(cost);
		if (logger.isDebugEnabled()) {
			logger.debug("Attempt " + call.attempts() + " of " + call.maxAttempts() + " failed, next attempt in "
					+ delay.toMillis() + " ms: " + error);
		}
		return delay;
	}

	// A retry is reported when it happens: the call may be cancelled during the delay.
	private Mono<Long> delay(Duration delay, Throwable error, Call call) {
		CompletionsObservation observation = call.observation();
		Mono<Long> over = Mono.delay(delay, this.scheduler.get());
		return (observation != null) ? over.doOnNext((tick) -> observation.retry(error)) : over;
	}

	public static long now() {
		return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
	}

}
