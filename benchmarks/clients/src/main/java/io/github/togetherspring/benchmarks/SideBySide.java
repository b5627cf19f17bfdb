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

	static final int PACED_STREAMS = 250;

	static final int PACE_MILLIS = 10;

	static final String SIXTEEN_EVENTS = "streamed-16";

	static final String CALL = "call";

	static final String BULK = "bulk";

	static final int PARALLEL = 8;

	static final int EVENTS = 2000;

	static final int EVENT_SIZE = 330;

	static final int CALL_MILLIS = 1;

	private static final int PACED_SECONDS = 14;

	private static final int CALLS = 20_000;

	private final Settings settings;

	private final ClientRuns runs;

	SideBySide(Settings settings, ClientRuns runs) {
		this.settings = settings;
		this.runs = runs;
	}

	Measurements run() throws IOException, InterruptedException {
		Measurements measurements = new Measurements();
		for (int round = 1; round <= this.settings.rounds(); round++) {
			for (ContenderKind client : ContenderKind.values()) {
				Progress.say("Round " + round + " of " + this.settings.rounds() + ": " + client);
				this.runs.run(client, tasks(client), measurements);
			}
		}
		return measurements;
	}

	private List<Task> tasks(ContenderKind client) {
		List<Task> tasks = new ArrayList<>();
		tasks.add(new Task(SIXTEEN_EVENTS, Task.Kind.STREAMS, Scenario.flood(EVENTS, EVENT_SIZE, 16), PARALLEL, 0,
				this.settings.times(60), this.settings.times(60)));
		Scenario paced = Scenario.paced(PACED_SECONDS * 1000 / PACE_MILLIS, EVENT_SIZE, PACE_MILLIS);
		tasks.add(new Task(ONE_EVENT, Task.Kind.PACED_STREAMS, paced, PACED_STREAMS, PACED_STREAMS,
				this.settings.times(30), 1));
		if (client == ContenderKind.TOGETHER_BLOCKING) {
			return tasks;
		}
		tasks.add(new Task(CALL, Task.Kind.CALLS, Scenario.single(CALL_MILLIS), PARALLEL, 0, this.settings.times(250),
				this.settings.times(60)));
		if (client == ContenderKind.TOGETHER) {
			tasks.add(new Task(BULK, Task.Kind.BULK, Scenario.single(CALL_MILLIS), PARALLEL, this.settings.times(CALLS),
					0, 0));
		}
		return tasks;
	}

}
