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

package io.github.togetherspring.observation;

import java.util.Set;

import io.github.togetherspring.completions.CallPriority;

/**
 * The current state of the quotas of a client, for metrics. Thread-safe.
 */
public interface QuotaState {

	/**
	 * Return what is limited.
	 * @return requests, tokens or both
	 */
	Set<QuotaType> types();

	/**
	 * Return a quota.
	 * @param type one of {@link #types()}
	 * @return the number of requests or tokens per minute
	 */
	double limit(QuotaType type);

	/**
	 * Return how many requests or tokens are available now.
	 * @param type one of {@link #types()}
	 * @return the number, negative if calls have used more than was estimated
	 */
	double available(QuotaType type);

	/**
	 * Return how much has been used by all attempts that have ended.
	 * @param type one of {@link #types()}
	 * @return the number of requests or tokens, which only increases
	 */
	double used(QuotaType type);

	/**
	 * Return whether only a share of the quota is used, because the store fails.
	 * @param type one of {@link #types()}
	 * @return whether the fallback applies
	 */
	boolean isFallback(QuotaType type);

	/**
	 * Return the number of calls that wait for an attempt.
	 * @param priority the priority of the calls
	 * @return the number of calls
	 */
	int waiting(CallPriority priority);

}
