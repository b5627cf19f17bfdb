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

import java.math.BigDecimal;

/**
 * The progress of some partitions, as their workers have last reported it.
 *
 * @param waiting the number of partitions that no worker runs
 * @param running the number of partitions that a worker runs
 * @param ended the number of partitions that have ended
 * @param failed the number of these that have failed for a reason that a repetition does
 * not remove, so that the job should end
 * @param items the number of completed items
 * @param failedItems the number of these that have failed
 * @param promptTokens the number of prompt tokens
 * @param completionTokens the number of generated tokens
 * @param cost the cost of these tokens
 */
record PartitionProgress(int waiting, int running, int ended, int failed, long items, long failedItems,
		long promptTokens, long completionTokens, BigDecimal cost) {

}
