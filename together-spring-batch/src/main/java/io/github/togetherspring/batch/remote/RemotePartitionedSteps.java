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

import io.github.togetherspring.batch.PartitionedSteps;

import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;

/**
 * {@link PartitionedSteps} whose partitions are offered to workers.
 */
final class RemotePartitionedSteps implements PartitionedSteps {

	private final RemotePartitions partitions;

	private final Manager manager;

	RemotePartitionedSteps(RemotePartitions partitions, Manager manager) {
		this.partitions = partitions;
		this.manager = manager;
	}

	@Override
	public Step step(String name, Step worker, Partitioner partitioner) {
		return new StepBuilder(name, this.partitions.repository()).partitioner(worker)
			.partitionHandler(new RemotePartitionHandler(this.partitions, this.manager))
			.splitter(new PartitionSplitter(this.partitions.repository(), worker, partitioner, this.partitions.table()))
			.aggregator(new TotalsAggregator())
			.build();
	}

}
