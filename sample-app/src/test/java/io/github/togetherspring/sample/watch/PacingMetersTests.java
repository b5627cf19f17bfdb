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
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.sample.watch.MetersSnapshot.Pacing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the pacing in {@link Meters}.
 */
class PacingMetersTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void metersOfAllClientsAndPrioritiesAreSummed() {
		Gauge.builder("together.client.pacing.rate", () -> 2.5).register(this.registry);
		for (String priority : new String[] { "interactive", "bulk" }) {
			Gauge.builder("together.client.pacing.waiting", () -> 3)
				.tag("together.priority", priority)
				.register(this.registry);
			this.registry.timer("together.client.pacing.wait", "together.priority", priority)
				.record(2, TimeUnit.SECONDS);
		}
		this.registry.counter("together.client.pacing.decreases", "error.type", "429").increment(4);
		this.registry.counter("together.client.pacing.decreases", "error.type", "503").increment();
		this.registry.counter("together.client.pacing.cool_downs", "error.type", "429").increment(2);
		Pacing pacing = Objects.requireNonNull(new Meters(this.registry).read().pacing());
		assertThat(pacing.rate()).isEqualTo(2.5);
		assertThat(pacing.waiting()).isEqualTo(6);
		assertThat(pacing.decreases()).isEqualTo(Map.of("429", 4L, "503", 1L));
		assertThat(pacing.coolDowns()).isEqualTo(Map.of("429", 2L));
		assertThat(pacing.waits().count()).isEqualTo(2);
		assertThat(pacing.waits().seconds()).isEqualTo(4);
	}

	@Test
	void thereIsNoneWithoutPacing() {
		assertThat(new Meters(this.registry).read().pacing()).isNull();
	}

}
