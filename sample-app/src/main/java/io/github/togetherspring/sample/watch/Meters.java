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

package io.github.togetherspring.sample.watch;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.togetherspring.sample.watch.MetersSnapshot.Bucket;
import io.github.togetherspring.sample.watch.MetersSnapshot.Budget;
import io.github.togetherspring.sample.watch.MetersSnapshot.Durations;
import io.github.togetherspring.sample.watch.MetersSnapshot.Pacing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Reads the meters of the client, summed over all models and clients.
 */
@Component
class Meters {

	private static final String NONE = "none";

	private static final String ERROR_TYPE = "error.type";

	private final MeterRegistry registry;

	Meters(MeterRegistry registry) {
		this.registry = registry;
	}

	MetersSnapshot read() {
		Collection<Timer> duration = timers("gen_ai.client.operation.duration");
		return new MetersSnapshot(gauge("together.client.calls.active"), gauge("together.client.calls.waiting"),
				sums(duration, "together.outcome", Timer::count), sums(duration, ERROR_TYPE, Timer::count),
				sums(this.registry.find("together.client.retries").counters(), ERROR_TYPE, Meters::count),
				sums(this.registry.find("gen_ai.client.token.usage").summaries(), "gen_ai.token.type", Meters::total),
				durations(duration), durations(timers("gen_ai.client.operation.time_to_first_chunk")), pacing(),
				budgets());
	}

	private Map<String, Budget> budgets() {
		Map<String, Double> left = values("together.client.budget.remaining");
		Map<String, Budget> budgets = new TreeMap<>();
		values("together.client.budget.limit")
			.forEach((unit, limit) -> budgets.put(unit, new Budget(limit, left.getOrDefault(unit, 0.0))));
		return budgets;
	}

	private Map<String, Double> values(String budget) {
		return this.registry.find(budget)
			.gauges()
			.stream()
			.collect(Collectors.groupingBy((gauge) -> String.valueOf(gauge.getId().getTag("together.budget.unit")),
					Collectors.summingDouble(Gauge::value)));
	}

	private @Nullable Pacing pacing() {
		Collection<Gauge> rates = this.registry.find("together.client.pacing.rate").gauges();
		return rates.isEmpty() ? null : new Pacing(rates.stream().mapToDouble(Gauge::value).sum(),
				gauge("together.client.pacing.waiting"),
				sums(this.registry.find("together.client.pacing.decreases").counters(), ERROR_TYPE, Meters::count),
				sums(this.registry.find("together.client.pacing.cool_downs").counters(), ERROR_TYPE, Meters::count),
				durations(timers("together.client.pacing.wait")));
	}

	private Collection<Timer> timers(String name) {
		return this.registry.find(name).timers();
	}

	private int gauge(String name) {
		return (int) this.registry.find(name).gauges().stream().mapToDouble(Gauge::value).sum();
	}

	private static long count(Counter counter) {
		return Math.round(counter.count());
	}

	private static long total(DistributionSummary summary) {
		return Math.round(summary.totalAmount());
	}

	private static <M extends Meter> Map<String, Long> sums(Collection<M> meters, String tag, ToLongFunction<M> value) {
		Map<String, Long> sums = new TreeMap<>();
		for (M meter : meters) {
			String key = meter.getId().getTag(tag);
			if (key != null && !key.equals(NONE)) {
				sums.merge(key, value.applyAsLong(meter), Long::sum);
			}
		}
		return sums;
	}

	private static Durations durations(Collection<Timer> timers) {
		return new Durations(timers.stream().mapToLong(Timer::count).sum(),
				timers.stream().mapToDouble((timer) -> timer.totalTime(TimeUnit.SECONDS)).sum(), buckets(timers));
	}

	private static List<Bucket> buckets(Collection<Timer> timers) {
		Map<Double, Long> counts = new TreeMap<>();
		timers.stream()
			.flatMap((timer) -> Stream.of(timer.takeSnapshot().histogramCounts()))
			.forEach((bucket) -> counts.merge(seconds(bucket), (long) bucket.count(), Long::sum));
		return counts.entrySet()
			.stream()
			.filter((entry) -> Double.isFinite(entry.getKey()))
			.map((entry) -> new Bucket(entry.getKey(), entry.getValue()))
			.toList();
	}

	private static double seconds(CountAtBucket bucket) {
		return bucket.bucket(TimeUnit.SECONDS);
	}

}
