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

package io.github.togetherspring.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

import io.github.togetherspring.completions.BudgetUnit;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.Usage;
import io.github.togetherspring.observation.CompletionsObservationDocumentation.LowCardinalityKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.jspecify.annotations.Nullable;

/**
 * Records the metrics of calls except their duration, which Micrometer's own handler
 * records.
 * <p>
 * Not a {@code MeterObservationHandler}: Spring Boot passes each observation only to the
 * first one of these that supports it.
 */
public final class CompletionsMeterObservationHandler implements ObservationHandler<CompletionsObservationContext> {

	private static final String RETRIES = "together.client.retries";

	private static final String ACTIVE = "together.client.calls.active";

	private static final String WAITING = "together.client.calls.waiting";

	private static final String PACING_RATE = "together.client.pacing.rate";

	private static final String PACING_WAITING = "together.client.pacing.waiting";

	private static final String PACING_WAIT = "together.client.pacing.wait";

	private static final String PACING_DECREASES = "together.client.pacing.decreases";

	private static final String PACING_COOL_DOWNS = "together.client.pacing.cool_downs";

	private static final String BUDGET_LIMIT = "together.client.budget.limit";

	private static final String BUDGET_SPENT = "together.client.budget.spent";

	private static final String BUDGET_REMAINING = "together.client.budget.remaining";

	private static final String BUDGET_UNIT = "together.budget.unit";

	private static final String PRIORITY = "together.priority";

	private static final String TOKEN_TYPE = "gen_ai.token.type";

	private final MeterRegistry registry;

	private final Map<String, Set<CompletionsObservationContext>> calls = new ConcurrentHashMap<>();

	private final QuotaMeters quotas;

	private final Map<String, Set<PacingState>> pacings = new ConcurrentHashMap<>();

	private final Map<BudgetName, Set<BudgetState>> budgets = new ConcurrentHashMap<>();

	/**
	 * Create a handler.
	 * @param registry the registry of the metrics
	 */
	public CompletionsMeterObservationHandler(MeterRegistry registry) {
		this.registry = registry;
		this.quotas = new QuotaMeters(registry);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof CompletionsObservationContext;
	}

	@Override
	public void onStart(CompletionsObservationContext context) {
		this.calls.computeIfAbsent(context.getClientName(), this::watch).add(context);
		PacingState pacing = context.pacing();
		if (pacing != null) {
			this.pacings.computeIfAbsent(context.getClientName(), this::watchPacing).add(pacing);
		}
		BudgetState budget = context.budget();
		if (budget != null) {
			budget.units()
				.forEach((unit) -> this.budgets
					.computeIfAbsent(new BudgetName(context.getClientName(), unit), this::watchBudget)
					.add(budget));
		}
		QuotaState quota = context.quota();
		if (quota != null) {
			this.quotas.watch(context.getClientName(), quota);
		}
		if (context.isStream()) {
			context.chunkTimes(new ChunkTimes(context));
		}
	}

	@Override
	public void onEvent(Observation.Event event, CompletionsObservationContext context) {
		if (event instanceof CallEvent callEvent) {
			Counter counter = switch (callEvent.kind()) {
				case RETRY -> counter(RETRIES, "Attempts that failed and were followed by another", callEvent, context);
				case PACING_DECREASE ->
					counter(PACING_DECREASES, "Decreases of the rate after refused attempts", callEvent, context);
				case PACING_COOL_DOWN -> counter(PACING_COOL_DOWNS,
						"Times that the service asked to send nothing for a while", callEvent, context);
			};
			counter.increment();
		}
	}

	private Counter counter(String name, String description, CallEvent event, CompletionsObservationContext context) {
		return Counter.builder(name)
			.description(description)
			.tag(LowCardinalityKeyNames.CLIENT_NAME.asString(), context.getClientName())
			.tag(LowCardinalityKeyNames.ERROR_TYPE.asString(), event.errorType())
			.register(this.registry);
	}

	@Override
	public void onStop(CompletionsObservationContext context) {
		this.calls.getOrDefault(context.getClientName(), Set.of()).remove(context);
		if (context.pacing() != null) {
			Timer.builder(PACING_WAIT)
				.description("Time that calls have waited because of pacing")
				.tag(LowCardinalityKeyNames.CLIENT_NAME.asString(), context.getClientName())
				.tag(PRIORITY, tag(context.priority()))
				.register(this.registry)
				.record(context.getPacingWait());
		}
		if (context.quota() != null) {
			this.quotas.waited(context);
		}
		Duration timeToFirstChunk = context.getTimeToFirstChunk();
		if (context.isStream() && timeToFirstChunk != null) {
			Timer.builder(context.conventions().timeToFirstChunk())
				.description("Time from the beginning of a call to the first chunk of its response")
				.tags(tags(context))
				.register(this.registry)
				.record(timeToFirstChunk);
		}
		Usage usage = context.getUsage();
		if (usage != null && context.conventions() == SemanticConventions.V1_41) {
			recordTokens(context, TokenType.INPUT, usage);
			recordTokens(context, TokenType.OUTPUT, usage);
		}
		else if (usage != null) {
			countTokens(context, usage);
		}
	}

	private void recordTokens(CompletionsObservationContext context, TokenType type, Usage usage) {
		Integer tokens = type.count(usage);
		if (tokens != null) {
			List<Tag> tags = tags(context);
			tags.add(Tag.of(TOKEN_TYPE, type.name().toLowerCase(Locale.ROOT)));
			// Without a unit: Prometheus would add it to the name, unlike OpenTelemetry's
			// exporters.
			DistributionSummary.builder(SemanticConventions.TOKEN_USAGE)
				.description("Number of input and output tokens used")
				.tags(tags)
				.register(this.registry)
				.record(tokens);
		}
	}

	private void countTokens(CompletionsObservationContext context, Usage usage) {
		for (TokenType type : TokenType.values()) {
			Integer tokens = type.count(usage);
			if (tokens != null) {
				Counter.builder(SemanticConventions.TOKENS + type.key())
					.description("Number of tokens used")
					.tags(tags(context))
					.register(this.registry)
					.increment(tokens);
			}
		}
	}

	private Set<CompletionsObservationContext> watch(String client) {
		Set<CompletionsObservationContext> active = ConcurrentHashMap.newKeySet();
		gauge(ACTIVE, "Active calls, including waiting ones", client, active, Set::size);
		gauge(WAITING, "Calls that wait for a permit", client, active,
				(contexts) -> contexts.stream().filter(CompletionsObservationContext::isWaiting).count());
		return active;
	}

	// Without a reference that would keep a client alive. There is more than one pacing
	// of a name if clients are built from another.
	private Set<PacingState> watchPacing(String client) {
		Set<PacingState> pacings = weakSet();
		Gauge.builder(PACING_RATE, pacings, (all) -> sum(all, PacingState::rate))
			.description("Attempts per second that pacing allows")
			.tag(LowCardinalityKeyNames.CLIENT_NAME.asString(), client)
			.register(this.registry);
		for (CallPriority priority : CallPriority.values()) {
			Gauge.builder(PACING_WAITING, pacings, (all) -> sum(all, (pacing) -> pacing.waiting(priority)))
				.description("Calls that wait because of pacing")
				.tag(LowCardinalityKeyNames.CLIENT_NAME.asString(), client)
				.tag(PRIORITY, tag(priority))
				.register(this.registry);
		}
		return pacings;
	}

	private Set<BudgetState> watchBudget(BudgetName name) {
		Set<BudgetState> budgets = weakSet();
		BudgetUnit unit = name.unit();
		gauge(BUDGET_LIMIT, "What the budget allows to spend", name, budgets, (budget) -> budget.limit(unit));
		gauge(BUDGET_SPENT, "What has been spent of the budget", name, budgets, (budget) -> budget.spent(unit));
		gauge(BUDGET_REMAINING, "What is left of the budget", name, budgets,
				(budget) -> Math.max(budget.limit(unit) - budget.spent(unit), 0));
		return budgets;
	}

	private void gauge(String name, String description, BudgetName budget, Set<BudgetState> budgets,
			ToDoubleFunction<BudgetState> value) {
		Gauge.builder(name, budgets, (all) -> sum(all, value))
			.description(description)
			.tag(LowCardinalityKeyNames.CLIENT_NAME.asString(), budget.client())
			.tag(BUDGET_UNIT, budget.unit().name().toLowerCase(Locale.ROOT))
			.register(this.registry);
	}

	private static <T> Set<T> weakSet() {
		return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
	}

	private static <T> double sum(Set<T> states, ToDoubleFunction<T> value) {
		synchronized (states) {
			return states.stream().mapToDouble(value).sum();
		}
	}

	private static String tag(CallPriority priority) {
		return priority.name().toLowerCase(Locale.ROOT);
	}

	private void gauge(String name, String description, String client, Set<CompletionsObservationContext> active,
			ToDoubleFunction<Set<CompletionsObservationContext>> value) {
		Gauge.builder(name, active, value)
			.description(description)
			.tag(LowCardinalityKeyNames.CLIENT_NAME.asString(), client)
			.register(this.registry);
	}

	/**
	 * Return the tags of the observation, except those on how the call ended, which only
	 * its duration has. Before the end, these are the tags from its start.
	 * @param context the call
	 * @return the tags
	 */
	private static List<Tag> tags(CompletionsObservationContext context) {
		List<Tag> tags = new ArrayList<>();
		for (KeyValue value : context.getLowCardinalityKeyValues()) {
			String key = value.getKey();
			boolean aboutTheEnd = key.equals(LowCardinalityKeyNames.ERROR_TYPE.asString())
					|| key.equals(LowCardinalityKeyNames.OUTCOME.asString());
			if (!aboutTheEnd) {
				boolean responseModel = key.equals(LowCardinalityKeyNames.RESPONSE_MODEL.asString());
				tags.add(Tag.of(key, responseModel ? context.getResponseModelTag() : value.getValue()));
			}
		}
		return tags;
	}

	/**
	 * What gauges of budgets are about.
	 *
	 * @param client the name of the client
	 * @param unit what the budgets limit
	 */
	private record BudgetName(String client, BudgetUnit unit) {

	}

	/**
	 * Records the times between the chunks of one stream, with a timer that is looked up
	 * once.
	 */
	private final class ChunkTimes implements LongConsumer {

		private final CompletionsObservationContext context;

		private @Nullable Timer timer;

		ChunkTimes(CompletionsObservationContext context) {
			this.context = context;
		}

		@Override
		public void accept(long nanos) {
			Timer timer = this.timer;
			if (timer == null) {
				timer = Timer.builder(this.context.conventions().timePerOutputChunk())
					.description("Time from one chunk of a response to the next")
					.tags(tags(this.context))
					.register(CompletionsMeterObservationHandler.this.registry);
				this.timer = timer;
			}
			timer.record(nanos, TimeUnit.NANOSECONDS);
		}

	}

}
