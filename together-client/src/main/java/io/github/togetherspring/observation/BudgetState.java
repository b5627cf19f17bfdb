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

import io.github.togetherspring.completions.BudgetUnit;

/**
 * The current state of the budget of a client, for metrics. Thread-safe.
 */
public interface BudgetState {

	/**
	 * Return the units that the budget limits.
	 * @return one or both of the units
	 */
	Set<BudgetUnit> units();

	/**
	 * Return a limit.
	 * @param unit one of {@link #units()}
	 * @return the number of tokens or the amount of money
	 */
	double limit(BudgetUnit unit);

	/**
	 * Return the amount spent in the current period.
	 * @param unit one of {@link #units()}
	 * @return the number of tokens or the amount of money, which may exceed the limit
	 */
	double spent(BudgetUnit unit);

}
