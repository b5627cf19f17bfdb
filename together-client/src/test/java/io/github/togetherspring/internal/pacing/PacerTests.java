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

package io.github.togetherspring.internal.pacing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.ResponseHeaders;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link Pacer} in virtual time.
 */
class PacerTests {

	private static final Duration MAX_COOL_DOWN = Duration.ofSeconds(30);

	// The times of the tests are from here on, because clocks do not start at zero.
	private static final Duration START = Duration.ofHours(1);

	private final VirtualTimeScheduler time = clock();

	private final List<TestAttempt> started = new ArrayList<>();

	// Ten attempts a second at most, and at first.
	private Pacer pacer = pacer(PacingSettings.builder().initialRate(10.0).maxRate(10.0).build());

	private static VirtualTimeScheduler clock() {
		VirtualTimeScheduler clock = VirtualTimeScheduler.create();
		clock.advanceTimeBy(START);
		return clock;
	}

	@AfterEach
	void stop() {
		this.time.dispose();
	}

	@Test
	void attemptsAreSpacedEvenly() {
		ask(5, CallPriority.INTERACTIVE);
		advance(10_000);
		assertThat(times()).containsExactly(0L, 100L, 200L, 300L, 400L);
	}

	@Test
	void timeUntilItsPlaceIsKnownToTheCall() {
		List<TestAttempt> asked = ask(3, CallPriority.INTERACTIVE);
		advance(10_000);
		assertThat(asked).extracting((attempt) -> Duration.ofNanos(attempt.call.place().waitedNanos()))
			.containsExactly(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(200));
	}

	@Test
	void placesThatWereNotUsedAreNotMadeUpFor() {
		ask(1, CallPriority.INTERACTIVE);
		advance(3_600_000);
		this.started.clear();
		ask(3, CallPriority.INTERACTIVE);
		advance(10_000);
		assertThat(times()).containsExactly(3_600_000L, 3_600_100L, 3_600_200L);
	}

	@Test
	void waitingAttemptsStartInTheOrderTheyCameAndHaveOneTask() {
		ask(1000, CallPriority.INTERACTIVE);
		assertThat(this.time.getScheduledTaskCount()).isOne();
		assertThat(this.pacer.waiting(CallPriority.INTERACTIVE)).isEqualTo(999);
		advance(200_000);
		assertThat(numbers()).isEqualTo(IntStream.range(0, 1000).boxed().toList());
		assertThat(this.pacer.waiting(CallPriority.INTERACTIVE)).isZero();
	}

	@Test
	void cancelledAttemptsNeverStartAndLeaveNoGap() {
		List<TestAttempt> asked = ask(1000, CallPriority.INTERACTIVE);
		asked.stream().filter((attempt) -> attempt.number % 3 != 0).forEach(TestAttempt::cancel);
		assertThat(this.pacer.waiting(CallPriority.INTERACTIVE)).isEqualTo(333);
		advance(200_000);
		assertThat(numbers()).isEqualTo(IntStream.range(0, 334).map((i) -> 3 * i).boxed().toList());
		assertThat(times()).isEqualTo(IntStream.range(0, 334).mapToObj((i) -> 100L * i).toList());
	}

	@Test
	void resultsAndErrorsReachTheCallerAndItsContextTheAttempt() {
		Flux<String> attempt = Flux.deferContextual((context) -> Flux.just("a", context.get("key")))
			.cast(String.class)
			.concatWith(Flux.error(new IllegalStateException("of the test")));
		List<Object> received = new ArrayList<>();
		this.pacer.pace(attempt, new TestCall(CallPriority.INTERACTIVE))
			.contextWrite((context) -> context.put("key", "b"))
			.subscribe(received::add, (error) -> received.add(error.getMessage()));
		assertThat(received).containsExactly("a", "b", "of the test");
	}

	@Test
	void cancellationEndsAnAttemptThatHasStarted() {
		TestAttempt attempt = ask(1, CallPriority.INTERACTIVE).get(0);
		assertThat(attempt.result.currentSubscriberCount()).isOne();
		attempt.cancel();
		assertThat(attempt.result.currentSubscriberCount()).isZero();
	}

	@Test
	void callsWhoseTimeExpiresLeaveTheQueueAndTheOthersMoveUp() {
		List<Integer> served = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			int number = i;
			Duration timeout = (i % 2 == 0) ? Duration.ofMillis(4950) : Duration.ofHours(1);
			this.pacer
				.pace(Flux.defer(() -> Mono.fromRunnable(() -> served.add(number))),
						new TestCall(CallPriority.INTERACTIVE))
				.timeout(Mono.delay(timeout, this.time))
				.onErrorComplete()
				.subscribe();
		}
		advance(4_949);
		assertThat(served).isEqualTo(IntStream.range(0, 50).boxed().toList());
		advance(1);
		assertThat(this.pacer.waiting(CallPriority.INTERACTIVE)).isEqualTo(475);
		advance(200_000);
		assertThat(served.subList(50, served.size()))
			.isEqualTo(IntStream.range(25, 500).map((i) -> 2 * i + 1).boxed().toList());
		assertThat(this.pacer.waiting(CallPriority.INTERACTIVE)).isZero();
	}

	@Test
	void alarmsAtAHighRateAreOneHundredthOfASecondApart() {
		this.pacer = pacer(PacingSettings.builder().initialRate(1000.0).maxRate(1000.0).build());
		ask(100, CallPriority.INTERACTIVE);
		for (int i = 0; i < 200; i++) {
			advance(1);
		}
		assertThat(numbers()).isEqualTo(IntStream.range(0, 100).boxed().toList());
		assertThat(this.started)
			.allSatisfy((attempt) -> assertThat(attempt.time).isBetween((long) attempt.number, attempt.number + 10L));
		assertThat(times().stream().distinct()).hasSizeLessThan(15);
	}

	@Test
	void rateGrowsAsFastWhenAlarmsAreRarerThanAttempts() {
		this.pacer = pacer(PacingSettings.builder().initialRate(1000.0).build());
		ask(10_000, CallPriority.INTERACTIVE);
		advance(4_000);
		assertThat(this.pacer.rate()).as("it doubles in four seconds").isBetween(1900.0, 2100.0);
	}

	@Test
	void nothingIsScheduledWhenEveryAttemptIsCancelled() {
		ask(100, CallPriority.BULK).forEach(TestAttempt::cancel);
		assertThat(this.pacer.waiting(CallPriority.BULK)).isZero();
		advance(1_000);
		assertThat(this.time.getScheduledTaskCount()).as("tasks, one of which was cancelled").isOne();
		ask(1, CallPriority.BULK);
		advance(100);
		assertThat(numbers()).containsExactly(0, 0);
	}

	@Test
	void attemptThatWasCancelledBeforeItWaitedTakesNoPlace() {
		this.pacer.pace(Flux.just("a"), new TestCall(CallPriority.INTERACTIVE)).take(0).subscribe();
		ask(1, CallPriority.INTERACTIVE);
		assertThat(times()).containsExactly(0L);
	}

	@Test
	void interactiveCallsComeFirstAndBulkCallsGetOneOfTenPlaces() {
		ask(1, CallPriority.INTERACTIVE);
		ask(5, CallPriority.BULK);
		ask(30, CallPriority.INTERACTIVE);
		advance(10_000);
		String order = this.started.stream()
			.map((attempt) -> (attempt.call.priority() == CallPriority.BULK) ? "b" : "i")
			.reduce("", String::concat);
		assertThat(order).isEqualTo("i" + ("iiiiiiiii" + "b").repeat(3) + "iii" + "bb");
	}

	@Test
	void bulkCallsGetAllPlacesThatAreLeft() {
		ask(20, CallPriority.BULK);
		advance(1000);
		ask(1, CallPriority.INTERACTIVE);
		advance(100);
		assertThat(this.started.get(11).call.priority()).isEqualTo(CallPriority.INTERACTIVE);
		advance(10_000);
		assertThat(this.started).hasSize(21);
	}

	// In real time: the scheduler for virtual time does not survive an exception.
	@Test
	void attemptThatFailsToStartDoesNotStopTheOthers() throws InterruptedException {
		Pacer pacer = new Pacer(PacingSettings.builder().initialRate(1000.0).build(), MAX_COOL_DOWN,
				Schedulers::parallel);
		pacer.pace(Flux.just("a"), new TestCall(CallPriority.INTERACTIVE)).subscribe();
		pacer.pace(Flux.from((subscriber) -> {
			throw new IllegalStateException("of the test");
		}), new TestCall(CallPriority.INTERACTIVE)).onErrorComplete().subscribe();
		CountDownLatch completed = new CountDownLatch(1);
		pacer.pace(Flux.just("b"), new TestCall(CallPriority.INTERACTIVE))
			.doOnComplete(completed::countDown)
			.subscribe();
		RawHttpServer.await(completed);
		assertThat(pacer.waiting(CallPriority.INTERACTIVE)).isZero();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "429, -, true", "503, -, true", "429, dynamic_request_limited, true", "429, credit_limit, false",
					"429, insufficient_quota, false", "500, -, false", "502, -, false", "400, -, false",
					"408, -, false" })
	void refusalsDecreaseTheRate(int status, @Nullable String type, boolean decreased) {
		TestAttempt attempt = ask(1, CallPriority.INTERACTIVE).get(0);
		attempt.fail(TogetherResponseException.of(FailedResponse.builder(status).type(type).build()));
		assertThat(this.pacer.rate()).isEqualTo(decreased ? 9 : 10, within(0.001));
		assertThat(attempt.call.events()).isEqualTo(decreased ? List.of("slower") : List.of());
	}

	// A service that is busy has probably the same limit as before.
	@ParameterizedTest
	@CsvSource({ "429, 9.2, 9.8", "503, 10, 11" })
	void rateReturnsSoonerIfTheServiceWasBusy(int status, double least, double most) {
		this.pacer = pacer(PacingSettings.builder().initialRate(10.0).build());
		ask(1000, CallPriority.INTERACTIVE);
		this.started.get(0).fail(refusal(null));
		advance(26_000);
		this.started.get(this.started.size() - 1).fail(PacedTraffic.refusal(status, null));
		advance(11_000);
		assertThat(this.pacer.rate()).isBetween(least, most);
	}

	@Test
	void refusalsOfAttemptsThatWereSentBeforeTheDecreaseDoNotCountAgain() {
		ask(5, CallPriority.INTERACTIVE);
		advance(1000);
		this.started.forEach((attempt) -> attempt.fail(refusal(null)));
		double decreased = this.pacer.rate();
		assertThat(decreased).isLessThan(10);
		ask(1, CallPriority.INTERACTIVE).get(0).fail(refusal(null));
		assertThat(this.pacer.rate()).as("in the same second").isEqualTo(decreased);
		advance(1100);
		ask(1, CallPriority.INTERACTIVE).get(0).fail(refusal(null));
		assertThat(this.pacer.rate()).as("a second later").isLessThan(decreased);
	}

	@ParameterizedTest
	@CsvSource({ "PT5S, 5000", "PT0.2S, 200", "PT30S, 30000", "PT2H, 30000", "PT8760000000H, 30000" })
	void serviceMayAskAllAttemptsToWait(Duration asked, long coolDown) {
		List<TestAttempt> attempts = ask(3, CallPriority.INTERACTIVE);
		attempts.get(0).fail(refusal(asked));
		assertThat(attempts.get(0).call.events()).containsExactly("slower", "cool-down");
		ask(1, CallPriority.INTERACTIVE);
		advance(60_000);
		// One ninth of a second apart, after the decrease.
		assertThat(times()).containsExactly(0L, coolDown, coolDown + 111, coolDown + 222);
	}

	@Test
	void coolDownIsOneForSeveralRefusals() {
		List<TestAttempt> attempts = ask(3, CallPriority.INTERACTIVE);
		advance(1000);
		attempts.forEach((attempt) -> attempt.fail(refusal(Duration.ofSeconds(2))));
		assertThat(attempts.stream().flatMap((attempt) -> attempt.call.events().stream())).containsExactly("slower",
				"cool-down");
	}

	// Of two cool-downs that overlap, the one that ends later applies to both.
	@ParameterizedTest
	@CsvSource({ "5000, 1000, 5000", "1000, 5000, 5500" })
	void coolDownEndsWithTheLongestOne(long first, long second, long end) {
		List<TestAttempt> attempts = ask(4, CallPriority.INTERACTIVE);
		advance(300);
		attempts.get(0).fail(refusal(Duration.ofMillis(first - 300)));
		advance(200);
		attempts.get(1).fail(refusal(Duration.ofMillis(second)));
		advance(2500);
		attempts.get(2).fail(refusal(Duration.ofMillis(500)));
		assertThat(attempts.stream().flatMap((attempt) -> attempt.call.events().stream()))
			.containsOnlyOnce("cool-down");
		this.started.clear();
		ask(1, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(times()).containsExactly(end);
		attempts.get(3).fail(refusal(Duration.ofSeconds(1)));
		assertThat(attempts.get(3).call.events()).contains("cool-down");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "4, -, 4", "4, 2.5, 2.5", "-, 2.5, 2.5", "0.1666666667, -, 0.1666666667",
			"100, -, 10", "0, -, 10", "-3, -, 10", "many, -, 10", "0.000001, -, 0.1" })
	void rateStaysBelowTheLimitInTheHeaders(@Nullable String limit, @Nullable String dynamic, double rate) {
		TestAttempt attempt = ask(1, CallPriority.INTERACTIVE).get(0);
		attempt.respond(headers("x-ratelimit-limit", limit, "x-ratelimit-limit-dynamic", dynamic));
		assertThat(this.pacer.rate()).isEqualTo(rate, within(1e-9));
		attempt.respond(null);
		assertThat(this.pacer.rate()).as("without the headers").isEqualTo(10);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "0, -, 700", "0.3, -, 700", "-, 0, 700", "5, 0, 700", "1, -, 600", "-, -, 600" })
	void nextAttemptWaitsIfNothingIsLeft(@Nullable String left, @Nullable String dynamic, long second) {
		ask(1, CallPriority.INTERACTIVE);
		advance(600);
		this.started.get(0).call.place().sent();
		this.started.get(0).respond(headers("x-ratelimit-remaining", left, "x-ratelimit-remaining-dynamic", dynamic));
		ask(1, CallPriority.INTERACTIVE);
		advance(1000);
		assertThat(times()).containsExactly(0L, second);
	}

	@Test
	void rateIncreasesWhileAttemptsWait() {
		this.pacer = pacer(PacingSettings.defaults());
		ask(100, CallPriority.INTERACTIVE);
		advance(9000);
		assertThat(this.pacer.rate()).isBetween(4.0, 5.0);
	}

	@Test
	void rateStaysAsItIsWhileNothingWaits() {
		this.pacer = pacer(PacingSettings.defaults());
		for (int i = 0; i < 100; i++) {
			ask(1, CallPriority.INTERACTIVE);
			advance(1001);
		}
		assertThat(this.pacer.rate()).isEqualTo(1);
	}

	@Test
	void rateStaysAsItIsWhileAttemptsWaitForPermits() {
		this.pacer = pacer(PacingSettings.defaults());
		ask(20, CallPriority.INTERACTIVE, false);
		for (int i = 0; i < 20; i++) {
			advance(1000);
			this.started.get(Math.max(0, i - 5)).call.place().sent();
		}
		assertThat(this.pacer.rate()).isLessThan(1.3);
	}

	@ParameterizedTest
	@MethodSource
	void rateStaysAsItIsWhileTheServiceDoesNotRespond(Throwable error) {
		this.pacer = pacer(PacingSettings.defaults());
		ask(1, CallPriority.INTERACTIVE).get(0).fail(error);
		ask(20, CallPriority.INTERACTIVE);
		advance(10_000);
		assertThat(this.pacer.rate()).isEqualTo(1);
		this.started.get(1).respond(null);
		advance(4000);
		assertThat(this.pacer.rate()).isGreaterThan(1.5);
	}

	static Stream<Arguments> rateStaysAsItIsWhileTheServiceDoesNotRespond() {
		return Stream.of(
				argumentSet("refused connection",
						new ConnectionException(ConnectionException.Reason.REFUSED, "refused", null)),
				argumentSet("time-out", new TogetherTimeoutException(TogetherTimeoutException.Phase.RESPONSE,
						Duration.ofSeconds(1), null)));
	}

	@ParameterizedTest
	@MethodSource
	void rateIncreasesWhileTheServiceResponds(Throwable error) {
		this.pacer = pacer(PacingSettings.defaults());
		ask(1, CallPriority.INTERACTIVE).get(0).fail(error);
		ask(20, CallPriority.INTERACTIVE);
		advance(4000);
		assertThat(this.pacer.rate()).isGreaterThan(1.5);
	}

	static Stream<Arguments> rateIncreasesWhileTheServiceResponds() {
		return Stream.of(argumentSet("server error", TogetherResponseException.of(FailedResponse.builder(500).build())),
				argumentSet("reset after the headers",
						new ConnectionException(ConnectionException.Reason.RESET, "reset",
								FailedResponse.builder(200).build(), null)),
				argumentSet("anything else", new IllegalStateException()));
	}

	private Pacer pacer(PacingSettings settings) {
		return new Pacer(settings, MAX_COOL_DOWN, () -> this.time);
	}

	private List<TestAttempt> ask(int count, CallPriority priority) {
		return ask(count, priority, true);
	}

	private List<TestAttempt> ask(int count, CallPriority priority, boolean send) {
		return IntStream.range(0, count).mapToObj((i) -> new TestAttempt(i, priority, send)).toList();
	}

	private void advance(long millis) {
		this.time.advanceTimeBy(Duration.ofMillis(millis));
	}

	private List<Long> times() {
		return this.started.stream().map((attempt) -> attempt.time).toList();
	}

	private List<Integer> numbers() {
		return this.started.stream().map((attempt) -> attempt.number).toList();
	}

	private static TogetherResponseException refusal(@Nullable Duration retryAfter) {
		return PacedTraffic.refusal(429, retryAfter);
	}

	private static ResponseHeaders headers(String name, @Nullable String value, String other,
			@Nullable String otherValue) {
		Map<String, List<String>> headers = new TreeMap<>();
		headers.put(name, Stream.ofNullable(value).toList());
		headers.put(other, Stream.ofNullable(otherValue).toList());
		return ResponseHeaders.of(headers);
	}

	/**
	 * An attempt that lasts until the test ends it.
	 */
	private final class TestAttempt {

		private final int number;

		private final TestCall call;

		private final Sinks.One<String> result = Sinks.one();

		private final Disposable subscription;

		private long time;

		TestAttempt(int number, CallPriority priority, boolean send) {
			this.number = number;
			this.call = new TestCall(priority);
			Function<Throwable, Mono<String>> ignored = (error) -> Mono.empty();
			this.subscription = PacerTests.this.pacer.pace(Flux.defer(() -> start(send)), this.call)
				.onErrorResume(ignored)
				.subscribe();
		}

		private Flux<String> start(boolean send) {
			this.time = PacerTests.this.time.now(TimeUnit.MILLISECONDS) - START.toMillis();
			PacerTests.this.started.add(this);
			if (send) {
				this.call.place().sent();
			}
			return this.result.asMono().flux();
		}

		void fail(Throwable error) {
			this.result.tryEmitError(error);
		}

		void respond(@Nullable ResponseHeaders headers) {
			this.call.place().responded((headers != null) ? headers.rateLimit() : null);
		}

		void cancel() {
			this.subscription.dispose();
		}

	}

}
