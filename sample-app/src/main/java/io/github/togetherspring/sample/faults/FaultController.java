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

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.togetherspring.sample.simulator.ConditionalOnSimulator;
import io.github.togetherspring.sample.simulator.SimulatorProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebInputException;

/**
 * Switches faults on and off from the page. Only available with the simulator.
 */
@RestController
@RequestMapping("/playground/fault")
@ConditionalOnSimulator
class FaultController {

	private final FaultSwitch faults;

	private final SimulatorProperties simulator;

	FaultController(FaultSwitch faults, SimulatorProperties simulator) {
		this.faults = faults;
		this.simulator = simulator;
	}

	@GetMapping
	Panel show() {
		return new Panel(this.faults.active(), List.of(Fault.values()), this.simulator.streamIdleTimeout().toSeconds());
	}

	@PutMapping
	Panel switchOn(@RequestBody Choice choice) {
		if (choice.fault() == null) {
			throw new ServerWebInputException("'fault' is missing");
		}
		this.faults.on(choice.fault());
		return show();
	}

	@DeleteMapping
	Panel switchOff() {
		this.faults.off();
		return show();
	}

	/**
	 * A fault to switch on.
	 *
	 * @param fault the fault
	 */
	record Choice(@Nullable Fault fault) {

	}

	/**
	 * The faults, for the page.
	 *
	 * @param active the fault that is switched on, or {@code null}
	 * @param faults all faults
	 * @param idleTimeout the idle time-out of streams, in seconds
	 */
	record Panel(@Nullable Fault active, List<Fault> faults, @JsonProperty("idle_timeout") long idleTimeout) {

	}

}
