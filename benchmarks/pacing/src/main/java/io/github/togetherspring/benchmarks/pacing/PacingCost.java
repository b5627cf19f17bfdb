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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

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
 * <p>
 * A process that mostly waits costs more per call than one that is busy: its caches are
 * cold, and its other threads wake up. A case whose calls wait is therefore compared with
 * the same calls at the same rate without pacing.
 */
public final class PacingCost {

	private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final int ROUNDS = 9;

	private static final int WARM_UP_ROUNDS = 3;

	private static final int CONCURRENCY = 100;

	private static final int NOT_WAITING = 1_000_000;

	private static final List<Integer> RATES = List.of(10_000, 2000, 500);

	private PacingCost() {
	}

	/**
	 * Print the costs of a call as a Markdown table.
	 * @param args {@code --seconds=N}, the length of a round, by default 3
	 */
	public static void main(String[] args) {
		Locale.setDefault(Locale.ROOT);
		Duration round = Duration.ofSeconds(Integer.parseInt(PacingBenchmark.option(args, "seconds", "3")));
		Case off = Case.without(round);
		Map<String, Case> cases = new LinkedHashMap<>();
		cases.put("off", off);
		cases.put("on, not waiting", Case.with(NOT_WAITING, off, round));
		for (int rate : RATES) {
			Case sparse = Case.without(rate, round);
			cases.put("off, %d per second".formatted(rate), sparse);
			cases.put("on, waiting, %d per second".formatted(rate), Case.with(rate, sparse, round));
		}
		for (int i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
			for (Case each : cases.values()) {
				each.run(i);
			}
		}
		System.out.printf(
				"| pacing | CPU per call, µs | to off at this rate | bytes per call | to off at this rate |%n|---|---|---|---|---|%n");
		cases.forEach((name, each) -> System.out.printf("| %s | %.2f | %s | %.0f | %s |%n", name, each.cpu(),
				each.more(Case::cpu, "%+.2f"), each.bytes(), each.more(Case::bytes, "%+.0f")));
	}

	/**
	 * A client, and what its calls have cost in each round.
	 */
	private static final class Case {

		private static final int CALLS_PER_SECOND = 10_000;

		// How often the pacer wakes up at most.
		private static final int TICKS_PER_SECOND = 100;

		private final CompletionsClient client;

		private final Flux<CompletionRequest> requests;

		private final int calls;

		private final @Nullable Case control;

		private final double[] cpu = new double[ROUNDS];

		private final double[] bytes = new double[ROUNDS];

		private Case(@Nullable PacingSettings pacing, Flux<CompletionRequest> requests, int rate, Duration round,
				@Nullable Case control) {
			this.client = CompletionsClients
				.builder(WebClient.builder().exchangeFunction((request) -> Mono.fromSupplier(Case::response)))
				.apiKey("none")
				.pacingSettings(pacing)
				.build();
			this.calls = Math.min(rate, CALLS_PER_SECOND) * (int) round.toSeconds();
			this.requests = requests.take(this.calls);
			this.control = control;
		}

		static Case without(Duration round) {
			return new Case(null, asFastAsPossible(), CALLS_PER_SECOND, round, null);
		}

		static Case without(int rate, Duration round) {
			List<CompletionRequest> some = Collections.nCopies(rate / TICKS_PER_SECOND, request());
			return new Case(null,
					Flux.interval(Duration.ofSeconds(1).dividedBy(TICKS_PER_SECOND))
						.onBackpressureBuffer()
						.concatMapIterable((tick) -> some),
					rate, round, null);
		}

		static Case with(int rate, Case control, Duration round) {
			return new Case(PacingSettings.builder().initialRate((double) rate).maxRate((double) rate).build(),
					asFastAsPossible(), rate, round, control);
		}

		private static Flux<CompletionRequest> asFastAsPossible() {
			CompletionRequest request = request();
			return Flux.range(0, Integer.MAX_VALUE).map((index) -> request);
		}

		private static CompletionRequest request() {
			return CompletionRequest.builder().model("m").prompt("The sky is").build();
		}

		private static ClientResponse response() {
			return ClientResponse.create(HttpStatus.OK)
				.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
				.body("{\"choices\":[{\"index\":0,\"text\":\" blue\"}]}")
				.build();
		}

		void run(int round) {
			long cpuBefore = PROCESS.getProcessCpuTime();
			long bytesBefore = allocated();
			this.client.createAll(this.requests, BulkOptions.builder().concurrency(CONCURRENCY).ordered(false).build())
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

		String more(ToDoubleFunction<Case> cost, String format) {
			return (this.control != null)
					? format.formatted(cost.applyAsDouble(this) - cost.applyAsDouble(this.control)) : "";
		}

		private static double median(double[] values) {
			return Arrays.stream(values).sorted().toArray()[values.length / 2];
		}

	}

}
