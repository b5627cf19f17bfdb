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

package io.github.togetherspring.benchmarks.pacing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import org.jspecify.annotations.Nullable;

/**
 * Runs clients against rate limits of the simulator, with and without pacing, and prints
 * how much of the limits they use. Writes the rates over time as CSV and SVG.
 */
public final class PacingBenchmark {

	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration STEP = Duration.ofMinutes(5);

	private static final double BASE = 60;

	private static final double CAPACITY = 300;

	private static final int CLIENTS = 3;

	private static final String COLD = "From cold, ";

	private static final String SHARED = "One limit, three clients";

	private static final String STEPS = "A limit that halves and doubles";

	private final int factor;

	private final Map<String, Series> runs = new LinkedHashMap<>();

	private PacingBenchmark(int factor) {
		this.factor = factor;
	}

	/**
	 * Run the benchmark.
	 * @param args {@code --time-factor=N}, by which time passes faster, and
	 * {@code --out=DIRECTORY} for the files, by default the current one
	 * @throws IOException if a file can't be written
	 */
	public static void main(String[] args) throws IOException {
		Locale.setDefault(Locale.ROOT);
		PacingBenchmark benchmark = new PacingBenchmark(Integer.parseInt(option(args, "time-factor", "6")));
		Path out = Files.createDirectories(Path.of(option(args, "out", ".")));
		benchmark.run();
		benchmark.print();
		benchmark.write(out);
	}

	static String option(String[] args, String name, String otherwise) {
		String start = "--" + name + "=";
		return Arrays.stream(args)
			.filter((arg) -> arg.startsWith(start))
			.map((arg) -> arg.substring(start.length()))
			.findFirst()
			.orElse(otherwise);
	}

	private void run() {
		FastScheduler.install(this.factor);
		Duration warmUp = Duration.ofSeconds(10).multipliedBy(this.factor);
		new Scenario("Warm-up", CLIENTS, null, Map.of(), Duration.ofSeconds(1), warmUp).run(this.factor);
		PacingSettings pacing = PacingSettings.defaults();
		SimulatedRateLimit dynamic = limit().base(BASE).build();
		List<Scenario> scenarios = List.of(hour(COLD + "pacing", 1, pacing, dynamic),
				hour(COLD + "no pacing", 1, null, dynamic),
				hour(COLD + "pacing, 1 % busy", 1, pacing, limit().base(BASE).busy(0.01, 1).build()),
				hour(SHARED, CLIENTS, pacing, fixed(1)),
				new Scenario(STEPS, 1, pacing,
						Map.of(Duration.ZERO, fixed(1), STEP, fixed(0.5), STEP.multipliedBy(2), fixed(1)),
						Duration.ofSeconds(5), STEP.multipliedBy(3)));
		// At once, because clients mostly wait.
		ExecutorService threads = Executors.newFixedThreadPool(scenarios.size());
		List<CompletableFuture<Series>> series = scenarios.stream()
			.map((scenario) -> CompletableFuture.supplyAsync(() -> scenario.run(this.factor), threads))
			.toList();
		for (int i = 0; i < scenarios.size(); i++) {
			this.runs.put(scenarios.get(i).name(), series.get(i).join());
		}
		threads.shutdown();
	}

	private SimulatedRateLimit.Builder limit() {
		return SimulatedRateLimit.builder().timeFactor(this.factor).report(SimulatedRateLimit.Report.NONE);
	}

	private SimulatedRateLimit fixed(double share) {
		return limit().fixed(CAPACITY * share).build();
	}

	private static Scenario hour(String name, int clients, @Nullable PacingSettings pacing, SimulatedRateLimit limit) {
		return new Scenario(name, clients, pacing, Map.of(Duration.ZERO, limit), Duration.ofSeconds(20), HOUR);
	}

	private Series series(String name) {
		return Objects.requireNonNull(this.runs.get(name));
	}

	private void print() {
		System.out.printf("| an hour from cold | calls, of those possible | refused with 429 | after 5 minutes "
				+ "| requests to limit, last half hour |%n|---|---|---|---|---|%n");
		this.runs.forEach((name, series) -> {
			if (name.startsWith(COLD)) {
				System.out.printf("| %s | %.2f | %s | %s | %s |%n", name.substring(COLD.length()),
						series.served() / possible(), percent(series.aboveShare(0)),
						percent(series.aboveShare(series.intervals(STEP))),
						range(series, series.length() / 2, series.length(), Duration.ofMinutes(1)));
			}
		});
		printShares(series(SHARED));
		printSteps(series(STEPS));
	}

	// Those of a client that always sends what the limit allows.
	private static double possible() {
		SimulatedRateLimit limit = SimulatedRateLimit.builder().base(BASE).build();
		double calls = 0;
		for (int second = 0; second < HOUR.toSeconds(); second++) {
			calls += limit.requestsPerSecond((long) calls);
		}
		return calls;
	}

	private static void printShares(Series series) {
		System.out.printf("%n| three clients, the last 55 of 60 minutes | |%n|---|---|%n");
		int from = series.intervals(STEP);
		double[] calls = IntStream.range(0, CLIENTS).mapToDouble((client) -> series.served(client, from)).toArray();
		double sum = Arrays.stream(calls).sum();
		for (double client : calls) {
			System.out.printf("| calls, to the average of the clients | %.2f |%n", client * CLIENTS / sum);
		}
		System.out.printf("| calls, of those possible | %.2f |%n",
				sum / (CAPACITY / 60 * series.seconds(series.length() - from)));
		System.out.printf("| refused with 429 | %s |%n", percent(series.aboveShare(from)));
	}

	private static void printSteps(Series series) {
		int step = series.intervals(STEP);
		Duration window = Duration.ofSeconds(20);
		System.out.printf("%n| limit | followed after | requests to limit, last 2 of 5 minutes |%n|---|---|---|%n");
		int later = step * 3 / 5;
		System.out.printf("| 5 a second | %s | %s |%n", after(series, 0, 0.9, Double.MAX_VALUE),
				range(series, later, step, window));
		System.out.printf("| halved | %s | %s |%n", after(series, step, 0, 1.1),
				range(series, step + later, 2 * step, window));
		System.out.printf("| doubled | %s | %s |%n", after(series, 2 * step, 0.9, Double.MAX_VALUE),
				range(series, 2 * step + later, 3 * step, window));
	}

	private static String after(Series series, int from, double least, double most) {
		int count = series.intervals(Duration.ofSeconds(5));
		return IntStream.range(from, series.length() - count)
			.filter((first) -> series.ratio(first, count) >= least && series.ratio(first, count) <= most)
			.mapToObj((first) -> "%.0f s".formatted(series.seconds(first + count - from)))
			.findFirst()
			.orElse("never");
	}

	private static String range(Series series, int from, int to, Duration window) {
		int count = series.intervals(window);
		double[] ratios = IntStream.rangeClosed(from, to - count)
			.mapToDouble((first) -> series.ratio(first, count))
			.toArray();
		return "%.2f to %.2f".formatted(Arrays.stream(ratios).min().orElseThrow(),
				Arrays.stream(ratios).max().orElseThrow());
	}

	private static String percent(double share) {
		return "%.1f %%".formatted(100 * share);
	}

	private void write(Path directory) throws IOException {
		StringBuilder csv = new StringBuilder("run,seconds,limit,served,refused\n");
		this.runs.forEach((name, series) -> csv.append(series.csv(name)));
		Files.writeString(directory.resolve("pacing.csv"), csv);
		Files.writeString(directory.resolve("pacing.svg"), Charts.svg(this.runs));
	}

}
