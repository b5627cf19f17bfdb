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

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

import io.github.togetherspring.batch.JobBudgetListener;
import io.github.togetherspring.batch.JobSpending;
import io.github.togetherspring.completions.BudgetUnit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the budgets of running jobs, by job.
 */
public final class JobBudgetMeters implements JobBudgetListener {

	private static final String LIMIT = "together.batch.budget.limit";

	private static final String SPENT = "together.batch.budget.spent";

	private static final String REMAINING = "together.batch.budget.remaining";

	private static final String JOB_TAG = "together.batch.job";

	private static final String UNIT_TAG = "together.budget.unit";

	private final MeterRegistry registry;

	private final Map<String, Gauges> gauges = new ConcurrentHashMap<>();

	/**
	 * Create a listener.
	 * @param registry the registry of the meters
	 */
	public JobBudgetMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void opened(JobSpending spending) {
		this.gauges.compute(spending.jobName(), (job, known) -> {
			Gauges gauges = (known != null) ? known : new Gauges(this.registry, spending);
			gauges.spendings.add(spending);
			return gauges;
		});
	}

	@Override
	public void closed(JobSpending spending) {
		this.gauges.computeIfPresent(spending.jobName(), (job, gauges) -> ended(gauges, spending));
	}

	private @Nullable Gauges ended(Gauges gauges, JobSpending spending) {
		gauges.spendings.remove(spending);
		if (!gauges.spendings.isEmpty()) {
			return gauges;
		}
		gauges.all.forEach(this.registry::remove);
		return null;
	}

	/**
	 * Gauges of the running instances of a job.
	 */
	private static final class Gauges {

		private final Collection<JobSpending> spendings = new CopyOnWriteArrayList<>();

		private final List<Gauge> all = new ArrayList<>();

		Gauges(MeterRegistry registry, JobSpending spending) {
			for (BudgetUnit unit : BudgetUnit.values()) {
				BigDecimal limit = spending.limit(unit);
				if (limit != null) {
					Tags tags = Tags.of(JOB_TAG, spending.jobName(), UNIT_TAG, unit.name().toLowerCase(Locale.ROOT));
					add(registry, LIMIT, "Limit of the budget", tags, (each) -> limit.doubleValue());
					add(registry, SPENT, "Amount spent of the budget", tags, (each) -> each.spent(unit).doubleValue());
					add(registry, REMAINING, "Amount left of the budget", tags,
							(each) -> limit.subtract(each.spent(unit)).max(BigDecimal.ZERO).doubleValue());
				}
			}
		}

		private void add(MeterRegistry registry, String name, String description, Tags tags,
				ToDoubleFunction<JobSpending> value) {
			this.all.add(Gauge.builder(name, this.spendings, (spendings) -> spendings.stream().mapToDouble(value).sum())
				.description(description)
				.tags(tags)
				.register(registry));
		}

	}

}
