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

package io.github.togetherspring.benchmarks.client;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * The JVM of one client. It prints a line for each task, with its figures or with what
 * went wrong, and ends.
 */
public final class ClientProcess {

	/**
	 * What a line with figures begins with. The name of the task and the figures as JSON
	 * follow.
	 */
	public static final String RESULT = "RESULT ";

	/**
	 * What a line about a failure begins with. The name of the task and a message follow.
	 */
	public static final String FAILURE = "FAILURE ";

	private ClientProcess() {
	}

	/**
	 * Measures a client.
	 * @param args the name of the {@link ContenderKind}, the port of the server, and the
	 * tasks as JSON
	 */
	public static void main(String[] args) {
		JsonMapper mapper = JsonMapper.builder().build();
		TaskRunner runner = new TaskRunner(ContenderKind.valueOf(args[0]), Integer.parseInt(args[1]));
		List<Task> tasks = Arrays.stream(args).skip(2).map((json) -> mapper.readValue(json, Task.class)).toList();
		for (Task task : tasks) {
			try {
				Map<String, Double> figures = runner.run(task);
				System.out.println(RESULT + task.name() + " " + mapper.writeValueAsString(figures));
			}
			catch (Exception | LinkageError ex) {
				ex.printStackTrace();
				System.out.println(FAILURE + task.name() + " " + ex);
			}
		}
		// Some clients leave threads behind.
		System.exit(0);
	}

}
