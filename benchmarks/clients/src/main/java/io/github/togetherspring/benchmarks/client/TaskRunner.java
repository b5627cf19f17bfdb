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

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.togetherspring.benchmarks.client.ResourceMeter.Reading;

/**
 * Measures one client at one task.
 */
class TaskRunner {

	private static final double MICRO = 1e3;

	private final ResourceMeter meter = new ResourceMeter();

	private final ContenderKind contender;

	private final int port;

	TaskRunner(ContenderKind contender, int port) {
		this.contender = contender;
		this.port = port;
	}

	Map<String, Double> run(Task task) throws Exception {
		Contender client = this.contender
			.open("http://127.0.0.1:" + this.port + "/" + task.scenario().segment() + "/v1");
		return switch (task.kind()) {
			case STREAMS -> measure(task, new StreamsLoad(client, task));
			case CALLS -> measure(task, new CallsLoad(client, task));
			case BULK -> bulk(task, client);
			case PACED_STREAMS -> new PacedStreams(client, task, this.meter).run();
		};
	}

	private Map<String, Double> measure(Task task, Load load) throws Exception {
		repeat(load, task.warmUpMillis());
		Reading start = this.meter.read();
		long units = repeat(load, task.measureMillis());
		return perUnit(this.meter.read().since(start), units);
	}

	private Map<String, Double> bulk(Task task, Contender client) throws Exception {
		client.bulk(task.calls() / 4, task.parallel());
		Reading start = this.meter.read();
		client.bulk(task.calls(), task.parallel());
		Reading used = this.meter.read().since(start);
		Map<String, Double> figures = perUnit(used, task.calls());
		int delayMillis = task.scenario().delayMillis();
		if (delayMillis > 0) {
			double idealSeconds = (double) task.calls() / task.parallel() * delayMillis / 1e3;
			figures.put("shareOfIdeal", idealSeconds / (used.wallNanos() / 1e9));
		}
		return figures;
	}

	private static long repeat(Load load, int millis) throws Exception {
		long units = 0;
		long end = System.nanoTime() + millis * 1_000_000L;
		while (System.nanoTime() < end) {
			units += load.once();
		}
		return units;
	}

	private static Map<String, Double> perUnit(Reading used, long units) {
		Map<String, Double> figures = new LinkedHashMap<>();
		figures.put("cpuMicros", used.cpuNanos() / MICRO / units);
		figures.put("wallMicros", used.wallNanos() / MICRO / units);
		figures.put("bytes", (double) used.allocatedBytes() / units);
		return figures;
	}

	/**
	 * Work that is done again and again.
	 */
	interface Load {

		// Returns how many units of work were done.
		long once() throws Exception;

	}

}
