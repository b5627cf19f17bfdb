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

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.togetherspring.completions.BulkOptions;
import io.github.togetherspring.completions.BulkProgress;
import io.github.togetherspring.completions.BulkResult;
import io.github.togetherspring.completions.ClientStoppedException;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.test.util.RaceTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link BulkCalls} with calls that end when the test says so.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BulkCallsTests {

	private static final int ROUNDS = 1000;

	private final FakeCalls calls = new FakeCalls();

	private final List<BulkProgress> progress = new CopyOnWriteArrayList<>();

	private final Results results = new Results();

	@Test
	void slowCallDoesNotReduceConcurrencyUntilTheWindowIsFull() {
		subscribe(Flux.range(0, 100), ordered(4).reorderWindow(10).build());
		for (int i = 1; i <= 6; i++) {
			assertThat(this.calls.active()).as("call %d", i).hasSize(4).contains(0);
			this.calls.answer(i);
		}
		assertThat(this.calls.active()).containsExactly(0, 7, 8, 9);
		this.calls.answer(7);
		this.calls.answer(8);
		assertThat(this.calls.active()).containsExactly(0, 9);
		assertThat(this.results.indexes()).isEmpty();
		this.calls.answer(0);
		assertThat(this.results.indexes()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
		assertThat(this.calls.active()).containsExactly(9, 10, 11, 12);
	}

	@Test
	void slowCallStopsNothingWithoutAnOrder() {
		subscribe(Flux.range(0, 100), ordered(4).ordered(false).build());
		IntStream.range(1, 97).forEach((i) -> {
			assertThat(this.calls.active()).hasSize(4).contains(0);
			this.calls.answer(i);
		});
		assertThat(this.results.indexes()).containsExactlyElementsOf(LongStream.range(1, 97).boxed().toList());
	}

	@Test
	void noCallBeginsWhileTooManyBytesWait() {
		long bytes = ResultSize.of(result(0));
		subscribe(Flux.range(0, 100), ordered(3).reorderWindowBytes(2 * bytes).build());
		this.calls.answer(1);
		assertThat(this.calls.active()).containsExactly(0, 2, 3);
		this.calls.answer(2);
		this.calls.answer(3);
		assertThat(this.calls.active()).containsExactly(0);
		this.calls.answer(0);
		assertThat(this.results.indexes()).containsExactly(0L, 1L, 2L, 3L);
		assertThat(this.calls.active()).containsExactly(4, 5, 6);
	}

	@Test
	void resultLargerThanTheWindowIsDelivered() {
		subscribe(Flux.range(0, 3), ordered(2).reorderWindowBytes(1L).build());
		IntStream.of(1, 0, 2).forEach(this.calls::answer);
		assertThat(this.results.indexes()).containsExactly(0L, 1L, 2L);
		assertThat(this.results.isComplete()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void resultsThatWaitForTheSubscriberFillTheWindow(boolean ordered) {
		subscribe(Flux.range(0, 100), ordered(2).ordered(ordered).reorderWindow(6).build(), 1);
		for (int i = 0; i < 7; i++) {
			this.calls.answer(i);
		}
		assertThat(this.results.indexes()).containsExactly(0L);
		assertThat(this.calls.begun()).isEqualTo(7);
		this.results.request(2);
		assertThat(this.results.indexes()).containsExactly(0L, 1L, 2L);
		assertThat(this.calls.active()).containsExactly(7, 8);
	}

	@Test
	void sourceIsAskedForWhatCanBegin() {
		TestPublisher<Integer> source = TestPublisher.create();
		List<Long> asked = new ArrayList<>();
		subscribe(source.flux().doOnRequest(asked::add), ordered(3).reorderWindow(4).build(), 0);
		assertThat(asked).isEmpty();
		this.results.request(Long.MAX_VALUE);
		assertThat(asked).containsExactly(3L);
		source.next(0, 1);
		assertThat(asked).containsExactly(3L);
		this.calls.answer(1);
		assertThat(asked).containsExactly(3L, 1L);
		source.next(2, 3);
		this.calls.answer(2);
		assertThat(asked).containsExactly(3L, 1L);
		this.calls.answer(0);
		assertThat(asked).containsExactly(3L, 1L, 1L, 1L);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void boundsAndOrderHoldWhateverTheOrderOfTheCalls(long seed) {
		Random random = new Random(seed);
		int concurrency = 1 + random.nextInt(10);
		int window = concurrency + random.nextInt(30);
		int count = 500;
		boolean ordered = random.nextInt(4) > 0;
		long demand = 0;
		subscribe(Flux.range(0, count), ordered(concurrency).reorderWindow(window).ordered(ordered).build(), 0);
		while (!this.results.isComplete()) {
			List<Integer> active = this.calls.active();
			if (!active.isEmpty() && random.nextInt(5) > 0) {
				this.calls.answer(active.get(random.nextInt(active.size())));
			}
			else {
				long n = 1 + random.nextInt(10);
				demand += n;
				this.results.request(n);
			}
			int delivered = this.results.indexes().size();
			assertThat(this.calls.active()).hasSizeLessThanOrEqualTo(concurrency);
			assertThat(this.calls.begun() - delivered).isLessThanOrEqualTo(window);
			assertThat((long) delivered).isLessThanOrEqualTo(demand);
		}
		List<Long> all = LongStream.range(0, count).boxed().toList();
		if (ordered) {
			assertThat(this.results.indexes()).isEqualTo(all);
		}
		else {
			assertThat(this.results.indexes()).containsExactlyInAnyOrderElementsOf(all);
		}
	}

	@ParameterizedTest
	@MethodSource("fakes")
	void hundredThousandRequestsNeedTheMemoryOfOneWindow(Function<CompletionRequest, Mono<CompletionResponse>> fake) {
		List<WeakReference<BulkResult>> old = new ArrayList<>();
		AtomicInteger most = new AtomicInteger();
		BulkOptions options = ordered(16)
			.onProgress((progress) -> most.accumulateAndGet(progress.inFlight() + progress.undelivered(), Math::max))
			.build();
		Long last = new BulkCalls((request, callOptions) -> fake.apply(request))
			.createAll(Flux.range(0, 100_000).map(BulkCallsTests::request), options)
			.doOnNext((result) -> {
				if (result.index() % 10_000 == 0) {
					old.add(new WeakReference<>(result));
				}
				if (result.index() == 60_000) {
					assertThat(old.subList(0, 5)).allSatisfy(BulkCallsTests::assertCollected);
				}
			})
			.map(BulkResult::index)
			.reduce((before, index) -> (index == before + 1) ? index : -1L)
			.block();
		assertThat(last).isEqualTo(99_999);
		assertThat(most.get()).isLessThanOrEqualTo(options.reorderWindow());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void failureOfOneCallIsItsResult(Mono<CompletionResponse> call, Class<? extends Throwable> expected) {
		List<BulkResult> results = new BulkCalls(
				(request, options) -> request.prompt().equals("1") ? call : Mono.just(response(request)))
			.createAll(Flux.range(0, 3).map(BulkCallsTests::request), BulkOptions.defaults())
			.collectList()
			.block();
		assertThat(results).extracting(BulkResult::index).containsExactly(0L, 1L, 2L);
		assertThat(Exceptions.unwrap(results.get(1).error())).isInstanceOf(expected);
		assertThat(results.get(2).orElseThrow().text()).isEqualTo("text 2");
	}

	@Test
	void callThatCannotBeMadeIsAFailedResult() {
		List<BulkResult> results = new BulkCalls((request, options) -> {
			throw new IllegalStateException("not made");
		}).createAll(Flux.range(0, 2).map(BulkCallsTests::request), BulkOptions.defaults()).collectList().block();
		assertThat(results).hasSize(2).allSatisfy((result) -> assertThat(result.error()).hasMessage("not made"));
	}

	@Test
	void errorOfTheMachineEndsEverything() {
		subscribe(Flux.range(0, 10), ordered(3).build());
		this.calls.fail(1, new StackOverflowError("deep"));
		assertThat(this.results.error()).isInstanceOf(StackOverflowError.class);
		assertThat(this.calls.cancelled()).containsExactly(0, 2);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void errorOfTheSourceComesAfterTheResultsOfWhatItHasEmitted(boolean ordered) {
		TestPublisher<Integer> source = TestPublisher.create();
		subscribe(source.flux(), ordered(3).ordered(ordered).build());
		source.next(0, 1, 2);
		this.calls.answer(0);
		source.error(new IllegalStateException("input"));
		assertThat(this.results.error()).isNull();
		this.calls.answer(2);
		this.calls.answer(1);
		assertThat(this.results.indexes()).containsExactlyInAnyOrder(0L, 1L, 2L);
		assertThat(this.results.error()).hasMessage("input");
		assertThat(last()).isEqualTo(new BulkCounts(3, 0, 0, 0, 0, 0));
	}

	@Test
	void errorOfTheSourceNeedsNoDemandButItsResultsDo() {
		subscribe(Flux.concat(Flux.range(0, 2), Mono.error(new IllegalStateException("input"))), ordered(3).build(), 1);
		this.calls.answer(0);
		this.calls.answer(1);
		assertThat(this.results.error()).isNull();
		this.results.request(1);
		assertThat(this.results.error()).hasMessage("input");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void stoppedClientLeavesCancelledAndUntriedRequestsWithoutResults(boolean ordered) {
		TestPublisher<Integer> source = TestPublisher.create();
		subscribe(source.flux(), ordered(4).ordered(ordered).build());
		source.next(0, 1, 2, 3);
		this.calls.fail(1, new ClientStoppedException("cut", true));
		this.calls.fail(2, new ClientStoppedException("refused"));
		source.assertCancelled();
		this.calls.answer(3);
		assertThat(this.results.error()).isNull();
		this.calls.answer(0);
		assertThat(this.results.indexes()).containsExactlyInAnyOrder(0L, 3L);
		assertThat(this.results.error())
			.isInstanceOfSatisfying(ClientStoppedException.class, (error) -> assertThat(error.callStarted()).isTrue())
			.hasMessageContaining("2 results, 1 cancelled, 1 not started");
		assertThat(last()).isEqualTo(new BulkCounts(2, 0, 1, 1, 0, 0));
	}

	@Test
	void requestsThatWaitForTheWindowAreUntriedIfTheClientStops() {
		TestPublisher<Integer> source = TestPublisher.create();
		subscribe(source.flux(), ordered(3).reorderWindowBytes(1L).build());
		source.next(0, 1);
		this.calls.answer(1);
		source.next(2);
		assertThat(this.calls.active()).containsExactly(0);
		this.calls.fail(0, new ClientStoppedException("refused"));
		assertThat(this.results.indexes()).containsExactly(1L);
		assertThat(this.results.error())
			.isInstanceOfSatisfying(ClientStoppedException.class, (error) -> assertThat(error.callStarted()).isFalse())
			.hasMessageContaining("1 results, 0 cancelled, 2 not started");
		assertThat(last()).isEqualTo(new BulkCounts(1, 0, 0, 2, 0, 0));
	}

	@Test
	void errorOfMakingACallEndsEverything() {
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(() -> new BulkCalls((request, options) -> {
			throw new NoClassDefFoundError("missing");
		}).createAll(Flux.range(0, 2).map(BulkCallsTests::request), BulkOptions.defaults()).blockLast());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void exceptionOfTheListenerDoesNotAffectTheResults(boolean error) {
		AtomicInteger reports = new AtomicInteger();
		BulkOptions options = ordered(2).onProgress((progress) -> {
			reports.incrementAndGet();
			if (error) {
				throw new AssertionError("listener");
			}
			throw new IllegalStateException("listener");
		}).build();
		subscribe(Flux.range(0, 2), options);
		this.calls.answer(0);
		this.calls.answer(1);
		assertThat(this.results.indexes()).containsExactly(0L, 1L);
		assertThat(this.results.isComplete()).isTrue();
		assertThat(reports).hasValue(5);
	}

	@Test
	void cancellingEndsAllCallsAndKeepsNothing() {
		TestPublisher<Integer> source = TestPublisher.create();
		subscribe(source.flux(), ordered(3).reorderWindowBytes(1L).build());
		source.next(0, 1);
		this.calls.answer(1);
		source.next(2);
		this.results.cancel();
		source.assertCancelled();
		assertThat(this.calls.cancelled()).containsExactly(0);
		assertThat(this.calls.begun()).isEqualTo(2);
		assertThat(last()).isEqualTo(new BulkCounts(1, 0, 1, 1, 0, 1));
		assertThat(last().delivered()).isZero();
		assertThat(this.results.indexes()).isEmpty();
		WeakReference<CompletionResponse> answer = this.calls.forgetAnswer(1);
		assertCollected(answer);
	}

	@Test
	void cancellingDoesNotWaitForASubscriberThatBlocks() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.results.onNext((result) -> {
			blocked.countDown();
			await(release);
		});
		subscribe(Flux.range(0, 10), ordered(3).build());
		Thread thread = new Thread(() -> this.calls.answer(0));
		thread.start();
		assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
		this.results.cancel();
		assertThat(this.calls.cancelled()).containsExactly(1, 2);
		release.countDown();
		thread.join();
		assertThat(this.calls.begun()).isEqualTo(3);
		assertThat(last()).isEqualTo(new BulkCounts(1, 0, 2, 0, 0, 0));
	}

	@Test
	void cancellingInTheListenerBeginsNoFurtherCall() {
		BulkOptions options = ordered(3).onProgress((progress) -> {
			this.progress.add(progress);
			if (progress.inFlight() == 2) {
				this.results.cancel();
			}
		}).build();
		subscribe(Flux.range(0, 10), options);
		assertThat(this.calls.begun()).isEqualTo(1);
		assertThat(this.calls.cancelled()).containsExactly(0);
		assertThat(last()).isEqualTo(new BulkCounts(0, 0, 1, 2, 0, 0));
	}

	@Test
	void exceptionOfTheSubscriberEndsAllCalls() {
		subscribe(Flux.range(0, 10), ordered(3).build());
		this.results.onNext((result) -> {
			throw Exceptions.bubble(new IllegalStateException("subscriber"));
		});
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.calls.answer(0))
			.withMessageContaining("subscriber");
		assertThat(this.calls.cancelled()).containsExactly(1, 2);
		assertThat(this.calls.begun()).isEqualTo(3);
		assertThat(last()).isEqualTo(new BulkCounts(1, 0, 2, 0, 0, 0));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, Long.MIN_VALUE })
	void requestForNoResultsIsAnErrorThatEndsAllCalls(long n) {
		subscribe(Flux.range(0, 10), ordered(3).build(), 1);
		this.results.requestInvalid(n);
		assertThat(this.results.error()).isInstanceOf(IllegalArgumentException.class);
		assertThat(this.calls.cancelled()).containsExactly(0, 1, 2);
	}

	@Test
	void callsSeeTheContextOfTheSubscriber() {
		String seen = new BulkCalls((request, options) -> Mono
			.deferContextual((context) -> Mono.just(CompletionResponse.of(Map.of("id", context.get("key"))))))
			.createAll(Flux.range(0, 1).map(BulkCallsTests::request), BulkOptions.defaults())
			.contextWrite((context) -> context.put("key", "value"))
			.map((result) -> String.valueOf(result.orElseThrow().id()))
			.blockLast();
		assertThat(seen).isEqualTo("value");
	}

	@Test
	void runCanBeScanned() {
		subscribe(Flux.range(0, 10), ordered(3).build(), 5);
		Scannable run = Scannable.from(this.results.subscription());
		assertThat(run.isScanAvailable()).isTrue();
		assertThat(run.inners()).hasSize(3)
			.allSatisfy((call) -> assertThat(call.scan(Scannable.Attr.ACTUAL)).isSameAs(run));
		assertThat(run.scan(Scannable.Attr.REQUESTED_FROM_DOWNSTREAM)).isEqualTo(5);
		assertThat(run.scan(Scannable.Attr.PARENT)).isNotNull();
		assertThat(run.scanUnsafe(Scannable.Attr.ACTUAL)).isSameAs(this.results);
		this.results.cancel();
		assertThat(run.scan(Scannable.Attr.CANCELLED)).isTrue();
		assertThat(run.inners()).isEmpty();
	}

	@Test
	void cancellingWhileCallsEndAndResultsAreRequested() {
		for (int round = 0; round < ROUNDS; round++) {
			FakeCalls calls = new FakeCalls();
			Results results = new Results();
			AtomicReference<BulkProgress> last = new AtomicReference<>();
			BulkOptions options = ordered(3).onProgress(last::set).build();
			calls.bulk(Flux.range(0, 100), options).subscribe(results);
			results.request(1);
			RaceTestUtils.race(results::cancel, () -> calls.answer(0), () -> calls.answer(1), () -> results.request(1));
			assertThat(calls.active()).isEmpty();
			assertThat(results.isComplete()).isFalse();
			assertThat(results.indexes()).isIn(List.of(), List.of(0L), List.of(0L, 1L));
			BulkProgress end = last.get();
			assertThat(end.inFlight()).isZero();
			assertThat(end.delivered()).isEqualTo(results.indexes().size());
			assertThat(end.done() + end.cancelled()).isEqualTo(calls.begun());
		}
	}

	@Test
	void callsThatEndTogetherAreDeliveredOnceAndInOrder() {
		for (int round = 0; round < ROUNDS; round++) {
			FakeCalls calls = new FakeCalls();
			Results results = new Results();
			calls.bulk(Flux.range(0, 4), ordered(4).build()).subscribe(results);
			results.request(1);
			RaceTestUtils.race(() -> calls.answer(3), () -> calls.answer(1), () -> results.request(2),
					() -> calls.answer(0), () -> calls.answer(2));
			assertThat(results.indexes()).containsExactly(0L, 1L, 2L);
			assertThat(results.isComplete()).isFalse();
			results.request(1);
			assertThat(results.indexes()).containsExactly(0L, 1L, 2L, 3L);
			assertThat(results.isComplete()).isTrue();
		}
	}

	@Test
	void sourceThatEndsWhileTheLastCallEnds() {
		for (int round = 0; round < ROUNDS; round++) {
			FakeCalls calls = new FakeCalls();
			Results results = new Results();
			TestPublisher<Integer> source = TestPublisher.create();
			calls.bulk(source.flux(), ordered(2).build()).subscribe(results);
			results.request(Long.MAX_VALUE);
			source.next(0);
			RaceTestUtils.race(source::complete, () -> calls.answer(0));
			assertThat(results.indexes()).containsExactly(0L);
			assertThat(results.isComplete()).isTrue();
		}
	}

	@Test
	void callsOnManyThreads() {
		List<Long> indexes = new BulkCalls(
				(request, options) -> Mono.fromSupplier(() -> response(request)).subscribeOn(Schedulers.parallel()))
			.createAll(Flux.range(0, 50_000).map(BulkCallsTests::request).publishOn(Schedulers.boundedElastic()),
					ordered(64).build())
			.map(BulkResult::index)
			.publishOn(Schedulers.single(), 16)
			.collectList()
			.block();
		assertThat(indexes).isEqualTo(LongStream.range(0, 50_000).boxed().toList());
	}

	static Stream<Arguments> fakes() {
		Function<CompletionRequest, Mono<CompletionResponse>> immediate = (request) -> Mono.just(response(request));
		Function<CompletionRequest, Mono<CompletionResponse>> later = (
				request) -> Mono.fromSupplier(() -> response(request)).subscribeOn(Schedulers.parallel());
		return Stream.of(argumentSet("at once", immediate), argumentSet("on other threads", later));
	}

	static Stream<Arguments> failures() {
		return Stream.of(argumentSet("exception", Mono.error(new IllegalStateException()), IllegalStateException.class),
				argumentSet("checked exception", Mono.error(new IOException()), IOException.class),
				argumentSet("no response", Mono.empty(), NoSuchElementException.class));
	}

	private void subscribe(Publisher<Integer> source, BulkOptions options) {
		subscribe(source, options, Long.MAX_VALUE);
	}

	private void subscribe(Publisher<Integer> source, BulkOptions options, long demand) {
		BulkOptions watched = (options.progressListener() != null) ? options
				: options.toBuilder().onProgress(this.progress::add).build();
		this.calls.bulk(source, watched).subscribe(this.results);
		if (demand > 0) {
			this.results.request(demand);
		}
	}

	private BulkProgress last() {
		return this.progress.get(this.progress.size() - 1);
	}

	private static BulkOptions.Builder ordered(int concurrency) {
		return BulkOptions.builder().concurrency(concurrency);
	}

	private static CompletionRequest request(int number) {
		return CompletionRequest.builder().model("m").prompt(String.valueOf(number)).build();
	}

	private static CompletionResponse response(CompletionRequest request) {
		return CompletionResponse
			.of(Map.of("choices", List.of(Map.of("index", 0, "text", "text " + request.prompt()))));
	}

	private static BulkResult result(int number) {
		return BulkResult.succeeded(number, request(number), response(request(number)));
	}

	private static void assertCollected(WeakReference<?> reference) {
		for (int i = 0; i < 20 && reference.get() != null; i++) {
			System.gc();
		}
		assertThat(reference.get()).isNull();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Calls by the numbers in their prompts.
	 */
	private static final class FakeCalls {

		private final Map<Integer, Sinks.One<CompletionResponse>> active = new ConcurrentHashMap<>();

		private final Queue<Integer> cancelled = new ConcurrentLinkedQueue<>();

		private final AtomicInteger begun = new AtomicInteger();

		private final Map<Integer, CompletionResponse> answers = new ConcurrentHashMap<>();

		Flux<BulkResult> bulk(Publisher<Integer> source, BulkOptions options) {
			return new BulkCalls((request, callOptions) -> call(Integer.parseInt(String.valueOf(request.prompt()))))
				.createAll(Flux.from(source).map(BulkCallsTests::request), options);
		}

		private Mono<CompletionResponse> call(int number) {
			return Mono.defer(() -> {
				this.begun.incrementAndGet();
				Sinks.One<CompletionResponse> sink = Sinks.one();
				this.active.put(number, sink);
				return sink.asMono().doOnCancel(() -> {
					this.active.remove(number);
					this.cancelled.add(number);
				});
			});
		}

		void answer(int number) {
			CompletionResponse response = response(request(number));
			this.answers.put(number, response);
			Sinks.One<CompletionResponse> sink = this.active.remove(number);
			if (sink != null) {
				sink.tryEmitValue(response);
			}
		}

		void fail(int number, Throwable error) {
			this.active.remove(number).tryEmitError(error);
		}

		WeakReference<CompletionResponse> forgetAnswer(int number) {
			return new WeakReference<>(this.answers.remove(number));
		}

		List<Integer> active() {
			return this.active.keySet().stream().sorted().toList();
		}

		List<Integer> cancelled() {
			return this.cancelled.stream().sorted().toList();
		}

		int begun() {
			return this.begun.get();
		}

	}

	/**
	 * A subscriber that requests nothing by itself.
	 */
	private static final class Results extends BaseSubscriber<BulkResult> {

		private final List<Long> indexes = new CopyOnWriteArrayList<>();

		private volatile Consumer<BulkResult> listener = (result) -> {
		};

		private volatile Subscription subscription;

		private volatile Throwable error;

		private volatile boolean complete;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			this.subscription = subscription;
		}

		@Override
		protected void hookOnNext(BulkResult result) {
			this.indexes.add(result.index());
			this.listener.accept(result);
		}

		@Override
		protected void hookOnError(Throwable error) {
			this.error = error;
		}

		@Override
		protected void hookOnComplete() {
			this.complete = true;
		}

		void onNext(Consumer<BulkResult> listener) {
			this.listener = listener;
		}

		void requestInvalid(long n) {
			this.subscription.request(n);
		}

		Subscription subscription() {
			return this.subscription;
		}

		List<Long> indexes() {
			return this.indexes;
		}

		Throwable error() {
			return this.error;
		}

		boolean isComplete() {
			return this.complete;
		}

	}

}
