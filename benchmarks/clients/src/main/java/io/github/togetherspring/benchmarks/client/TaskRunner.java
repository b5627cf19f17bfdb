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
import io.github.togetherspring.benchmarks.server.Scenario;

/**
 * Measures one client at one task.
 */
class TaskRunner {

	private static final double MICRO = 1e3;

	private static final int WARM_UP_STREAMS = 8;

	private static final int WARM_UP_EVENTS = 2000;

	// So that a client or machine that is very slow does not hold up the rest.
	private static final long MAX_NANOS = 40_000_000_000L;

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
			case PACED_STREAMS -> paced(task, client);
		};
	}

	private Contender open(Scenario scenario) {
		return this.contender.open("http://127.0.0.1:" + this.port + "/" + scenario.segment() + "/v1");
	}

	private Map<String, Double> measure(Task task, Load load) throws Exception {
		repeat(load, task.warmUps());
		Reading start = this.meter.read();
		long units = repeat(load, task.repetitions());
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

	// Streams at an even pace come too slowly to have anything compiled.
	private Map<String, Double> paced(Task task, Contender client) throws Exception {
		Scenario scenario = Scenario.flood(WARM_UP_EVENTS, task.scenario().eventSize(), 1);
		Task warmUp = new Task("warm-up", Task.Kind.STREAMS, scenario, WARM_UP_STREAMS, 0, 0, 0);
		repeat(new StreamsLoad(open(scenario), warmUp), task.warmUps());
		return new PacedStreams(client, task, this.meter).run();
	}

	private static long repeat(Load load, int times) throws Exception {
		long units = 0;
		long end = System.nanoTime() + MAX_NANOS;
		for (int i = 0; i < times && System.nanoTime() < end; i++) {
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
