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

package io.github.togetherspring.internal.call;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryBudget}.
 */
class RetryBudgetTests {

	@Test
	void isFullAtFirst() {
		assertThat(new RetryBudget(500).tokens()).isEqualTo(500);
	}

	@Test
	void spendsWhatIsThere() {
		RetryBudget budget = new RetryBudget(20);
		assertThat(budget.spend(14)).isTrue();
		assertThat(budget.tokens()).isEqualTo(6);
	}

	@Test
	void spendsTheLastToken() {
		RetryBudget budget = new RetryBudget(14);
		assertThat(budget.spend(14)).isTrue();
		assertThat(budget.tokens()).isZero();
	}

	@Test
	void refusesWhatIsNotThereAndKeepsTheRest() {
		RetryBudget budget = new RetryBudget(13);
		assertThat(budget.spend(14)).isFalse();
		assertThat(budget.tokens()).isEqualTo(13);
		assertThat(budget.spend(5)).isTrue();
	}

	@Test
	void giveBackStopsAtItsSize() {
		RetryBudget budget = new RetryBudget(500);
		budget.spend(5);
		budget.giveBack(14);
		assertThat(budget.tokens()).isEqualTo(500);
	}

	@Test
	void emptyBudgetAllowsNothing() {
		assertThat(new RetryBudget(0).spend(5)).isFalse();
	}

	@Test
	void manyThreadsSpendNoMoreThanThereIs() {
		RetryBudget budget = new RetryBudget(500);
		long spent = IntStream.range(0, 10_000).parallel().filter((i) -> budget.spend(14)).count();
		assertThat(spent).isEqualTo(35);
		assertThat(budget.tokens()).isEqualTo(500 - 35 * 14);
	}

}
