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

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * Gauge of the health {@code together}: 1 if up, 0 if down, NaN if unknown.
 */
@Component
class HealthMeter implements MeterBinder {

	private final HealthEndpoint endpoint;

	HealthMeter(HealthEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("together.health", this, HealthMeter::value)
			.description("Whether the completions service can be used")
			.register(registry);
	}

	private double value() {
		HealthDescriptor health = this.endpoint.healthForPath("together");
		if (health == null || Status.UNKNOWN.equals(health.getStatus())) {
			return Double.NaN;
		}
		return Status.UP.equals(health.getStatus()) ? 1 : 0;
	}

}
