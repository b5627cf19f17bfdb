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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.togetherspring.benchmarks.client.ClientProcess;
import io.github.togetherspring.benchmarks.client.ContenderKind;
import io.github.togetherspring.benchmarks.client.Task;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Starts the JVMs of clients and collects what they measure.
 */
class ClientRuns {

	private static final long TIMEOUT_SECONDS = 400;

	private static final TypeReference<Map<String, Double>> FIGURES = new TypeReference<>() {
	};

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final Path log;

	private final int port;

	private final List<String> options;

	ClientRuns(Path log, int port, String... options) {
		this.log = log;
		this.port = port;
		this.options = List.of(options);
	}

	void run(ContenderKind client, List<Task> tasks, Measurements into) throws IOException, InterruptedException {
		List<String> args = new ArrayList<>(this.options);
		args.addAll(
				List.of("-Xms1g", "-Xmx1g", "-Djava.awt.headless=true", "-cp", JavaProcess.benchmarksJar().toString(),
						ClientProcess.class.getName(), client.name(), String.valueOf(this.port)));
		tasks.forEach((task) -> args.add(this.mapper.writeValueAsString(task)));
		List<String> lines = JavaProcess.run(this.log, TIMEOUT_SECONDS, args.toArray(String[]::new));
		Map<String, String> answers = new LinkedHashMap<>();
		for (String line : lines) {
			String[] words = line.split(" ", 3);
			if (line.startsWith(ClientProcess.RESULT)) {
				into.add(client, words[1], this.mapper.readValue(words[2], FIGURES));
				answers.put(words[1], line);
			}
			else if (line.startsWith(ClientProcess.FAILURE)) {
				into.addFailure(client, words[1], words[2]);
				answers.put(words[1], line);
			}
		}
		for (Task task : tasks) {
			if (!answers.containsKey(task.name())) {
				into.addFailure(client, task.name(), "no result");
			}
			Progress.say("  " + answers.getOrDefault(task.name(), "no result for " + task.name()));
		}
	}

}
