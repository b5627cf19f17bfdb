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

import io.github.togetherspring.batch.CompletionTotals;

/**
 * Counts of the partitions of a step, as last reported by the workers.
 *
 * @param workers the number of workers that are alive
 * @param waiting the number of partitions that no worker runs
 * @param running the number of partitions that a worker runs
 * @param ended the number of partitions that have ended
 * @param exhausted the number of waiting partitions that have failed too often
 * @param totals what all partitions have done
 */
record PartitionCounts(int workers, int waiting, int running, int ended, int exhausted, CompletionTotals totals) {

	int all() {
		return this.waiting + this.running + this.ended;
	}

}
