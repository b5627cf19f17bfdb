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

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import io.github.togetherspring.batch.PartitionsProgress;
import io.github.togetherspring.batch.PartitionsProgressListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import org.springframework.batch.core.step.StepExecution;

/**
 * Meters of steps whose partitions run on other machines: the number of waiting, running
 * and ended partitions, of live workers, and of the items left, which is {@code NaN} if
 * the total is unknown. Workers have their own meters.
 */
public final class PartitionMeters implements PartitionsProgressListener {

	private static final String PARTITIONS = "together.batch.partitions";

	private static final String ITEMS_REMAINING = "together.batch.items.remaining";

	private static final String WORKERS = "together.batch.workers";

	private static final String JOB_TAG = "together.batch.job";

	private static final String STEP_TAG = "together.batch.step";

	private static final String STATE_TAG = "together.batch.partition.state";

	private final MeterRegistry registry;

	private final Map<Long, Gauges> gauges = new ConcurrentHashMap<>();

	/**
	 * Create a listener.
	 * @param registry the registry of the meters
	 */
	public PartitionMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void onProgress(StepExecution stepExecution, PartitionsProgress progress) {
		if (!progress.isLast()) {
			this.gauges
				.computeIfAbsent(stepExecution.getId(),
						(id) -> new Gauges(this.registry, tags(stepExecution), progress))
				.set(progress);
			return;
		}
		Gauges ended = this.gauges.remove(stepExecution.getId());
		if (ended != null) {
			ended.all.forEach(this.registry::remove);
		}
	}

	private static Tags tags(StepExecution stepExecution) {
		return Tags.of(JOB_TAG, stepExecution.getJobExecution().getJobInstance().getJobName(), STEP_TAG,
				stepExecution.getStepName());
	}

	/**
	 * The gauges of one execution of a step.
	 */
	private static final class Gauges {

		private final List<Gauge> all;

		private volatile PartitionsProgress progress;

		Gauges(MeterRegistry registry, Tags tags, PartitionsProgress progress) {
			this.progress = progress;
			this.all = List.of(
					gauge(registry, PARTITIONS, "Partitions of a step", tags.and(STATE_TAG, "waiting"),
							PartitionsProgress::waiting),
					gauge(registry, PARTITIONS, "Partitions of a step", tags.and(STATE_TAG, "running"),
							PartitionsProgress::running),
					gauge(registry, PARTITIONS, "Partitions of a step", tags.and(STATE_TAG, "ended"),
							PartitionsProgress::ended),
					gauge(registry, WORKERS, "Workers that are alive", tags, PartitionsProgress::workers),
					gauge(registry, ITEMS_REMAINING, "Items that are left", tags, Gauges::remaining));
		}

		private Gauge gauge(MeterRegistry registry, String name, String description, Tags tags,
				ToDoubleFunction<PartitionsProgress> value) {
			return Gauge.builder(name, this, (gauges) -> value.applyAsDouble(gauges.progress))
				.description(description)
				.tags(tags)
				.register(registry);
		}

		private static double remaining(PartitionsProgress progress) {
			Long remaining = progress.remaining();
			return (remaining != null) ? remaining : Double.NaN;
		}

		void set(PartitionsProgress progress) {
			this.progress = progress;
		}

	}

}
