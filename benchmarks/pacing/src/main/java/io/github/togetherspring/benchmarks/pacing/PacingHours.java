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

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Prints how clients share a limit without knowing of each other, over many
 * {@linkplain SimulatedHour hours}. Each hour has a seed of its own, and the same options
 * print the same figures.
 */
public final class PacingHours {

	// Of the average of all clients.
	private static final double FAIR = 0.2;

	private PacingHours() {
	}

	/**
	 * Run the hours.
	 * @param args {@code --clients=N}, {@code --rates=RATE,...} for the attempts per
	 * second of each client, {@code --hours=N} for each rate, and {@code --seed=N} for
	 * the first of them
	 */
	public static void main(String[] args) {
		Locale.setDefault(Locale.ROOT);
		int clients = Integer.parseInt(PacingBenchmark.option(args, "clients", "3"));
		int hours = Integer.parseInt(PacingBenchmark.option(args, "hours", "100"));
		long seed = Long.parseLong(PacingBenchmark.option(args, "seed", "0"));
		String rates = PacingBenchmark.option(args, "rates", "1,1.7,2,5,10,20");
		System.out.printf("| attempts per second of each | hours in which all had within 20 %% of the average "
				+ "| farthest from it | refused with 429 | least used of the limit |%n|---|---|---|---|---|%n");
		ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
		try {
			for (String rate : rates.split(",")) {
				double limit = clients * Double.parseDouble(rate);
				List<CompletableFuture<SimulatedHour>> all = LongStream.range(seed, seed + hours)
					.mapToObj((each) -> CompletableFuture
						.supplyAsync(() -> new SimulatedHour(clients, limit, each).run(), threads))
					.toList();
				print(rate, all.stream().map(CompletableFuture::join).toList());
			}
		}
		finally {
			threads.shutdown();
		}
	}

	private static void print(String rate, List<SimulatedHour> hours) {
		double[] unfairness = values(hours, SimulatedHour::unfairness);
		System.out.printf("| %s | %.0f %% | %.0f %% | %.1f %% | %.2f |%n", rate,
				100.0 * Arrays.stream(unfairness).filter((each) -> each <= FAIR).count() / hours.size(),
				100 * Arrays.stream(unfairness).max().orElseThrow(),
				100 * Arrays.stream(values(hours, SimulatedHour::refusedShare)).average().orElseThrow(),
				Arrays.stream(values(hours, SimulatedHour::goodput)).min().orElseThrow());
	}

	private static double[] values(List<SimulatedHour> hours, ToDoubleFunction<SimulatedHour> value) {
		return hours.stream().mapToDouble(value).toArray();
	}

}
