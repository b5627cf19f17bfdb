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

package io.github.togetherspring.internal.client;

import io.github.togetherspring.completions.BulkProgress;

/**
 * The progress of a bulk operation at one moment.
 *
 * @param succeeded the number of requests with a response
 * @param failed the number of requests that failed
 * @param cancelled the number of requests whose calls were cancelled
 * @param notStarted the number of requests that were not sent
 * @param inFlight the number of active calls
 * @param undelivered the number of results that the subscriber does not have
 */
record BulkCounts(long succeeded, long failed, long cancelled, long notStarted, int inFlight,
		int undelivered) implements BulkProgress {

}
