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
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Switches faults of the simulator on and off, one at a time. Responses that have started
 * are not affected.
 */
@Component
@ConditionalOnSimulator
class FaultSwitch {

	private final TogetherSimulator simulator;

	private @Nullable Fault active;

	FaultSwitch(TogetherSimulator simulator) {
		this.simulator = simulator;
	}

	synchronized @Nullable Fault active() {
		return this.active;
	}

	synchronized void on(Fault fault) {
		off();
		this.simulator.on(RequestPattern.anyPrompt()).respond(fault.script());
		this.active = fault;
	}

	synchronized void off() {
		this.simulator.removeResponses();
		this.active = null;
	}

}
