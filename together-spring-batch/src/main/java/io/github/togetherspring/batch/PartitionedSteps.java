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

package io.github.togetherspring.batch;

import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.Step;

/**
 * Creates steps that are divided into partitions. The configuration determines whether
 * partitions run on threads of this process or on other machines. It may differ between
 * the executions of a job.
 */
@FunctionalInterface
public interface PartitionedSteps {

	/**
	 * Key for the number of items in the context of a partition, a {@code long}. If the
	 * partitioner sets it in all contexts, the progress of the step has a
	 * {@linkplain PartitionsProgress#total() total}.
	 */
	String COUNT = "count";

	/**
	 * Create a step that divides its input, executes another step for each partition, and
	 * ends when all partitions have ended.
	 * <p>
	 * A restart continues the partitions that are not completed, each from its own state.
	 * The input is not divided again. The totals of all partitions are added up in the
	 * context of the step, for
	 * {@link CompletionTotals#of(org.springframework.batch.infrastructure.item.ExecutionContext, String)}.
	 * @param name the name of the step
	 * @param worker the step that is executed for each partition. Workers on other
	 * machines find it by its {@linkplain Step#getName() name}, which must not exceed 80
	 * characters. Its reader and writer must be step-scoped.
	 * @param partitioner divides the input. The names of its partitions must not have
	 * more than 19 characters, fewer if the name of the worker step has more than 80.
	 * @return the step
	 */
	Step step(String name, Step worker, Partitioner partitioner);

}
