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

package io.github.togetherspring.batch.remote;

import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Meters of a worker.
 */
final class WorkerMeters {

	private static final String ACTIVE = "together.batch.partitions.active";

	private static final String CLAIMS = "together.batch.partitions.claimed";

	private static final String ENDS = "together.batch.partitions.ended";

	private static final String OUTCOME_TAG = "together.batch.outcome";

	private final @Nullable MeterRegistry registry;

	/**
	 * Create the meters.
	 * @param registry the registry, or {@code null} to have none
	 * @param runs what the worker runs, by step execution
	 */
	WorkerMeters(@Nullable MeterRegistry registry, Map<Long, PartitionRun> runs) {
		this.registry = registry;
		if (registry != null) {
			Gauge.builder(ACTIVE, runs, Map::size).description("Partitions that this worker runs").register(registry);
			for (PartitionOutcome outcome : PartitionOutcome.values()) {
				ends(registry, outcome);
			}
		}
	}

	void claimed() {
		if (this.registry != null) {
			Counter.builder(CLAIMS)
				.description("Partitions that this worker has claimed")
				.register(this.registry)
				.increment();
		}
	}

	void ended(PartitionOutcome outcome) {
		if (this.registry != null) {
			ends(this.registry, outcome).increment();
		}
	}

	private static Counter ends(MeterRegistry registry, PartitionOutcome outcome) {
		return Counter.builder(ENDS)
			.description("Claims of this worker that have ended")
			.tag(OUTCOME_TAG, outcome.tag())
			.register(registry);
	}

}
