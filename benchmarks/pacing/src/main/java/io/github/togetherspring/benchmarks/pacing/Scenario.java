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

import java.time.Duration;
import java.util.Map;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Clients that always have more to send, and the limits that they meet. All times are
 * those of the clients.
 *
 * @param name the name
 * @param clients the number of clients, which share an API key
 * @param pacing the pacing of each client, or {@code null} for none
 * @param limits the limits, by the time at which each begins to apply
 * @param interval the length of the intervals of the series
 * @param duration the length of the run
 */
record Scenario(String name, int clients, @Nullable PacingSettings pacing, Map<Duration, SimulatedRateLimit> limits,
		Duration interval, Duration duration) {

	private static final String MODEL = "m";

	private static final int CONCURRENCY = 8;

	private static final Duration LATENCY = Duration.ofSeconds(1);

	private static final Duration ROUND_TRIP = Duration.ofMillis(250);

	private static final int SAMPLES_PER_INTERVAL = 4;

	/**
	 * Run the scenario.
	 * @param factor how much faster the time of the clients passes
	 * @return what happened
	 */
	Series run(int factor) {
		try (TogetherSimulator simulator = TogetherSimulator.start()) {
			simulator.on(RequestPattern.anyPrompt())
				.respond(SimulatedResponse.completion(" blue").withDelay(LATENCY.dividedBy(factor)));
			Series series = new Series(this.clients, this.interval, this.duration);
			run(simulator, series, factor);
			return series;
		}
	}

	private void run(TogetherSimulator simulator, Series series, int factor) {
		Flux<?> limits = Flux.fromIterable(this.limits.entrySet())
			.flatMap((limit) -> Mono.delay(limit.getKey()).doOnNext((tick) -> simulator.limitRate(limit.getValue())));
		Flux<?> samples = Flux.interval(this.interval.dividedBy(SAMPLES_PER_INTERVAL))
			.doOnNext((tick) -> series.limit(simulator.requestsPerSecond(TogetherSimulator.ANY_KEY, MODEL) / factor));
		Flux<?> load = Flux.range(0, this.clients).flatMap((index) -> load(client(simulator, series, index)));
		Flux.merge(limits, samples, load).takeUntilOther(Mono.delay(this.duration)).blockLast();
	}

	private CompletionsClient client(TogetherSimulator simulator, Series series, int index) {
		WebClient.Builder http = WebClient.builder()
			.filter((request, next) -> Mono.delay(ROUND_TRIP)
				.then(next.exchange(request))
				.doOnNext((response) -> series.add(index, response.statusCode().value())));
		return CompletionsClients.builder(http)
			.baseUrl(simulator.baseUrl())
			.apiKey(TogetherSimulator.ANY_KEY)
			.pacingSettings(this.pacing)
			.build();
	}

	private static Flux<?> load(CompletionsClient client) {
		CompletionRequest request = CompletionRequest.builder()
			.model(MODEL)
			.prompt("The colour of the sky is")
			.maxTokens(1)
			.build();
		return client.createAll(Flux.range(0, Integer.MAX_VALUE).map((index) -> request),
				BulkOptions.builder().concurrency(CONCURRENCY).ordered(false).build());
	}

}
