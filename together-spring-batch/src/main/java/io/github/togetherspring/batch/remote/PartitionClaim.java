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

/**
 * A claim on a partition: one worker may run it until its lease expires.
 *
 * @param stepExecutionId the step execution of the partition
 * @param stepName the name of the step to execute, without the name of the partition
 * @param number the number of claims on this partition so far, which grows with each
 * @param attempts the number of consecutive claims without a commit, including this one
 * @param trace the trace context of the manager, as a carrier of headers
 */
record PartitionClaim(long stepExecutionId, String stepName, long number, int attempts, Map<String, String> trace) {

}
