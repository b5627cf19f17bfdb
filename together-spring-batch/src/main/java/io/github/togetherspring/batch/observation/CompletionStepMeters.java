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

package io.github.togetherspring.batch.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.togetherspring.batch.CompletionProgress;
import io.github.togetherspring.batch.CompletionProgressListener;
import io.github.togetherspring.batch.CompletionTotals;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * Meters of steps, by job and step. All executions and partitions of a step share the
 * same meters.
 */
public final class CompletionStepMeters implements CompletionProgressListener {

	private static final String ITEMS = "together.batch.items";

	private static final String TOKENS = "together.batch.tokens";

	private static final String COST = "together.batch.cost";

	private static final String ACTIVE = "together.batch.calls.active";

	private static final String JOB_TAG = "together.batch.job";

	private static final String STEP_TAG = "together.batch.step";

	private static final String OUTCOME_TAG = "together.batch.outcome";

	private static final String TOKEN_TYPE_TAG = "gen_ai.token.type";

	private final MeterRegistry registry;

	private final Map<StepName, ActiveCalls> activeCalls = new ConcurrentHashMap<>();

	/**
	 * Create a listener.
	 * @param registry the registry of the meters
	 */
	public CompletionStepMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void onProgress(@Nullable StepExecution stepExecution, CompletionProgress progress) {
		StepName name = StepName.of(stepExecution, progress.readerName()).withoutPartition();
		count(tags(name), progress.delta());
		StepRun run = StepRun.of(stepExecution, progress);
		// Synchronized for each step, because partitions begin and end at any time.
		this.activeCalls.compute(name,
				(key, calls) -> progress.isLast() ? ended(calls, run) : running(calls, key, run, progress.inFlight()));
	}

	private void count(Tags tags, CompletionTotals done) {
		count(ITEMS, "Items that have been written", tags.and(OUTCOME_TAG, "completed"), done.completed());
		count(ITEMS, "Items that have been written", tags.and(OUTCOME_TAG, "failed"), done.failed());
		count(ITEMS, "Items that have been written", tags.and(OUTCOME_TAG, "passed_through"), done.passedThrough());
		count(TOKENS, "Tokens of items that have been written", tags.and(TOKEN_TYPE_TAG, "input"), done.promptTokens());
		count(TOKENS, "Tokens of items that have been written", tags.and(TOKEN_TYPE_TAG, "output"),
				done.completionTokens());
		count(COST, "Cost of responses that have a price", tags, done.cost().doubleValue());
	}

	private void count(String name, String description, Tags tags, double amount) {
		Counter.builder(name).description(description).tags(tags).register(this.registry).increment(amount);
	}

	private ActiveCalls running(@Nullable ActiveCalls known, StepName name, StepRun run, int inFlight) {
		ActiveCalls calls = (known != null) ? known : new ActiveCalls(this.registry, tags(name));
		calls.inFlight.put(run, inFlight);
		return calls;
	}

	private @Nullable ActiveCalls ended(@Nullable ActiveCalls calls, StepRun run) {
		if (calls == null) {
			return null;
		}
		calls.inFlight.remove(run);
		if (!calls.inFlight.isEmpty()) {
			return calls;
		}
		this.registry.remove(calls.gauge);
		return null;
	}

	private static Tags tags(StepName name) {
		return Tags.of(JOB_TAG, name.job(), STEP_TAG, name.step());
	}

	/**
	 * The calls of the current executions of a step.
	 */
	private static final class ActiveCalls {

		private final Map<StepRun, Integer> inFlight = new ConcurrentHashMap<>();

		private final Gauge gauge;

		ActiveCalls(MeterRegistry registry, Tags tags) {
			this.gauge = Gauge.builder(ACTIVE, this.inFlight, ActiveCalls::sum)
				.description("Calls under way when items were last written")
				.tags(tags)
				.register(registry);
		}

		private static double sum(Map<StepRun, Integer> inFlight) {
			return inFlight.values().stream().mapToInt(Integer::intValue).sum();
		}

	}

}
