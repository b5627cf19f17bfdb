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

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.benchmarks.Task.Scenario;

/**
 * The JVM of one client. It runs a task, prints a line for each figure, and ends.
 */
public final class ClientProcess {

	/**
	 * The start of a line with a figure. Its name and its value follow.
	 */
	static final String FIGURE = "FIGURE ";

	// So that a slow client or machine does not delay the others.
	private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(40);

	private static final int WARM_UP_STREAMS = 8;

	private final Contender contender;

	private final Task task;

	private final int port;

	private ClientProcess(Contender contender, Task task, int port) {
		this.contender = contender;
		this.task = task;
		this.port = port;
	}

	/**
	 * Measure a client.
	 * @param args the names of the {@link Contender} and the {@link Task}, the port of
	 * the server, and by what to divide the number of repetitions
	 * @throws Exception if the client fails
	 */
	public static void main(String[] args) throws Exception {
		ClientProcess process = new ClientProcess(Contender.valueOf(args[0]), Task.of(args[1]),
				Integer.parseInt(args[2]));
		process.run(Integer.parseInt(args[3]))
			.forEach((name, value) -> System.out.println(FIGURE + name + " " + value));
		// Some clients leave threads behind.
		System.exit(0);
	}

	private Map<String, Double> run(int divisor) throws Exception {
		BenchmarkClient client = open(this.task.scenario());
		int warmUps = Math.max(1, this.task.warmUps() / divisor);
		if (this.task.kind() == Task.Kind.PACED_STREAMS) {
			// Streams at an even pace are too slow to have anything compiled.
			Scenario fast = new Scenario(2000, 1, 0);
			BenchmarkClient fastClient = open(fast);
			repeat(warmUps, () -> stream(fastClient, fast, WARM_UP_STREAMS));
			return new PacedStreams(client, this.task).run();
		}
		if (this.task.kind() == Task.Kind.LONG_TAILED_BULK) {
			return longTailedBulk(client);
		}
		Callable<Integer> load = switch (this.task.kind()) {
			case CALLS -> () -> call(client);
			case BULK -> () -> bulk(client);
			default -> () -> stream(client, this.task.scenario(), this.task.parallel());
		};
		repeat(warmUps, load);
		ResourceMeter meter = new ResourceMeter();
		long units = repeat(Math.max(1, this.task.repetitions() / divisor), load);
		ResourceMeter.Usage usage = meter.read();
		Map<String, Double> figures = new LinkedHashMap<>();
		figures.put(Results.CPU, usage.cpuMicros() / units);
		figures.put(Results.BYTES, usage.bytes() / units);
		if (this.task.equals(Task.BULK_RATE)) {
			double ideal = units * 1e3 * this.task.scenario().delayMillis() / this.task.parallel();
			figures.put("share of the ideal rate", ideal / usage.wallMicros());
		}
		return figures;
	}

	private BenchmarkClient open(Scenario scenario) {
		return this.contender.open("http://127.0.0.1:" + this.port + "/" + scenario.segment() + "/v1");
	}

	private static long repeat(int times, Callable<Integer> load) throws Exception {
		long units = 0;
		long end = System.nanoTime() + MAX_NANOS;
		for (int i = 0; i < times && System.nanoTime() < end; i++) {
			units += load.call();
		}
		return units;
	}

	private static int stream(BenchmarkClient client, Scenario scenario, int parallel) throws Exception {
		Tally.Delays delays = new Tally.Delays();
		List<Tally> tallies = new ArrayList<>();
		List<CompletableFuture<Void>> ends = new ArrayList<>();
		for (int i = 0; i < parallel; i++) {
			tallies.add(new Tally(delays));
			ends.add(client.stream(tallies.get(i)));
		}
		CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
		for (Tally tally : tallies) {
			if (!tally.isWhole(scenario)) {
				throw new IllegalStateException(tally.chunks() + " chunks of " + scenario.events());
			}
		}
		return parallel * scenario.events();
	}

	private int call(BenchmarkClient client) throws Exception {
		Callable<Integer> calls = () -> {
			for (int i = 0; i < Task.CALLS; i++) {
				if (client.create() == 0) {
					throw new IllegalStateException("No text");
				}
			}
			return Task.CALLS;
		};
		int units = 0;
		for (Future<Integer> result : BenchmarkClient.READERS
			.invokeAll(Collections.nCopies(this.task.parallel(), calls))) {
			units += result.get();
		}
		return units;
	}

	private Map<String, Double> longTailedBulk(BenchmarkClient client) {
		for (int i = 0; i < this.task.warmUps(); i++) {
			shareOfIdeal(client, true);
			shareOfIdeal(client, false);
		}
		List<Double> ordered = new ArrayList<>();
		List<Double> asCompleted = new ArrayList<>();
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < this.task.repetitions(); i++) {
			ordered.add(shareOfIdeal(client, true));
			asCompleted.add(shareOfIdeal(client, false));
			ratios.add(ordered.get(i) / asCompleted.get(i));
		}
		Map<String, Double> figures = new LinkedHashMap<>();
		figures.put("ordered: share of the ideal rate", Results.median(ordered));
		figures.put("as completed: share of the ideal rate", Results.median(asCompleted));
		figures.put("ordered relative to as completed", Results.median(ratios));
		return figures;
	}

	private double shareOfIdeal(BenchmarkClient client, boolean ordered) {
		Scenario scenario = this.task.scenario();
		double ideal = new Latencies(scenario.delayMillis(), scenario.sigma()).idealNanos(this.task.parallel());
		long start = System.nanoTime();
		client.bulk(Latencies.COUNT, this.task.parallel(), ordered);
		return ideal / (System.nanoTime() - start);
	}

	private int bulk(BenchmarkClient client) {
		int count = this.task.parallel() * Task.CALLS;
		client.bulk(count, this.task.parallel(), true);
		return count;
	}

}
