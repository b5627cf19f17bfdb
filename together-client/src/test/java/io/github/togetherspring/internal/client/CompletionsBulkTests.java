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

package io.github.togetherspring.internal.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkProgress;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CompletionsClient#createAll}. The responses come from the test itself.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CompletionsBulkTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Map<Integer, Sinks.One<ClientResponse>> calls = new ConcurrentHashMap<>();

	private final AtomicInteger callNumber = new AtomicInteger();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicInteger mostInFlight = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final CompletionsClient client = CompletionsClients
		.builder(WebClient.builder().exchangeFunction((request) -> Mono.defer(() -> {
			this.mostInFlight.accumulateAndGet(this.inFlight.incrementAndGet(), Math::max);
			return call(this.callNumber.getAndIncrement()).asMono()
				.doOnTerminate(this.inFlight::decrementAndGet)
				.doOnCancel(this.inFlight::decrementAndGet)
				.doOnCancel(this.cancelled::incrementAndGet);
		})))
		.apiKey("k")
		.retrySettings(RetrySettings.none())
		.build();

	@Test
	void resultsComeInTheOrderOfTheRequests() {
		StepVerifier.create(this.client.createAll(requests(3), BulkOptions.defaults()).map(BulkResult::index))
			.then(() -> answer(2))
			.then(() -> answer(1))
			.expectNoEvent(Duration.ofMillis(20))
			.then(() -> answer(0))
			.expectNext(0L, 1L, 2L)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void resultsComeAsTheCallsEnd() {
		StepVerifier
			.create(this.client.createAll(requests(3), (options) -> options.ordered(false)).map(BulkResult::index))
			.then(() -> answer(2))
			.expectNext(2L)
			.then(() -> answer(0))
			.expectNext(0L)
			.then(() -> answer(1))
			.expectNext(1L)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void failureIsAResult() {
		CompletionRequest invalid = CompletionRequest.builder().model("m").build();
		List<BulkResult> results = new ArrayList<>();
		StepVerifier
			.create(this.client.createAll(Flux.concat(requests(1), Mono.just(invalid), requests(2)),
					BulkOptions.defaults()))
			.then(() -> answer(0))
			.then(() -> refuse(1))
			.then(() -> answer(2))
			.recordWith(() -> results)
			.expectNextCount(4)
			.expectComplete()
			.verify(PATIENCE);
		assertThat(results).extracting(BulkResult::index).containsExactly(0L, 1L, 2L, 3L);
		assertThat(results.get(0).orElseThrow().text()).isEqualTo("answer 0");
		assertThat(results.get(0).request().prompt()).isEqualTo("p0");
		assertThat(results.get(1).error()).isInstanceOf(InvalidCompletionRequestException.class);
		assertThat(results.get(2).error()).isInstanceOf(TogetherResponseException.BadRequest.class);
		assertThatExceptionOfType(TogetherResponseException.BadRequest.class).isThrownBy(results.get(2)::orElseThrow);
		assertThat(results.get(3).orElseThrow().text()).isEqualTo("answer 2");
	}

	@Test
	void concurrencyIsBounded() {
		for (boolean ordered : new boolean[] { true, false }) {
			this.callNumber.set(0);
			this.calls.clear();
			BulkOptions options = options(3, ordered);
			StepVerifier.create(this.client.createAll(requests(10), options).map(BulkResult::index))
				.then(() -> assertThat(this.inFlight).hasValue(3))
				.then(() -> answer(0))
				.expectNext(0L)
				.then(() -> assertThat(this.inFlight).hasValue(3))
				.then(() -> IntStream.range(1, 10).forEach(this::answer))
				.expectNextCount(9)
				.expectComplete()
				.verify(PATIENCE);
			assertThat(this.mostInFlight).hasValue(3);
			assertThat(this.inFlight).hasValue(0);
		}
	}

	@Test
	void endlessInputIsPulledByDemand() {
		AtomicLong pulled = new AtomicLong();
		IntStream.range(0, 100).forEach(this::answer);
		Flux<CompletionRequest> endless = Flux.<CompletionRequest, Integer>generate(() -> 0, (i, sink) -> {
			pulled.incrementAndGet();
			sink.next(request(i));
			return i + 1;
		});
		List<BulkResult> results = this.client.createAll(endless, (options) -> options.concurrency(4))
			.take(20)
			.collectList()
			.block(PATIENCE);
		assertThat(results).extracting(BulkResult::index)
			.containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(Long::valueOf).toList());
		assertThat(pulled.get()).isBetween(20L, 40L);
	}

	@Test
	void slowSubscriberHasOneWindowOfCallsAhead() {
		IntStream.range(0, 100).forEach(this::answer);
		for (boolean ordered : new boolean[] { true, false }) {
			this.callNumber.set(0);
			BulkOptions options = options(4, ordered).toBuilder().reorderWindow(8).build();
			StepVerifier.create(this.client.createAll(requests(100), options), 0)
				.then(() -> assertThat(this.callNumber).hasValue(0))
				.thenRequest(1)
				.expectNextCount(1)
				.then(() -> assertThat(this.callNumber).hasValue(9))
				.thenCancel()
				.verify(PATIENCE);
			assertThat(this.callNumber).hasValue(9);
		}
	}

	@Test
	void cancellingEndsTheCallsInFlight() {
		StepVerifier.create(this.client.createAll(requests(100), (options) -> options.concurrency(5)))
			.then(() -> assertThat(this.inFlight).hasValue(5))
			.thenCancel()
			.verify(PATIENCE);
		assertThat(this.cancelled).hasValue(5);
		assertThat(this.callNumber).hasValue(5);
	}

	@Test
	void failureOfTheInputEndsTheOutputWithIt() {
		Flux<CompletionRequest> input = requests(1).concatWith(Flux.error(new IllegalStateException("input")));
		answer(0);
		StepVerifier.create(this.client.createAll(input, BulkOptions.defaults()))
			.expectNextCount(1)
			.expectErrorMessage("input")
			.verify(PATIENCE);
	}

	@Test
	void emptyInput() {
		StepVerifier.create(this.client.createAll(Flux.empty())).expectComplete().verify(PATIENCE);
		assertThat(this.callNumber).hasValue(0);
	}

	private Sinks.One<ClientResponse> call(int number) {
		return this.calls.computeIfAbsent(number, (key) -> Sinks.one());
	}

	@Test
	void progressIsToldOfEachCall() {
		List<BulkProgress> progress = new CopyOnWriteArrayList<>();
		StepVerifier
			.create(this.client.createAll(requests(3), (options) -> options.concurrency(2).onProgress(progress::add)))
			.then(() -> answer(0))
			.expectNextCount(1)
			.then(() -> refuse(1))
			.expectNextCount(1)
			.then(() -> answer(2))
			.expectNextCount(1)
			.expectComplete()
			.verify(PATIENCE);
		assertThat(progress).containsExactly(progress(0, 0, 1, 0), progress(0, 0, 2, 0), progress(1, 0, 1, 1),
				progress(1, 0, 2, 0), progress(1, 1, 1, 1), progress(2, 1, 0, 1), progress(2, 1, 0, 0));
	}

	@Test
	void progressKnowsOfNothingInFlightAfterCancelling() {
		List<BulkProgress> progress = new CopyOnWriteArrayList<>();
		StepVerifier
			.create(this.client.createAll(requests(3), (options) -> options.concurrency(3).onProgress(progress::add))
				.take(1))
			.then(() -> answer(0))
			.expectNextCount(1)
			.expectComplete()
			.verify(PATIENCE);
		assertThat(progress).endsWith(new BulkCounts(1, 0, 2, 0, 0, 0));
	}

	private void answer(int number) {
		call(number).tryEmitValue(ClientResponse.create(HttpStatus.OK)
			.header("Content-Type", MediaType.APPLICATION_JSON_VALUE)
			.body("{\"choices\":[{\"index\":0,\"text\":\"answer " + number + "\"}]}")
			.build());
	}

	private void refuse(int number) {
		call(number).tryEmitValue(ClientResponse.create(HttpStatus.BAD_REQUEST).body("{\"error\":\"no\"}").build());
	}

	private static BulkProgress progress(long succeeded, long failed, int inFlight, int undelivered) {
		return new BulkCounts(succeeded, failed, 0, 0, inFlight, undelivered);
	}

	private static BulkOptions options(int concurrency, boolean ordered) {
		return BulkOptions.builder().concurrency(concurrency).ordered(ordered).build();
	}

	private static Flux<CompletionRequest> requests(int count) {
		return Flux.range(0, count).map(CompletionsBulkTests::request);
	}

	private static CompletionRequest request(int number) {
		return CompletionRequest.builder().model("m").prompt("p" + number).build();
	}

}
