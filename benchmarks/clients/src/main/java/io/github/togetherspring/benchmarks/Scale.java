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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.togetherspring.benchmarks.client.ContenderKind;
import io.github.togetherspring.benchmarks.client.Task;
import io.github.togetherspring.benchmarks.server.Scenario;

/**
 * Many streams at once, each as slow as a real model, and many prompts.
 */
class Scale {

	static final String BULK = "bulk";

	static final int BULK_CONCURRENCY = 64;

	static final int BULK_DELAY_MILLIS = 50;

	static final int TOKENS_PER_SECOND = 10;

	private static final int SECONDS = 15;

	private static final int PROMPTS = 10_000;

	private final Settings settings;

	private final ClientRuns runs;

	Scale(Settings settings, ClientRuns runs) {
		this.settings = settings;
		this.runs = runs;
	}

	static String streams(int count) {
		return "streams-" + count;
	}

	Map<ContenderKind, int[]> sizes() {
		Map<ContenderKind, int[]> sizes = new LinkedHashMap<>();
		if (this.settings.quick()) {
			sizes.put(ContenderKind.TOGETHER, new int[] { 100 });
			return sizes;
		}
		sizes.put(ContenderKind.TOGETHER, new int[] { 100, 1000, 4000 });
		for (ContenderKind client : List.of(ContenderKind.RAW, ContenderKind.WEB_CLIENT, ContenderKind.OPENAI_JAVA,
				ContenderKind.LANGCHAIN4J, ContenderKind.SIMPLE_OPENAI)) {
			sizes.put(client, new int[] { 1000, 4000 });
		}
		return sizes;
	}

	Measurements run() throws IOException, InterruptedException {
		Measurements measurements = new Measurements();
		for (int round = 1; round <= this.settings.rounds(); round++) {
			for (Map.Entry<ContenderKind, int[]> client : sizes().entrySet()) {
				// The others are there for comparison, and once is enough for that.
				if (round == 1 || client.getKey() == ContenderKind.TOGETHER) {
					run(client.getKey(), client.getValue(), measurements);
				}
			}
		}
		return measurements;
	}

	private void run(ContenderKind client, int[] counts, Measurements measurements)
			throws IOException, InterruptedException {
		for (int count : counts) {
			Progress.say(count + " streams: " + client);
			Scenario scenario = Scenario.paced(SECONDS * TOKENS_PER_SECOND, SideBySide.EVENT_SIZE,
					1000 / TOKENS_PER_SECOND);
			this.runs.run(client, List.of(new Task(streams(count), Task.Kind.PACED_STREAMS, scenario, count, count,
					this.settings.times(30), 1)), measurements);
		}
	}

	Measurements runBulk() throws IOException, InterruptedException {
		Measurements measurements = new Measurements();
		for (int round = 1; round <= this.settings.rounds(); round++) {
			Progress.say("Bulk, round " + round);
			this.runs.run(ContenderKind.TOGETHER, List.of(new Task(BULK, Task.Kind.BULK,
					Scenario.single(BULK_DELAY_MILLIS), BULK_CONCURRENCY, this.settings.times(PROMPTS), 0, 0)),
					measurements);
		}
		return measurements;
	}

}
