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

package io.github.togetherspring.sample.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HealthMeter}.
 */
class HealthMeterTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource({ "UP, 1", "DOWN, 0", "OUT_OF_SERVICE, 0", "UNKNOWN, NaN" })
	void healthIsANumber(String status, double value) {
		this.runner
			.withBean("togetherHealthIndicator", HealthIndicator.class, () -> () -> Health.status(status).build())
			.run((context) -> assertThat(metered(context.getBean(HealthEndpoint.class)))
				.isEqualTo(Double.valueOf(value)));
	}

	@Test
	void healthThatIsSwitchedOffIsNoNumber() {
		this.runner.run((context) -> assertThat(metered(context.getBean(HealthEndpoint.class))).isNaN());
	}

	private static double metered(HealthEndpoint endpoint) {
		MeterRegistry registry = new SimpleMeterRegistry();
		HealthMeter meter = new HealthMeter(endpoint);
		meter.bindTo(registry);
		return registry.get("together.health").gauge().value();
	}

}
