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

package io.github.togetherspring.sample.faults;

import io.github.togetherspring.sample.simulator.ConditionalOnSimulator;
import io.github.togetherspring.sample.simulator.SimulatorProperties;
import io.github.togetherspring.simulator.TogetherSimulator;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Switches the rate limit of the simulator on and off from the page, whatever fault is
 * on. Only available with the simulator.
 */
@RestController
@RequestMapping("/playground/rate-limit")
@ConditionalOnSimulator
class RateLimitController {

	private final TogetherSimulator simulator;

	private final SimulatorProperties properties;

	RateLimitController(TogetherSimulator simulator, SimulatorProperties properties) {
		this.simulator = simulator;
		this.properties = properties;
	}

	@GetMapping
	RateLimit show() {
		return new RateLimit(Double.isFinite(this.simulator.requestsPerSecond(TogetherSimulator.ANY_KEY, "")));
	}

	@PutMapping
	RateLimit switchOn() {
		this.simulator.limitRate(this.properties.rateLimit().limit());
		return show();
	}

	@DeleteMapping
	RateLimit switchOff() {
		this.simulator.limitRate(null);
		return show();
	}

	/**
	 * The rate limit, for the page.
	 *
	 * @param on whether it is on
	 */
	record RateLimit(boolean on) {

	}

}
