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

package io.github.togetherspring.sample.watch;

import java.util.Map;

import io.github.togetherspring.sample.watch.MetersSnapshot.Budget;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the budgets in {@link Meters}.
 */
class BudgetMetersTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void budgetsOfAllClientsAreSummedByUnit() {
		gauge("limit", "default", "tokens", 1000);
		gauge("remaining", "default", "tokens", 400);
		gauge("limit", "other", "tokens", 500);
		gauge("remaining", "other", "tokens", 0);
		gauge("limit", "other", "cost", 2.5);
		gauge("remaining", "other", "cost", 0.25);
		assertThat(new Meters(this.registry).read().budgets())
			.isEqualTo(Map.of("tokens", new Budget(1500, 400), "cost", new Budget(2.5, 0.25)));
	}

	@Test
	void thereIsNoneWithoutABudget() {
		assertThat(new Meters(this.registry).read().budgets()).isEmpty();
	}

	private void gauge(String name, String client, String unit, double value) {
		Gauge.builder("together.client.budget." + name, () -> value)
			.tag("together.client.name", client)
			.tag("together.budget.unit", unit)
			.register(this.registry);
	}

}
