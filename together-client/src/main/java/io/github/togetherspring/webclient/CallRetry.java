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
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;
import reactor.util.retry.Retry;

/**
 * Repeats the attempts of a call. The same for an answer in one piece and for a stream:
 * both are a flux of results, and nothing is repeated after the first.
 */
final class CallRetry {

	private static final Log logger = LogFactory.getLog(CallRetry.class);

	private final RetryDecider decider;

	private final RetryBudget budget;

	CallRetry(RetryDecider decider, RetryBudget budget) {
		this.decider = decider;
		this.budget = budget;
	}

	/**
	 * Returns a call that is tried again where that makes sense.
	 * @param <T> the kind of result
	 * @param attempt one attempt, made anew by each subscription
	 * @param maxAttempts how many attempts there may be
	 * @param totalTimeout when the caller gives up, or {@code null} for never
	 * @return the call
	 */
	<T> Flux<T> retry(Flux<T> attempt, int maxAttempts, @Nullable Duration totalTimeout) {
		return Flux.deferContextual((context) -> {
			Call call = new Call(maxAttempts, (totalTimeout != null) ? now() + totalTimeout.toMillis() : Long.MAX_VALUE,
					context);
			Flux<T> told = attempt.doOnEach(call::hear)
				.contextWrite((attempts) -> attempts.put(CallRetry.class, call.begin()));
			return told.onErrorResume((error) -> call.next(error, 1).thenMany(again(told, call)));
		});
	}

	// Only from the second attempt on: what it takes is more than the rest of a call.
	private static <T> Flux<T> again(Flux<T> attempt, Call call) {
		return attempt.retryWhen(Retry.from((signals) -> signals
			.concatMap((signal) -> call.next(signal.failure(), Math.toIntExact(signal.totalRetries()) + 2))));
	}

	/**
	 * Return how many attempts a call has begun.
	 * @param context the context of its current attempt
	 * @return the number of attempts
	 */
	static int attempts(ContextView context) {
		return context.hasKey(CallRetry.class) ? context.<Integer>get(CallRetry.class) : 1;
	}

	private static long now() {
		return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
	}

	/**
	 * The attempts of one call so far.
	 */
	private final class Call {

		private final int maxAttempts;

		private final long deadline;

		private final ContextView context;

		private boolean delivered;

		private int lastCost;

		private int attempts;

		Call(int maxAttempts, long deadline, ContextView context) {
			this.maxAttempts = maxAttempts;
			this.deadline = deadline;
			this.context = context;
		}

		int begin() {
			return ++this.attempts;
		}

		void hear(Signal<?> signal) {
			if (signal.isOnNext()) {
				this.delivered = true;
			}
			else if (signal.isOnComplete()) {
				CallRetry.this.budget.giveBack((this.lastCost > 0) ? this.lastCost : 1);
			}
		}

		Mono<Long> next(Throwable error, int attempts) {
			Duration delay = this.delivered ? null : CallRetry.this.decider.delay(error, attempts, this.maxAttempts);
			if (delay == null || now() + delay.toMillis() >= this.deadline) {
				return Mono.error(error);
			}
			int cost = CallRetry.this.decider.cost(error);
			if (!CallRetry.this.budget.spend(cost)) {
				logger.debug("Not tried again: the retry budget is spent");
				return Mono.error(error);
			}
			this.lastCost = cost;
			if (logger.isDebugEnabled()) {
				logger.debug("Attempt " + attempts + " of " + this.maxAttempts + " failed, next in " + delay.toMillis()
						+ " ms: " + error);
			}
			// Counted when it happens: the caller may give up while it waits.
			return Mono.delay(delay)
				.doOnNext((tick) -> ObservedCalls.tell(this.context, (observation) -> observation.retry(error)));
		}

	}

}
