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

package io.github.togetherspring.completions;

import reactor.core.publisher.Mono;

/**
 * Store in which several processes share quotas. Implementations must be thread-safe.
 * <p>
 * Clients acquire permits in blocks, and use them without the store afterwards. If a
 * store fails or does not respond within a second, each client uses only
 * {@linkplain QuotaSettings#fallbackShare() a share} of the quota until the store
 * responds again.
 * <p>
 * Methods are called on threads that must not block, such as event loops. Blocking
 * implementations must use their own scheduler.
 */
public interface QuotaStore {

	/**
	 * Acquire as many permits as are available, atomically and without waiting for more.
	 * @param quota the quota, which is created with its capacity if it does not exist
	 * @param permits the maximum number of permits, 1 or more
	 * @return the number of permits acquired, possibly 0
	 */
	Mono<Long> acquire(SharedQuota quota, long permits);

	/**
	 * Release unused permits. Permits beyond the capacity are dropped.
	 * @param quota the quota
	 * @param permits the number of permits, 1 or more
	 * @return completes when the permits can be acquired
	 */
	Mono<Void> release(SharedQuota quota, long permits);

}
