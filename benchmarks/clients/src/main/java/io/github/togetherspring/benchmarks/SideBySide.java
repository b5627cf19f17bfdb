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

package io.github.togetherspring.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.github.togetherspring.benchmarks.client.ContenderKind;
import io.github.togetherspring.benchmarks.client.Task;
import io.github.togetherspring.benchmarks.server.Scenario;

/**
 * All clients in turn, several rounds, each time in a fresh JVM.
 */
class SideBySide {

	static final String ONE_EVENT = "streamed-1";

	static final String SIXTEEN_EVENTS = "streamed-16";

	static final String CALL = "call";

	static final String BULK = "bulk";

	static final int PARALLEL = 8;

	static final int EVENTS = 2000;

	static final int EVENT_SIZE = 330;

	private static final int CALLS = 10_000;

	// A slow machine gets fewer rounds.
	private static final long MAX_NANOS = 500_000_000_000L;

	private final Settings settings;

	private final ClientRuns runs;

	SideBySide(Settings settings, ClientRuns runs) {
		this.settings = settings;
		this.runs = runs;
	}

	Measurements run() throws IOException, InterruptedException {
		Measurements measurements = new Measurements();
		long start = System.nanoTime();
		for (int round = 1; round <= this.settings.rounds(); round++) {
			if ((System.nanoTime() - start) / Math.max(1, round - 1) * round > MAX_NANOS) {
				Progress.say("No time for more rounds");
				break;
			}
			for (ContenderKind client : ContenderKind.values()) {
				Progress.say("Round " + round + " of " + this.settings.rounds() + ": " + client);
				this.runs.run(client, tasks(client), measurements);
			}
		}
		return measurements;
	}

	private List<Task> tasks(ContenderKind client) {
		List<Task> tasks = new ArrayList<>();
		tasks.add(stream(ONE_EVENT, 1, 30));
		tasks.add(stream(SIXTEEN_EVENTS, 16, 15));
		if (client == ContenderKind.TOGETHER_BLOCKING) {
			return tasks;
		}
		tasks.add(new Task(CALL, Task.Kind.CALLS, Scenario.single(0), PARALLEL, 0, this.settings.times(45),
				this.settings.times(25)));
		if (client == ContenderKind.TOGETHER) {
			tasks.add(new Task(BULK, Task.Kind.BULK, Scenario.single(0), PARALLEL, this.settings.times(CALLS), 0, 0));
		}
		return tasks;
	}

	private Task stream(String name, int eventsPerWrite, int warmUps) {
		return new Task(name, Task.Kind.STREAMS, Scenario.flood(EVENTS, EVENT_SIZE, eventsPerWrite), PARALLEL, 0,
				this.settings.times(warmUps), this.settings.times(15));
	}

}
