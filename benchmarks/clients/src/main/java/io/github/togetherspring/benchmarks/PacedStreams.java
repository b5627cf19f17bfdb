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

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Many streams at once, as slow as those of real models. The measurement starts when all
 * of them have started, and ends before the first of them does.
 */
class PacedStreams {

	private static final int BURST = 100;

	private static final long BURST_MILLIS = 40;

	private static final long MEASURED_MILLIS = 6_000;

	// More than it takes to read heap and counters.
	private static final long READING_MILLIS = 3_000;

	private static final long PATIENCE_NANOS = 15_000_000_000L;

	private final Tally.Delays delays = new Tally.Delays();

	private final List<Tally> tallies = new ArrayList<>();

	private final List<CompletableFuture<Void>> ends = new ArrayList<>();

	private final BenchmarkClient client;

	private final Task task;

	PacedStreams(BenchmarkClient client, Task task) {
		this.client = client;
		this.task = task;
	}

	Map<String, Double> run() throws InterruptedException {
		long streamNanos = this.task.scenario().events() * this.task.scenario().delayMillis() * 1_000_000L;
		long heapBefore = ResourceMeter.heapAfterCollection();
		ManagementFactory.getThreadMXBean().resetPeakThreadCount();
		long start = System.nanoTime();
		open();
		long measureAt = start + streamNanos - (MEASURED_MILLIS + READING_MILLIS) * 1_000_000L;
		while (started() < this.task.parallel() && System.nanoTime() < measureAt) {
			Thread.sleep(10);
		}
		long started = started();
		double chunksBefore = chunks();
		this.delays.setRecording(true);
		ResourceMeter meter = new ResourceMeter();
		Thread.sleep(MEASURED_MILLIS);
		ResourceMeter.Usage usage = meter.read();
		this.delays.setRecording(false);
		double chunks = chunks() - chunksBefore;
		long heap = ResourceMeter.heapAfterCollection() - heapBefore;
		boolean held = System.nanoTime() - start < streamNanos;
		int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount();
		Map<String, Double> figures = new LinkedHashMap<>();
		figures.put(Results.CPU, usage.cpuMicros() / chunks);
		figures.put(Results.BYTES, usage.bytes() / chunks);
		figures.put("started", (double) started);
		figures.put("complete", (double) complete(start + streamNanos + PATIENCE_NANOS));
		figures.put("cores", usage.cpuMicros() / usage.wallMicros());
		figures.put("threads", (double) threads);
		figures.put("kB of heap per stream", held ? heap / 1e3 / started : Double.NaN);
		figures.put("delay, median ms", this.delays.quantileMillis(0.5));
		figures.put("delay, p99 ms", this.delays.quantileMillis(0.99));
		return figures;
	}

	private void open() throws InterruptedException {
		for (int i = 0; i < this.task.parallel(); i++) {
			if (i > 0 && i % BURST == 0) {
				Thread.sleep(BURST_MILLIS);
			}
			Tally tally = new Tally(this.delays);
			this.tallies.add(tally);
			try {
				this.ends.add(this.client.stream(tally));
			}
			catch (RuntimeException | OutOfMemoryError ex) {
				this.ends.add(CompletableFuture.failedFuture(ex));
			}
		}
	}

	private long started() {
		return this.tallies.stream().filter((tally) -> !tally.isEmpty()).count();
	}

	private double chunks() {
		return this.tallies.stream().mapToDouble(Tally::chunks).sum();
	}

	private long complete(long deadline) throws InterruptedException {
		while (System.nanoTime() < deadline && !this.ends.stream().allMatch(CompletableFuture::isDone)) {
			Thread.sleep(50);
		}
		long whole = 0;
		for (int i = 0; i < this.ends.size(); i++) {
			CompletableFuture<Void> end = this.ends.get(i);
			boolean succeeded = end.isDone() && !end.isCompletedExceptionally();
			whole += (succeeded && this.tallies.get(i).isWhole(this.task.scenario())) ? 1 : 0;
		}
		return whole;
	}

}
