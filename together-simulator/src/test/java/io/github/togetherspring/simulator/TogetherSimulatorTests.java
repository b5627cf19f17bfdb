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

package io.github.togetherspring.simulator;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link TogetherSimulator}.
 */
class TogetherSimulatorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String ENDLESS = "\"n\":128,\"max_tokens\":100000,\"logit_bias\":{\"0\":-100}";

	// Those of simulators whose application contexts other tests have left in the cache.
	private final Set<Thread> before = threads().collect(Collectors.toSet());

	@Test
	void requestsAreRecorded() {
		try (TogetherSimulator simulator = TogetherSimulator.start()) {
			SimulatorCaller caller = new SimulatorCaller(simulator);
			caller.complete("\"max_tokens\":1");
			caller.post("not json");
			assertThat(simulator.requests()).hasSize(2);
			ReceivedRequest first = simulator.takeRequest(PATIENCE);
			assertThat(first.method()).isEqualTo("POST");
			assertThat(first.path()).isEqualTo("/v1/completions");
			assertThat(first.header("Authorization")).isEqualTo("Bearer any-key");
			assertThat(first.json()).containsEntry("max_tokens", 1).containsEntry("prompt", "Once upon a time");
			assertThat(first).asString().doesNotContain("any-key");
			ReceivedRequest second = simulator.takeRequest(PATIENCE);
			assertThat(second.body()).isEqualTo("not json");
			assertThat(second.json()).isEmpty();
			assertThatIllegalStateException().isThrownBy(() -> simulator.takeRequest(Duration.ofMillis(1)));
		}
	}

	@Test
	void resetForgetsRequestsAndScripts() {
		try (TogetherSimulator simulator = TogetherSimulator.start()) {
			SimulatorCaller caller = new SimulatorCaller(simulator);
			caller.complete("");
			simulator.enqueue(SimulatedResponse.status(500));
			simulator.reset();
			assertThat(simulator.requests()).isEmpty();
			caller.complete("");
		}
	}

	@Test
	void simulatorsRunSideBySide() {
		try (TogetherSimulator one = TogetherSimulator.builder().models("one").start();
				TogetherSimulator two = TogetherSimulator.builder().models("two").start()) {
			assertThat(one.port()).isNotEqualTo(two.port());
			assertThat(models(one)).contains("\"id\":\"one\"");
			assertThat(models(two)).contains("\"id\":\"two\"");
			assertThat(one.requests()).hasSize(1);
		}
	}

	@Test
	void closeFreesThePortAndEndsItsThreads() throws Exception {
		TogetherSimulator simulator = TogetherSimulator.start();
		SimulatorCaller caller = new SimulatorCaller(simulator);
		simulator.enqueue(SimulatedResponse.fromModel().stallBeforeHeaders());
		CompletableFuture<HttpResponse<String>> stalled = caller.http()
			.sendAsync(caller.completionRequest(""), HttpResponse.BodyHandlers.ofString());
		simulator.takeRequest(PATIENCE);
		List<Thread> threads = newThreads().toList();
		assertThat(threads).isNotEmpty();
		int port = simulator.port();
		simulator.close();
		assertThatNoException().isThrownBy(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close());
		assertThat(stalled).failsWithin(PATIENCE);
		for (Thread thread : threads) {
			thread.join(PATIENCE.toMillis());
			assertThat(thread.isAlive()).isFalse();
		}
	}

	@Test
	void closingTwiceDoesNothing() {
		TogetherSimulator simulator = TogetherSimulator.start();
		simulator.close();
		assertThatNoException().isThrownBy(simulator::close);
	}

	@Test
	void pacedStreamsShareTheThreads() {
		try (TogetherSimulator simulator = TogetherSimulator.builder().tokenDelay(Duration.ofMillis(10)).start()) {
			SimulatorCaller caller = new SimulatorCaller(simulator);
			long start = System.nanoTime();
			List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 200)
				.mapToObj(
						(index) -> caller.http()
							.sendAsync(caller.completionRequest(
									"\"stream\":true,\"max_tokens\":20,\"logit_bias\":{\"0\":-100},\"seed\":" + index),
									HttpResponse.BodyHandlers.ofString()))
				.toList();
			answers.forEach((answer) -> assertThat(SimulatorCaller.chunks(answer.join().body())).hasSize(20));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
			assertThat(newThreads().count()).isLessThanOrEqualTo(11);
			assertThat(simulator.awaitIdle(PATIENCE)).isTrue();
		}
	}

	@Test
	void longAnswersDoNotHoldUpOthers() {
		try (TogetherSimulator simulator = TogetherSimulator.start()) {
			SimulatorCaller caller = new SimulatorCaller(simulator);
			List<CompletableFuture<HttpResponse<String>>> endless = IntStream.range(0, 4)
				.mapToObj((index) -> caller.http()
					.sendAsync(caller.completionRequest(ENDLESS), HttpResponse.BodyHandlers.ofString()))
				.toList();
			endless.forEach((answer) -> simulator.takeRequest(PATIENCE));
			assertThat(caller.http()
				.sendAsync(caller.completionRequest("\"stream\":true,\"max_tokens\":5"),
						HttpResponse.BodyHandlers.ofString()))
				.succeedsWithin(PATIENCE);
			assertThat(endless).noneMatch(CompletableFuture::isDone);
		}
	}

	@Test
	void closeEndsAnswersInTheMaking() throws Exception {
		TogetherSimulator simulator = TogetherSimulator.start();
		SimulatorCaller caller = new SimulatorCaller(simulator);
		caller.http().sendAsync(caller.completionRequest(ENDLESS), HttpResponse.BodyHandlers.ofString());
		simulator.takeRequest(PATIENCE);
		caller.complete("\"max_tokens\":1");
		List<Thread> threads = newThreads().toList();
		assertThat(threads).anyMatch((thread) -> thread.getName().contains("writer"));
		simulator.close();
		for (Thread thread : threads) {
			thread.join(PATIENCE.toMillis());
			assertThat(thread.isAlive()).isFalse();
		}
	}

	@Test
	@Tag("timing")
	void startTakesLittleTime() {
		IntStream.range(0, 5).forEach((warmUp) -> startAndAnswer());
		List<Duration> starts = IntStream.range(0, 9).mapToObj((index) -> startAndAnswer()).sorted().toList();
		assertThat(starts.get(starts.size() / 2)).isLessThan(Duration.ofMillis(150));
	}

	private static Duration startAndAnswer() {
		long start = System.nanoTime();
		try (TogetherSimulator simulator = TogetherSimulator.start()) {
			models(simulator);
			return Duration.ofNanos(System.nanoTime() - start);
		}
	}

	private static String models(TogetherSimulator simulator) {
		SimulatorCaller caller = new SimulatorCaller(simulator);
		return caller.send(caller.request("/models").build()).body();
	}

	private Stream<Thread> newThreads() {
		return threads().filter((thread) -> !this.before.contains(thread));
	}

	private static Stream<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("together-simulator"));
	}

}
