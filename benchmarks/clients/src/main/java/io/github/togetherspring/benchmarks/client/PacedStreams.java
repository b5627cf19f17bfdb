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

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.togetherspring.benchmarks.client.ResourceMeter.Reading;

/**
 * Many streams at once whose tokens come as slowly as those of real models. What is
 * measured begins when all of them have begun, and ends before the first of them does.
 */
class PacedStreams {

	private static final int BURST = 100;

	private static final long BURST_MILLIS = 40;

	private static final long MEASURED_MILLIS = 6_000;

	// How long it takes to read heap and counters, and then some.
	private static final long READING_MILLIS = 3_000;

	private static final long PATIENCE_NANOS = 15_000_000_000L;

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final DelayRecorder delays = new DelayRecorder();

	private final List<Tally> tallies = new ArrayList<>();

	private final List<CompletableFuture<Void>> ends = new ArrayList<>();

	private final Contender client;

	private final Task task;

	private final ResourceMeter meter;

	PacedStreams(Contender client, Task task, ResourceMeter meter) {
		this.client = client;
		this.task = task;
		this.meter = meter;
	}

	Map<String, Double> run() throws InterruptedException {
		long streamNanos = (long) this.task.scenario().events() * this.task.scenario().delayMillis() * 1_000_000;
		long heapBefore = ResourceMeter.heapUsedAfterCollection();
		this.threads.resetPeakThreadCount();

		long start = System.nanoTime();
		open(this.task.calls());
		long startedUntil = start + streamNanos - (MEASURED_MILLIS + READING_MILLIS) * 1_000_000L;
		while (started() < this.task.calls() && System.nanoTime() < startedUntil) {
			Thread.sleep(10);
		}
		long started = started();
		double rampSeconds = (System.nanoTime() - start) / 1e9;
		double tokens = -tokens();
		this.delays.start();
		Reading before = this.meter.read();
		Thread.sleep(MEASURED_MILLIS);
		Reading used = this.meter.read().since(before);
		this.delays.stop();
		tokens += tokens();
		long heap = ResourceMeter.heapUsedAfterCollection() - heapBefore;
		int peakThreads = this.threads.getPeakThreadCount();
		long heldUntil = System.nanoTime();
		long whole = complete(start + streamNanos + PATIENCE_NANOS);

		Map<String, Double> figures = new LinkedHashMap<>();
		figures.put("streams", (double) this.task.calls());
		figures.put("started", (double) started);
		figures.put("whole", (double) whole);
		figures.put("rampSeconds", rampSeconds);
		figures.put("tokensPerSecond", tokens / (used.wallNanos() / 1e9));
		figures.put("cores", (double) used.cpuNanos() / used.wallNanos());
		figures.put("cpuMicros", used.cpuNanos() / 1e3 / tokens);
		figures.put("bytes", used.allocatedBytes() / tokens);
		figures.put("peakThreads", (double) peakThreads);
		figures.put("heapPerStream", (heldUntil - start < streamNanos) ? (double) heap / started : Double.NaN);
		figures.put("delayMedianMillis", this.delays.quantile(0.5));
		figures.put("delayP99Millis", this.delays.quantile(0.99));
		return figures;
	}

	private void open(int count) throws InterruptedException {
		for (int i = 0; i < count; i++) {
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

	private double tokens() {
		return this.tallies.stream().mapToDouble((tally) -> tally.chunks(this.task.scenario())).sum();
	}

	private long complete(long deadline) throws InterruptedException {
		while (System.nanoTime() < deadline && !this.ends.stream().allMatch(CompletableFuture::isDone)) {
			Thread.sleep(50);
		}
		long whole = 0;
		for (int i = 0; i < this.ends.size(); i++) {
			CompletableFuture<Void> end = this.ends.get(i);
			boolean allChunks = this.tallies.get(i).chunks(this.task.scenario()) >= this.task.scenario().events() - 1;
			whole += (end.isDone() && !end.isCompletedExceptionally() && allChunks) ? 1 : 0;
		}
		return whole;
	}

}
