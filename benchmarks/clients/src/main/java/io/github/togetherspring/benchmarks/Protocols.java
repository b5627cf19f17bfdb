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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.togetherspring.benchmarks.client.ContenderKind;
import io.github.togetherspring.benchmarks.client.Task;
import io.github.togetherspring.benchmarks.server.MultiplexingServer;
import io.github.togetherspring.benchmarks.server.Scenario;

/**
 * Compares HTTP/2 with HTTP/1.1 for this client, and prints a table.
 */
public final class Protocols {

	private static final int ROUNDS = 5;

	private static final int STREAMS = 250;

	private static final int STREAM_SECONDS = 14;

	private static final int PACE_MILLIS = 20;

	private static final List<Task> TASKS = List.of(new Task("streams", Task.Kind.PACED_STREAMS,
			Scenario.paced(STREAM_SECONDS * 1000 / PACE_MILLIS, SideBySide.EVENT_SIZE, PACE_MILLIS), STREAMS, STREAMS,
			30, 1), new Task("calls", Task.Kind.CALLS, Scenario.single(1), 8, 0, 100, 60));

	private Protocols() {
	}

	/**
	 * Runs the comparison.
	 * @param args none
	 * @throws Exception if something can't be measured
	 */
	public static void main(String[] args) throws Exception {
		Path log = JavaProcess.benchmarksJar().resolveSibling("protocols.log");
		Files.deleteIfExists(log);
		Map<String, Measurements> protocols = new LinkedHashMap<>();
		protocols.put("http-1-1", new Measurements());
		protocols.put("http-2", new Measurements());
		for (int round = 1; round <= ROUNDS; round++) {
			for (Map.Entry<String, Measurements> protocol : protocols.entrySet()) {
				Progress.say("Round " + round + " of " + ROUNDS + ": " + protocol.getKey());
				try (JavaProcess server = JavaProcess.start(log, "-Xms512m", "-Xmx512m", "-cp",
						JavaProcess.benchmarksJar().toString(), MultiplexingServer.class.getName())) {
					new ClientRuns(log, Integer.parseInt(server.readLine()),
							"-Dtogether.http.protocol=" + protocol.getKey())
						.run(ContenderKind.TOGETHER, TASKS, protocol.getValue());
				}
			}
		}
		System.out.println("| | CPU µs per token | delay, p99 ms | kB of heap per stream | CPU µs per call |");
		System.out.println("|---|---|---|---|---|");
		protocols.forEach((protocol, figures) -> System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f | %.1f | %.0f |%n",
				protocol, median(figures, "streams", "cpuMicros"), median(figures, "streams", "delayP99Millis"),
				median(figures, "streams", "heapPerStream") / 1e3, median(figures, "calls", "cpuMicros")));
	}

	private static double median(Measurements figures, String task, String figure) {
		return figures.median(ContenderKind.TOGETHER, task, figure);
	}

}
