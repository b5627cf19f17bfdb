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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.PacingSettings;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Measures the processor time and the allocation of a call without pacing, with pacing
 * that never makes it wait, and with pacing for which it waits. Responses come from
 * memory, so that a call is as cheap as possible. The rounds of all cases alternate.
 */
public final class PacingCost {

	private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final int ROUNDS = 9;

	private static final int WARM_UP_ROUNDS = 3;

	private static final int CONCURRENCY = 100;

	private static final double NOT_WAITING = 1_000_000;

	private static final List<Double> WAITING = List.of(10_000.0, 2000.0, 500.0);

	private PacingCost() {
	}

	/**
	 * Print the costs of a call as a Markdown table.
	 * @param args {@code --seconds=N}, the length of a round, by default 3
	 */
	public static void main(String[] args) {
		Locale.setDefault(Locale.ROOT);
		Duration round = Duration.ofSeconds(Integer.parseInt(PacingBenchmark.option(args, "seconds", "3")));
		Map<String, Case> cases = new LinkedHashMap<>();
		cases.put("off", new Case(null, round));
		cases.put("on, not waiting", new Case(NOT_WAITING, round));
		WAITING.forEach((rate) -> cases.put("on, waiting, %.0f per second".formatted(rate), new Case(rate, round)));
		for (int i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
			for (Case each : cases.values()) {
				each.run(i);
			}
		}
		System.out
			.printf("| pacing | CPU per call, µs | to off, µs | bytes per call | to off |%n|---|---|---|---|---|%n");
		Case off = cases.values().iterator().next();
		cases.forEach((name, each) -> System.out.printf("| %s | %.2f | %+.2f | %.0f | %+.0f |%n", name, each.cpu(),
				each.cpu() - off.cpu(), each.bytes(), each.bytes() - off.bytes()));
	}

	/**
	 * A client, and what its calls have cost in each round.
	 */
	private static final class Case {

		private static final int CALLS_PER_SECOND = 10_000;

		private final CompletionsClient client;

		private final int calls;

		private final double[] cpu = new double[ROUNDS];

		private final double[] bytes = new double[ROUNDS];

		Case(@Nullable Double rate, Duration round) {
			PacingSettings pacing = (rate != null) ? PacingSettings.builder().initialRate(rate).maxRate(rate).build()
					: null;
			this.client = CompletionsClients
				.builder(WebClient.builder().exchangeFunction((request) -> Mono.fromSupplier(Case::response)))
				.apiKey("none")
				.pacingSettings(pacing)
				.build();
			this.calls = (int) Math.min((rate != null) ? rate : CALLS_PER_SECOND, CALLS_PER_SECOND)
					* (int) round.toSeconds();
		}

		private static ClientResponse response() {
			return ClientResponse.create(HttpStatus.OK)
				.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
				.body("{\"choices\":[{\"index\":0,\"text\":\" blue\"}]}")
				.build();
		}

		void run(int round) {
			CompletionRequest request = CompletionRequest.builder().model("m").prompt("The sky is").build();
			long cpuBefore = PROCESS.getProcessCpuTime();
			long bytesBefore = allocated();
			this.client
				.createAll(Flux.range(0, this.calls).map((index) -> request),
						BulkOptions.builder().concurrency(CONCURRENCY).ordered(false).build())
				.blockLast();
			if (round >= 0) {
				this.cpu[round] = (PROCESS.getProcessCpuTime() - cpuBefore) / 1e3 / this.calls;
				this.bytes[round] = (double) (allocated() - bytesBefore) / this.calls;
			}
		}

		private static long allocated() {
			return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())).sum();
		}

		double cpu() {
			return median(this.cpu);
		}

		double bytes() {
			return median(this.bytes);
		}

		private static double median(double[] values) {
			return Arrays.stream(values).sorted().toArray()[values.length / 2];
		}

	}

}
