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

package io.github.togetherspring;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests that asynchronous calls never block the thread of their subscriber or an event
 * loop. Each is made twice by the same client, because the first call creates what the
 * client needs.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BlockingTests {

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("Once").build();

	private static final SimulatedResponse TEXT = SimulatedResponse.tokens(" a", " b", " c");

	// Not thrown where it happens: the call would never end.
	private static final Queue<BlockingOperationError> BLOCKED = new ConcurrentLinkedQueue<>();

	@BeforeAll
	static void install() {
		// The first client of a JVM loads classes, which are in files.
		try (TogetherSimulator simulator = TogetherSimulator.start()) {
			simulator.enqueue(TEXT);
			client(simulator, Duration.ofSeconds(60)).stream(REQUEST).blockLast();
		}
		BlockHound.builder()
			.loadIntegrations()
			.blockingMethodCallback((method) -> record(new BlockingOperationError(method)))
			.install();
	}

	// A thread that was there before may wait for its next task.
	private static void record(BlockingOperationError error) {
		if (!stack(error).contains("ThreadPoolExecutor.getTask(")) {
			BLOCKED.add(error);
		}
	}

	@BeforeEach
	void forget() {
		BLOCKED.clear();
	}

	@Test
	void blockingIsNoticed() {
		runOnParallelThread(Mono.fromRunnable(() -> LockSupport.parkNanos(1)));
		assertThat(BLOCKED).hasSize(1);
	}

	@ParameterizedTest
	@MethodSource
	void callDoesNotBlock(Function<CompletionsClient, Publisher<?>> call, List<SimulatedResponse> responses) {
		try (TogetherSimulator simulator = TogetherSimulator.start()) {
			CompletionsClient client = client(simulator, Duration.ofSeconds(2));
			for (int time = 0; time < 2; time++) {
				simulator.enqueue(responses.toArray(new SimulatedResponse[0]));
				runOnParallelThread(call.apply(client));
			}
		}
		assertThat(BLOCKED).extracting(BlockingTests::stack).isEmpty();
	}

	static Stream<Arguments> callDoesNotBlock() {
		return Stream.of(calls("response", (client) -> client.createAsync(REQUEST), TEXT),
				calls("stream", (client) -> client.stream(REQUEST), TEXT),
				calls("slow reader", (client) -> client.stream(REQUEST).limitRate(1), TEXT),
				calls("several at once",
						(client) -> client.createAll(Collections.nCopies(20, REQUEST),
								BulkOptions.builder().concurrency(8).build())),
				calls("retry", (client) -> client.createAsync(REQUEST), SimulatedResponse.status(503), TEXT),
				calls("rejection", (client) -> client.createAsync(REQUEST),
						SimulatedResponse.error(400, "invalid_request_error", "No")),
				calls("error page", (client) -> client.stream(REQUEST), SimulatedResponse.html(404, "<h1>No</h1>")),
				calls("reset", (client) -> client.stream(REQUEST), TEXT.resetAfter(1)),
				calls("truncated", (client) -> client.stream(REQUEST), TEXT.closeAfter(1)),
				calls("stall", (client) -> client.stream(REQUEST), TEXT.stallAfter(1)),
				calls("no response", (client) -> client.createAsync(REQUEST), TEXT.stallBeforeHeaders()),
				calls("cancellation", (client) -> client.stream(REQUEST).take(1), TEXT.stallAfter(1)),
				calls("invalid key", (client) -> client.mutate().apiKey("wrong").build().createAsync(REQUEST),
						SimulatedResponse.status(401)));
	}

	private static Arguments calls(String name, Function<CompletionsClient, Publisher<?>> call,
			SimulatedResponse... responses) {
		return argumentSet(name, call, List.of(responses));
	}

	private static CompletionsClient client(TogetherSimulator simulator, Duration timeout) {
		return CompletionsClients.builder()
			.baseUrl(simulator.baseUrl())
			.apiKey(TogetherSimulator.ANY_KEY)
			.responseTimeout(timeout)
			.streamIdleTimeout(timeout)
			.totalTimeout(Duration.ofSeconds(60))
			.maxConcurrentRequests(4)
			.pacingSettings(PacingSettings.builder().initialRate(50.0).build())
			.retrySettings(RetrySettings.builder().baseDelay(Duration.ofMillis(10)).build())
			.build();
	}

	private static String stack(BlockingOperationError error) {
		return Arrays.stream(error.getStackTrace()).map(String::valueOf).collect(Collectors.joining("\n  "));
	}

	// How a call ends is the subject of other tests.
	private static void runOnParallelThread(Publisher<?> call) {
		Flux.defer(() -> call).subscribeOn(Schedulers.parallel()).onErrorResume((error) -> Mono.empty()).then().block();
	}

}
