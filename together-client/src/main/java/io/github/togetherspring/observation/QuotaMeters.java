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

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.observation.CompletionsObservationDocumentation.LowCardinalityKeyNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The metrics of quotas.
 */
final class QuotaMeters {

	private static final String PREFIX = "together.client.quota.";

	private final MeterRegistry registry;

	// Without references that would keep clients alive. There is more than one client of
	// a name if clients are built from another.
	private final Map<String, Set<QuotaState>> quotas = new ConcurrentHashMap<>();

	QuotaMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	void watch(String client, QuotaState quota) {
		this.quotas.computeIfAbsent(client, (name) -> register(name, quota)).add(quota);
	}

	private Set<QuotaState> register(String client, QuotaState first) {
		Set<QuotaState> quotas = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
		for (QuotaType type : QuotaType.values()) {
			if (first.types().contains(type)) {
				register(type, Tags.of(client(client), Tag.of("together.quota.type", lowerCase(type))), quotas);
			}
		}
		for (CallPriority priority : CallPriority.values()) {
			gauge("waiting", "Calls that wait because of quotas", Tags.of(client(client), priority(priority)), quotas,
					(quota) -> quota.waiting(priority));
		}
		return quotas;
	}

	private void register(QuotaType type, Tags tags, Set<QuotaState> quotas) {
		gauge("limit", "Requests or tokens per minute that are allowed", tags, quotas,
				limited(type, QuotaState::limit));
		gauge("available", "Requests or tokens that could be used at once", tags, quotas,
				limited(type, QuotaState::available));
		gauge("fallback", "Quotas of which only a share is used, because their store fails", tags, quotas,
				limited(type, (quota, limited) -> quota.isFallback(limited) ? 1 : 0));
		FunctionCounter.builder(PREFIX + "used", quotas, (all) -> sum(all, limited(type, QuotaState::used)))
			.description("Requests or tokens that have been used")
			.tags(tags)
			.register(this.registry);
	}

	private void gauge(String name, String description, Tags tags, Set<QuotaState> quotas,
			ToDoubleFunction<QuotaState> value) {
		Gauge.builder(PREFIX + name, quotas, (all) -> sum(all, value))
			.description(description)
			.tags(tags)
			.register(this.registry);
	}

	private static ToDoubleFunction<QuotaState> limited(QuotaType type,
			ToDoubleBiFunction<QuotaState, QuotaType> value) {
		return (quota) -> quota.types().contains(type) ? value.applyAsDouble(quota, type) : 0;
	}

	private static double sum(Set<QuotaState> quotas, ToDoubleFunction<QuotaState> value) {
		synchronized (quotas) {
			return quotas.stream().mapToDouble(value).sum();
		}
	}

	void waited(CompletionsObservationContext context) {
		Timer.builder(PREFIX + "wait")
			.description("Time that calls have waited because of quotas")
			.tags(Tags.of(client(context.getClientName()), priority(context.priority())))
			.register(this.registry)
			.record(context.getQuotaWait());
	}

	private static Tag client(String name) {
		return Tag.of(LowCardinalityKeyNames.CLIENT_NAME.asString(), name);
	}

	private static Tag priority(CallPriority priority) {
		return Tag.of("together.priority", lowerCase(priority));
	}

	private static String lowerCase(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
