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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import io.github.togetherspring.benchmarks.client.ContenderKind;

/**
 * What the client should cost at most, and what it did cost.
 */
class Targets {

	private static final List<ContenderKind> LIBRARIES = List.of(ContenderKind.OPENAI_JAVA, ContenderKind.LANGCHAIN4J,
			ContenderKind.SIMPLE_OPENAI);

	private static final String CPU = "cpuMicros";

	private static final String BYTES = "bytes";

	private static final int STREAMS = 4000;

	private final List<Target> targets = new ArrayList<>();

	private final Results results;

	Targets(Results results) {
		this.results = results;
	}

	List<Target> evaluate() {
		if (this.results.clients() != null) {
			streaming("one event per segment", SideBySide.ONE_EVENT);
			streaming("16 events at a time", SideBySide.SIXTEEN_EVENTS);
			unary();
		}
		if (this.results.scale() != null) {
			scale();
		}
		if (this.results.bulk() != null) {
			atLeast("bulk, share of the ideal rate", 0.9,
					this.results.bulk().median(ContenderKind.TOGETHER, Scale.BULK, "shareOfIdeal"));
		}
		if (this.results.decoder() != null) {
			atMost("decoder, time per byte of an event of 1 MiB to one of 200 B, one event in a buffer", 1.0,
					perByte(1048576, "1x") / perByte(200, "1x"));
			atMost("decoder, time per byte of an event of 1 MiB to one of 4 KiB, in pieces of 7 bytes", 1.5,
					perByte(1048576, "7") / perByte(4096, "7"));
		}
		if (this.results.startup() != null) {
			atMost("own jars, kB", 400, this.results.startup().ownBytes() / 1e3);
		}
		return this.targets;
	}

	private void streaming(String how, String task) {
		Measurements clients = this.results.clients();
		atMost("CPU of a chunk to `WebClient` by hand, " + how, 0.5,
				clients.ratio(ContenderKind.TOGETHER, ContenderKind.WEB_CLIENT, task, CPU));
		ContenderKind best = best(task);
		atMost("CPU of a chunk to the best other library (" + best.title() + "), " + how, 1.0,
				clients.ratio(ContenderKind.TOGETHER, best, task, CPU));
		atMost("bytes allocated for a chunk, " + how, 1500, clients.median(ContenderKind.TOGETHER, task, BYTES));
		atMost("bytes allocated for a chunk to `WebClient` by hand, " + how, 0.4,
				clients.ratio(ContenderKind.TOGETHER, ContenderKind.WEB_CLIENT, task, BYTES));
	}

	private ContenderKind best(String task) {
		Measurements clients = this.results.clients();
		return LIBRARIES.stream()
			.filter((library) -> !Double.isNaN(clients.median(library, task, CPU)))
			.min(Comparator.comparingDouble((library) -> clients.median(library, task, CPU)))
			.orElse(ContenderKind.LANGCHAIN4J);
	}

	private void unary() {
		Measurements clients = this.results.clients();
		atMost("CPU of a call to `WebClient` by hand", 1.1,
				clients.ratio(ContenderKind.TOGETHER, ContenderKind.WEB_CLIENT, SideBySide.CALL, CPU));
		atMost("bytes allocated for a call to `WebClient` by hand", 1.0,
				clients.ratio(ContenderKind.TOGETHER, ContenderKind.WEB_CLIENT, SideBySide.CALL, BYTES));
	}

	private void scale() {
		Measurements scale = this.results.scale();
		String task = Scale.streams(STREAMS);
		atLeast("4,000 streams, whole ones", STREAMS, scale.median(ContenderKind.TOGETHER, task, "whole"));
		atMost("4,000 streams, threads", Runtime.getRuntime().availableProcessors() + 30,
				scale.median(ContenderKind.TOGETHER, task, "peakThreads"));
		atMost("4,000 streams, kB of heap each", 40, scale.median(ContenderKind.TOGETHER, task, "heapPerStream") / 1e3);
		atMost("4,000 streams, delay of a token at the 99th percentile, ms", 50,
				scale.median(ContenderKind.TOGETHER, task, "delayP99Millis"));
	}

	private double perByte(int eventSize, String buffer) {
		Stream<DecoderRun.Row> rows = this.results.decoder()
			.stream()
			.filter((row) -> row.eventSize() == eventSize && row.buffer().equals(buffer));
		DoubleStream perByte = rows.mapToDouble((row) -> row.nanos() / row.eventSize());
		return perByte.findFirst().orElse(Double.NaN);
	}

	private void atMost(String what, double limit, double measured) {
		this.targets.add(new Target(what, "≤ " + format(limit), format(measured),
				Double.isNaN(measured) ? null : measured <= limit));
	}

	private void atLeast(String what, double limit, double measured) {
		this.targets.add(new Target(what, "≥ " + format(limit), format(measured),
				Double.isNaN(measured) ? null : measured >= limit));
	}

	private static String format(double value) {
		if (Double.isNaN(value)) {
			return "";
		}
		return String.format(Locale.ROOT, (value >= 10) ? "%,.0f" : "%.2f", value);
	}

	/**
	 * A target.
	 *
	 * @param what what is measured
	 * @param limit what it should be
	 * @param measured what it is
	 * @param met whether it is as it should be, or {@code null} if it was not measured
	 */
	record Target(String what, String limit, String measured, Boolean met) {

	}

}
