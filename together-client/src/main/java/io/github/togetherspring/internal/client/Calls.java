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

package io.github.togetherspring.internal.client;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.github.togetherspring.completions.BudgetSettings;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.internal.budget.Budget;
import io.github.togetherspring.internal.call.Call;
import io.github.togetherspring.internal.call.CallLifecycle;
import io.github.togetherspring.internal.call.ConcurrencyLimit;
import io.github.togetherspring.internal.call.Deadlines;
import io.github.togetherspring.internal.call.RecentCalls;
import io.github.togetherspring.internal.call.RecentCallsTracker;
import io.github.togetherspring.internal.call.Retries;
import io.github.togetherspring.internal.call.RetryBudget;
import io.github.togetherspring.internal.call.RetryDecider;
import io.github.togetherspring.internal.exchange.ClientConfiguration;
import io.github.togetherspring.internal.pacing.Pacer;
import io.github.togetherspring.internal.pacing.QuotaGate;
import io.github.togetherspring.observation.ClientObservations;
import io.github.togetherspring.observation.CompletionsObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * How a call is made from its attempts.
 */
public final class Calls {

	private final ClientConfiguration configuration;

	private final ClientObservations observations;

	private final @Nullable ConcurrencyLimit concurrency;

	private final @Nullable Budget budget;

	private final @Nullable Pacer pacer;

	private final @Nullable QuotaGate quota;

	private final Retries retries;

	private final RecentCallsTracker recentCalls;

	private final CallLifecycle lifecycle;

	/**
	 * Create the calls of one client.
	 * @param configuration the configuration of the client
	 * @param deadlines the time-outs of the client
	 */
	public Calls(ClientConfiguration configuration, Deadlines deadlines) {
		this.configuration = configuration;
		this.pacer = pacer(configuration.pacingSettings(), configuration);
		this.quota = quota(configuration);
		this.budget = budget(configuration.budgetSettings(), configuration);
		this.observations = configuration.observations()
			.forClient(configuration.name(), configuration.baseUrl().withoutQuery())
			.withPacing(this.pacer)
			.withBudget(this.budget)
			.withQuota(this.quota);
		this.recentCalls = new RecentCallsTracker(Clock.systemUTC());
		Integer maxConcurrentRequests = configuration.maxConcurrentRequests();
		this.concurrency = (maxConcurrentRequests != null) ? new ConcurrencyLimit(maxConcurrentRequests) : null;
		RetrySettings settings = configuration.retrySettings();
		this.retries = new Retries(new RetryDecider(settings, () -> ThreadLocalRandom.current().nextDouble()),
				new RetryBudget(settings.budget()), Schedulers::parallel);
		this.lifecycle = new CallLifecycle(configuration.shutdownGate(), deadlines, this.recentCalls, this.retries);
	}

	private Calls(Calls others, Pacer pacer) {
		this.configuration = others.configuration;
		this.pacer = pacer;
		this.observations = others.observations.withPacing(pacer);
		this.concurrency = others.concurrency;
		this.budget = others.budget;
		this.quota = others.quota;
		this.retries = others.retries;
		this.recentCalls = others.recentCalls;
		this.lifecycle = others.lifecycle;
	}

	private static @Nullable Pacer pacer(@Nullable PacingSettings settings, ClientConfiguration configuration) {
		return (settings != null)
				? new Pacer(settings, configuration.retrySettings().maxServerDelay(), Schedulers::parallel) : null;
	}

	private static @Nullable Budget budget(@Nullable BudgetSettings settings, ClientConfiguration configuration) {
		return (settings != null) ? new Budget("client '" + configuration.name() + "'", settings,
				configuration.prices(), Clock.systemUTC()) : null;
	}

	private static @Nullable QuotaGate quota(ClientConfiguration configuration) {
		QuotaSettings settings = configuration.quotaSettings();
		return (settings != null) ? new QuotaGate(settings, configuration.name(),
				configuration.retrySettings().maxServerDelay(), Schedulers::parallel) : null;
	}

	/**
	 * Return the same calls with the pacing of jobs. They share the limit of concurrent
	 * requests, the budget, the quotas, the retry budget and the record of recent calls.
	 * @return the calls, which are these if they are paced anyway or not paced in jobs
	 */
	Calls forJobs() {
		Pacer jobPacer = (this.pacer == null) ? pacer(this.configuration.jobPacingSettings(), this.configuration)
				: null;
		return (jobPacer != null) ? new Calls(this, jobPacer) : this;
	}

	/**
	 * Make a call. The list in this method is what surrounds an attempt, from the inside
	 * out.
	 * @param <T> the type of result
	 * @param request the request, without the client's defaults
	 * @param options the call's options
	 * @param stream whether the caller gets a stream
	 * @param context the context of the subscriber
	 * @param attempts makes an attempt for each subscription
	 * @param received reports a result to an observation
	 * @return the call, for one subscription
	 */
	public <T> Flux<T> make(CompletionRequest request, CallOptions options, boolean stream, ContextView context,
			Function<Call, Flux<T>> attempts, BiConsumer<CompletionsObservation, T> received) {
		Call call = begin(request, options, stream, context);
		Flux<T> one = attempts.apply(call);
		Flux<T> charged = (this.budget != null)
				? this.budget.charge(one, (attempt) -> inTurn(attempt, call), call.request()) : inTurn(one, call);
		Flux<T> repeated = this.retries.repeat(charged, call);
		return this.lifecycle.follow(repeated, call, received);
	}

	private <T> Flux<T> inTurn(Flux<T> attempt, Call call) {
		Flux<T> limited = (this.concurrency != null) ? this.concurrency.await(attempt, call) : attempt;
		Flux<T> permitted = (this.quota != null) ? this.quota.limit(limited, call) : limited;
		return (this.pacer != null) ? this.pacer.pace(permitted, call) : permitted;
	}

	private Call begin(CompletionRequest request, CallOptions options, boolean stream, ContextView context) {
		CompletionRequest complete = request.withDefaults(this.configuration.defaults());
		Integer maxAttempts = options.maxAttempts();
		Duration totalTimeout = options.totalTimeout();
		return new Call(complete, options,
				(maxAttempts != null) ? maxAttempts : this.configuration.retrySettings().maxAttempts(),
				(totalTimeout != null) ? totalTimeout : this.configuration.totalTimeout(),
				observe(complete, stream, context));
	}

	private @Nullable CompletionsObservation observe(CompletionRequest request, boolean stream, ContextView context) {
		if (this.observations.isNoop()) {
			return null;
		}
		return this.observations.start(request, stream, context.getOrDefault(ObservationThreadLocalAccessor.KEY, null));
	}

	/**
	 * Return calls whose observations are children of the one on the subscribing thread,
	 * whatever threads the calls are made on.
	 * @param <T> the type of result
	 * @param calls the calls
	 * @return the calls
	 */
	public <T> Flux<T> withCaller(Flux<T> calls) {
		if (this.observations.isNoop()) {
			return calls;
		}
		return Flux.deferContextual((context) -> {
			Observation current = context.hasKey(ObservationThreadLocalAccessor.KEY) ? null
					: this.observations.current();
			return (current != null)
					? calls.contextWrite((inner) -> inner.put(ObservationThreadLocalAccessor.KEY, current)) : calls;
		});
	}

	public RecentCalls recent() {
		return this.recentCalls.calls();
	}

}
