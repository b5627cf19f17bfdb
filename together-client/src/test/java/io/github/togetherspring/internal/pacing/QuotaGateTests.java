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
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.MissingApiKeyException;
import io.github.togetherspring.completions.QuotaExceededException;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.completions.StreamTruncatedException;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.completions.TogetherTimeoutException;
import io.github.togetherspring.completions.TogetherTimeoutException.Phase;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.observation.QuotaType;
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
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link QuotaGate}.
 */
class QuotaGateTests {

	private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

	// The times of the tests are from here on, because clocks do not start at zero.
	private static final Duration START = Duration.ofHours(1);

	private final VirtualTimeScheduler time = clock();

	private final List<TestAttempt> started = new ArrayList<>();

	// Ten requests a second.
	private QuotaGate gate = gate(600L, null);

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
	void requestsOfOneSecondMayBeMadeAtOnceAndOthersFollowEvenly() {
		ask(13, CallPriority.INTERACTIVE);
		advance(10_000);
		assertThat(times().subList(0, 10)).containsOnly(0L);
		assertThat(times().subList(10, 13)).containsExactly(100L, 200L, 300L);
	}

	@Test
	void timeUntilItsPermitsIsKnownToTheCall() {
		List<TestAttempt> asked = ask(12, CallPriority.INTERACTIVE);
		advance(10_000);
		assertThat(asked.get(9).call.waits()).containsExactly(Duration.ZERO);
		assertThat(asked.get(10).call.waits()).containsExactly(Duration.ofMillis(100));
		assertThat(asked.get(11).call.waits()).containsExactly(Duration.ofMillis(200));
	}

	@Test
	void resultsAndErrorsReachTheCallerAndItsContextTheAttempt() {
		Flux<String> attempt = Flux.deferContextual((context) -> Flux.just("a", context.get("key")))
			.cast(String.class)
			.concatWith(Flux.error(new IllegalStateException("of the test")));
		List<Object> received = new ArrayList<>();
		this.gate.limit(attempt, new TestQuotaCall(CallPriority.INTERACTIVE, new TokenEstimate(0, 0)))
			.contextWrite((context) -> context.put("key", "b"))
			.subscribe(received::add, (error) -> received.add(error.getMessage()));
		assertThat(received).containsExactly("a", "b", "of the test");
	}

	@Test
	void cancellationEndsAnAttemptThatHasStarted() {
		TestAttempt attempt = ask(1, CallPriority.INTERACTIVE).get(0);
		assertThat(attempt.results.currentSubscriberCount()).isOne();
		attempt.cancel();
		assertThat(attempt.results.currentSubscriberCount()).isZero();
	}

	@Test
	void metersSeeTheQuotasThatThereAre() {
		assertThat(this.gate.types()).containsExactly(QuotaType.REQUESTS);
		assertThat(this.gate.limit(QuotaType.REQUESTS)).isEqualTo(600);
		this.gate = gate(60L, 6000L);
		assertThat(this.gate.types()).containsExactly(QuotaType.REQUESTS, QuotaType.TOKENS);
		assertThat(this.gate.limit(QuotaType.TOKENS)).isEqualTo(6000);
		assertThat(this.gate.isFallback(QuotaType.TOKENS)).isFalse();
	}

	@Test
	void pauseOfAnHourIsFollowedByTheRequestsOfOneSecond() {
		ask(10, CallPriority.INTERACTIVE);
		advance(3_600_000);
		ask(20, CallPriority.INTERACTIVE);
		assertThat(this.started).hasSize(20);
		advance(999);
		assertThat(this.started).hasSize(29);
	}

	@Test
	void quotaBelowOneRequestPerSecondIsSpreadOverTheMinute() {
		this.gate = gate(6L, null);
		ask(3, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(times()).containsExactly(0L, 10_000L, 20_000L);
	}

	@Test
	void tokensAccrueUntilTheyAreEnough() {
		this.gate = gate(null, 6000L);
		ask(40, 60, CallPriority.INTERACTIVE);
		ask(50, 200, CallPriority.INTERACTIVE);
		ask(1, 99, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(times()).containsExactly(0L, 2500L, 3500L);
	}

	@Test
	void bothQuotasApply() {
		this.gate = gate(60L, 6000L);
		ask(1, 9, CallPriority.INTERACTIVE);
		ask(1, 199, CallPriority.INTERACTIVE);
		ask(1, 9, CallPriority.INTERACTIVE);
		ask(1, 9, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(times()).as("requests, then tokens, then requests").containsExactly(0L, 1100L, 2100L, 3100L);
	}

	@ParameterizedTest
	@CsvSource({ "5999, 1, true", "5999, 2, false" })
	void requestThatNeedsMoreThanAMinuteFailsAtOnce(long prompt, long completion, boolean accepted) {
		this.gate = gate(null, 6000L);
		TestAttempt attempt = ask(prompt, completion, CallPriority.INTERACTIVE);
		assertThat(this.gate.waiting(CallPriority.INTERACTIVE)).isEqualTo(accepted ? 1 : 0);
		if (accepted) {
			advance(60_000);
			assertThat(this.started).hasSize(1);
		}
		else {
			assertThat(attempt.error).isInstanceOfSatisfying(QuotaExceededException.class, (error) -> {
				assertThat(error.tokens()).isEqualTo(6001);
				assertThat(error.tokensPerMinute()).isEqualTo(6000);
				assertThat(error).hasMessageContaining("6001 tokens").hasMessageContaining("max_tokens");
			});
		}
	}

	@Test
	void interactiveCallsComeFirstAndBulkCallsGetOneOfTenPlaces() {
		ask(10, CallPriority.INTERACTIVE);
		ask(5, CallPriority.BULK);
		ask(20, CallPriority.INTERACTIVE);
		this.started.clear();
		advance(10_000);
		String order = this.started.stream()
			.map((attempt) -> (attempt.priority == CallPriority.BULK) ? "b" : "i")
			.reduce("", String::concat);
		assertThat(order).isEqualTo(("iiiiiiiii" + "b").repeat(2) + "ii" + "bbb");
	}

	@Test
	void callsOfOnePriorityStartInTheOrderTheyCameAndHaveOneTask() {
		ask(1000, CallPriority.INTERACTIVE);
		assertThat(this.time.getScheduledTaskCount()).isOne();
		assertThat(this.gate.waiting(CallPriority.INTERACTIVE)).isEqualTo(990);
		advance(200_000);
		assertThat(numbers()).isEqualTo(IntStream.range(0, 1000).boxed().toList());
	}

	@Test
	void smallInteractiveCallDoesNotWaitForALargeBulkCallThatHasNotStarted() {
		this.gate = gate(null, 6000L);
		ask(1, 99, CallPriority.BULK);
		ask(0, 1000, CallPriority.BULK);
		advance(1000);
		ask(1, 9, CallPriority.INTERACTIVE);
		assertThat(this.started).hasSize(2);
		advance(60_000);
		assertThat(times()).as("its tokens delay the bulk call").containsExactly(0L, 1000L, 10_100L);
	}

	@Test
	void cancelledCallsNeverStartAndLeaveNoGap() {
		List<TestAttempt> asked = ask(1000, CallPriority.INTERACTIVE);
		asked.stream()
			.filter((attempt) -> attempt.number >= 10 && attempt.number % 3 != 0)
			.forEach(TestAttempt::cancel);
		assertThat(this.gate.waiting(CallPriority.INTERACTIVE)).isEqualTo(330);
		advance(200_000);
		assertThat(this.started).hasSize(340);
		assertThat(times().get(339)).isEqualTo(33_000);
	}

	@Test
	void callsBehindACancelledLargeOneAreNotHeldUp() {
		this.gate = gate(null, 6000L);
		ask(1, 99, CallPriority.INTERACTIVE);
		TestAttempt large = ask(0, 5000, CallPriority.INTERACTIVE);
		ask(1, 49, CallPriority.INTERACTIVE);
		advance(200);
		large.cancel();
		advance(299);
		assertThat(this.started).hasSize(1);
		advance(1);
		assertThat(this.started).hasSize(2);
	}

	@Test
	void whatAccruedForACancelledLargeCallIsNotABurst() {
		this.gate = gate(null, 6000L);
		ask(1, 99, CallPriority.INTERACTIVE);
		TestAttempt large = ask(0, 5000, CallPriority.INTERACTIVE);
		advance(30_000);
		large.cancel();
		IntStream.range(0, 20).forEach((i) -> ask(1, 9, CallPriority.INTERACTIVE));
		assertThat(this.started).hasSize(11);
	}

	@Test
	void whatAccruedForACancelledLargeCallIsNotForTheNextOne() {
		this.gate = gate(null, 6000L);
		ask(1, 99, CallPriority.INTERACTIVE);
		TestAttempt large = ask(0, 5000, CallPriority.INTERACTIVE);
		advance(30_000);
		large.cancel();
		ask(0, 5000, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(times()).containsExactly(0L, 79_000L);
	}

	// Whether or not the permits are observed in the meantime.
	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void largeCallWaitsForItsTokensAlsoAfterAPause(boolean observed) {
		this.gate = gate(null, 6000L);
		ask(1, 99, CallPriority.INTERACTIVE);
		advance(3_600_000);
		if (observed) {
			assertThat(this.gate.available(QuotaType.TOKENS)).isEqualTo(100);
		}
		ask(0, 5000, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(times()).containsExactly(0L, 3_649_000L);
	}

	@Test
	void permitsThatHaveAccruedAreAvailable() {
		ask(10, CallPriority.INTERACTIVE);
		assertThat(this.gate.available(QuotaType.REQUESTS)).isZero();
		advance(500);
		assertThat(this.gate.available(QuotaType.REQUESTS)).isEqualTo(5, within(0.001));
		advance(3_600_000);
		assertThat(this.gate.available(QuotaType.REQUESTS)).isEqualTo(10, within(0.001));
	}

	@Test
	void nothingIsScheduledWhenEveryCallIsCancelled() {
		ask(100, CallPriority.BULK).subList(10, 100).forEach(TestAttempt::cancel);
		assertThat(this.gate.waiting(CallPriority.BULK)).isZero();
		advance(1000);
		assertThat(this.started).hasSize(10);
		ask(1, CallPriority.BULK);
		assertThat(this.started).hasSize(11);
	}

	@Test
	void callThatIsCancelledBeforeItWaitsTakesNoPermit() {
		this.gate.limit(Flux.just("a"), new TestQuotaCall(CallPriority.INTERACTIVE, new TokenEstimate(0, 0)))
			.take(0)
			.subscribe();
		assertThat(this.gate.available(QuotaType.REQUESTS)).isEqualTo(10);
	}

	// In real time: the scheduler for virtual time does not survive an exception.
	@Test
	void callThatFailsToStartDoesNotStopTheOthers() {
		QuotaGate gate = new QuotaGate(QuotaSettings.builder().requestsPerMinute(600L).build(), "test", MAX_PAUSE,
				Schedulers::parallel);
		TestQuotaCall call = new TestQuotaCall(CallPriority.INTERACTIVE, new TokenEstimate(0, 0));
		IntStream.range(0, 10).forEach((i) -> gate.limit(Flux.just("a"), call).subscribe());
		gate.limit(Flux.from((subscriber) -> {
			throw new IllegalStateException("of the test");
		}), call).onErrorComplete().subscribe();
		CountDownLatch completed = new CountDownLatch(1);
		gate.limit(Flux.just("b"), call).doOnComplete(completed::countDown).subscribe();
		RawHttpServer.await(completed);
		assertThat(gate.waiting(CallPriority.INTERACTIVE)).isZero();
	}

	@ParameterizedTest
	@MethodSource
	void tokensAreSettledByHowTheCallEnds(Consumer<TestAttempt> end, int used) {
		this.gate = gate(60_000L, 60_000L);
		TestAttempt attempt = ask(100, 400, CallPriority.INTERACTIVE);
		assertThat(this.gate.available(QuotaType.TOKENS)).isEqualTo(500);
		end.accept(attempt);
		assertThat(this.gate.available(QuotaType.TOKENS)).isEqualTo(1000 - used, within(0.001));
		assertThat(this.gate.used(QuotaType.TOKENS)).isEqualTo(used);
		assertThat(this.gate.available(QuotaType.REQUESTS)).as("the request stays used").isEqualTo(999, within(0.001));
		assertThat(this.gate.used(QuotaType.REQUESTS)).isOne();
	}

	static Stream<Arguments> tokensAreSettledByHowTheCallEnds() {
		return Stream.of(ends("response", (attempt) -> attempt.respond(response(usage(110, 20, 130))), 130),
				ends("response that used more", (attempt) -> attempt.respond(response(usage(300, 600, 900))), 900),
				ends("usage without a total", (attempt) -> attempt.respond(response(usage(110, 20, 0))), 130),
				ends("response without usage", (attempt) -> attempt.respond(response(null)), 500),
				ends("usage of nothing", (attempt) -> attempt.respond(response(usage(0, 0, 0))), 500),
				ends("empty response", (attempt) -> attempt.respond(), 500),
				ends("stream", (attempt) -> attempt.respond(chunk(null), chunk(null), chunk(usage(110, 2, 112))), 112),
				ends("stream without usage", (attempt) -> attempt.respond(chunk(null), chunk(null)), 500),
				ends("broken stream", (attempt) -> {
					attempt.send(chunk(null), chunk(null), chunk(null));
					attempt.fail(new StreamTruncatedException("cut", FailedResponse.builder(200).build(), null));
				}, 103), ends("cancelled stream", (attempt) -> {
					attempt.send(chunk(null), chunk(null));
					attempt.cancel();
				}, 102), ends("cancelled stream with usage", (attempt) -> {
					attempt.send(chunk(usage(110, 2, 112)));
					attempt.cancel();
				}, 112), ends("cancelled before the response", TestAttempt::cancel, 500),
				fails("refused", refusal(429, null), 0), fails("busy", refusal(503, null), 0),
				fails("bad request", refusal(400, null), 0), fails("server error", refusal(500, null), 0),
				fails("unreadable",
						new UnreadableResponseException("broken", FailedResponse.builder(200).build(), null), 500),
				fails("not connected", new ConnectionException(ConnectionException.Reason.REFUSED, "refused", null), 0),
				fails("reset", new ConnectionException(ConnectionException.Reason.RESET, "reset", null), 500),
				fails("connect time-out", new TogetherTimeoutException(Phase.CONNECT, Duration.ofSeconds(1), null), 0),
				fails("response time-out", new TogetherTimeoutException(Phase.RESPONSE, Duration.ofSeconds(1), null),
						500),
				fails("anything else", new IllegalStateException(), 500));
	}

	private static Arguments ends(String name, Consumer<TestAttempt> end, int used) {
		return argumentSet(name, end, used);
	}

	private static Arguments fails(String name, Throwable error, int used) {
		return ends(name, (attempt) -> attempt.fail(error), used);
	}

	// Because it waited for something else, or had no API key.
	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void attemptThatEndsBeforeItIsSentUsesNothing(boolean cancelled) {
		this.gate = gate(60_000L, 60_000L);
		Sinks.One<Object> attempt = Sinks.one();
		Disposable subscription = this.gate
			.limit(attempt.asMono().flux(), new TestQuotaCall(CallPriority.INTERACTIVE, new TokenEstimate(100, 400)))
			.subscribe((result) -> {
			}, (error) -> {
			});
		assertThat(this.gate.available(QuotaType.TOKENS)).isEqualTo(500);
		if (cancelled) {
			subscription.dispose();
		}
		else {
			attempt.tryEmitError(new MissingApiKeyException()).orThrow();
		}
		for (QuotaType type : QuotaType.values()) {
			assertThat(this.gate.available(type)).isEqualTo(1000, within(0.001));
			assertThat(this.gate.used(type)).isZero();
		}
	}

	@Test
	void permitsOfACallThatIsCancelledBeforeItIsSentLetTheNextOneStart() {
		this.gate = gate(1L, null);
		Disposable first = this.gate
			.limit(Flux.never(), new TestQuotaCall(CallPriority.INTERACTIVE, new TokenEstimate(0, 0)))
			.subscribe();
		ask(1, CallPriority.INTERACTIVE);
		assertThat(this.started).isEmpty();
		first.dispose();
		advance(1);
		assertThat(this.started).hasSize(1);
	}

	@Test
	void tokensThatWereNotUsedLetTheNextCallStart() {
		this.gate = gate(null, 6000L);
		TestAttempt first = ask(1, 99, CallPriority.INTERACTIVE);
		ask(1, 99, CallPriority.INTERACTIVE);
		advance(100);
		first.respond(response(usage(5, 20, 25)));
		advance(149);
		assertThat(this.started).hasSize(1);
		advance(1);
		assertThat(this.started).as("75 back and 25 accrued").hasSize(2);
	}

	@Test
	void tokensThatWereNotUsedAreNoBurst() {
		this.gate = gate(null, 6000L);
		TestAttempt large = ask(0, 5000, CallPriority.INTERACTIVE);
		advance(60_000);
		large.respond(response(usage(1, 1, 2)));
		assertThat(this.gate.available(QuotaType.TOKENS)).isEqualTo(100);
	}

	@Test
	void callsWaitUntilTokensThatWereUsedBeyondTheEstimateHaveAccrued() {
		this.gate = gate(null, 6000L);
		ask(1, 49, CallPriority.INTERACTIVE).respond(response(usage(300, 50, 350)));
		assertThat(this.gate.available(QuotaType.TOKENS)).isEqualTo(-250);
		ask(1, 9, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(times()).containsExactly(0L, 2600L);
	}

	@Test
	void wrongUsageStopsTheClientForAMinuteAtMost() {
		this.gate = gate(null, 6000L);
		ask(1, 99, CallPriority.INTERACTIVE)
			.respond(response(usage(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE)));
		ask(1, 9, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(this.started).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "429, PT5S, 5000", "503, PT0.2S, 200", "429, PT2H, 30000", "500, PT5S, 0", "429, PT0S, 0" })
	void serviceMayAskAllCallsToWait(int status, Duration asked, long pause) {
		advance(1000);
		ask(1, CallPriority.INTERACTIVE).get(0).fail(refusal(status, asked));
		ask(1, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(times()).containsExactly(1000L, 1000L + pause);
	}

	@Test
	void shorterPauseDoesNotReplaceALongerOne() {
		List<TestAttempt> attempts = ask(2, CallPriority.INTERACTIVE);
		attempts.get(0).fail(refusal(429, Duration.ofSeconds(5)));
		attempts.get(1).fail(refusal(429, Duration.ofSeconds(1)));
		ask(1, CallPriority.INTERACTIVE);
		advance(60_000);
		assertThat(times()).containsExactly(0L, 0L, 5000L);
	}

	// Whatever the calls are, no interval has more than accrued in it, the tokens of a
	// second, and those that the largest call had waited for.
	@ParameterizedTest
	@CsvSource({ "1", "2", "3", "4", "5", "6", "7", "8" })
	void quotaHoldsInEveryInterval(long seed) {
		Random random = new Random(seed);
		this.gate = gate(120L, 60_000L);
		for (int i = 0; i < 300; i++) {
			CallPriority priority = random.nextBoolean() ? CallPriority.BULK : CallPriority.INTERACTIVE;
			TestAttempt attempt = ask(random.nextInt(100), random.nextInt(3000), priority);
			if (random.nextInt(5) == 0) {
				attempt.cancel();
			}
			advance(random.nextInt(1000));
		}
		advance(3_600_000);
		assertThat(this.gate.waiting(CallPriority.BULK) + this.gate.waiting(CallPriority.INTERACTIVE)).isZero();
		for (int first = 0; first < this.started.size(); first++) {
			long tokens = 0;
			for (int last = first; last < this.started.size(); last++) {
				tokens += this.started.get(last).estimate.total();
				double seconds = (this.started.get(last).time - this.started.get(first).time + 1) / 1000.0;
				assertThat(tokens).isLessThanOrEqualTo((long) (1000 * seconds) + 3100);
				assertThat(last - first + 1).isLessThanOrEqualTo((int) (2 * seconds) + 2);
			}
		}
	}

	private QuotaGate gate(@Nullable Long requests, @Nullable Long tokens) {
		return new QuotaGate(QuotaSettings.builder().requestsPerMinute(requests).tokensPerMinute(tokens).build(),
				"test", MAX_PAUSE, () -> this.time);
	}

	private List<TestAttempt> ask(int count, CallPriority priority) {
		return IntStream.range(0, count)
			.mapToObj((i) -> new TestAttempt(i, priority, new TokenEstimate(0, 0)))
			.toList();
	}

	private TestAttempt ask(long prompt, long completion, CallPriority priority) {
		return new TestAttempt(0, priority, new TokenEstimate(prompt, completion));
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

	private static TogetherResponseException refusal(int status, @Nullable Duration retryAfter) {
		return TogetherResponseException.of(FailedResponse.builder(status).retryAfter(retryAfter).build());
	}

	private static Map<String, Integer> usage(int prompt, int completion, int total) {
		return Map.of("prompt_tokens", prompt, "completion_tokens", completion, "total_tokens", total);
	}

	private static CompletionResponse response(@Nullable Map<String, Integer> usage) {
		return CompletionResponse.of((usage != null) ? Map.of("usage", usage) : Map.of());
	}

	private static CompletionChunk chunk(@Nullable Map<String, Integer> usage) {
		return CompletionChunk.of((usage != null) ? Map.of("usage", usage) : Map.of());
	}

	/**
	 * A call with one attempt.
	 *
	 * @param priority its priority
	 * @param tokenEstimate the tokens it may use
	 * @param reservations those of its attempts that have their permits
	 */
	private record TestQuotaCall(CallPriority priority, TokenEstimate tokenEstimate,
			List<Reservation> reservations) implements QuotaCall {

		TestQuotaCall(CallPriority priority, TokenEstimate tokenEstimate) {
			this(priority, tokenEstimate, new ArrayList<>());
		}

		@Override
		public void permitted(Reservation reservation) {
			this.reservations.add(reservation);
		}

		List<Duration> waits() {
			return this.reservations.stream()
				.map((reservation) -> Duration.ofNanos(reservation.waitedNanos()))
				.toList();
		}

	}

	/**
	 * An attempt that lasts until the test ends it.
	 */
	private final class TestAttempt {

		private final int number;

		private final CallPriority priority;

		private final TokenEstimate estimate;

		private final TestQuotaCall call;

		private final Sinks.Many<Object> results = Sinks.many().unicast().onBackpressureBuffer();

		private final Disposable subscription;

		private @Nullable Throwable error;

		private long time;

		TestAttempt(int number, CallPriority priority, TokenEstimate estimate) {
			this.number = number;
			this.priority = priority;
			this.estimate = estimate;
			this.call = new TestQuotaCall(priority, estimate);
			this.subscription = QuotaGateTests.this.gate.limit(Flux.defer(this::start), this.call)
				.subscribe((result) -> {
				}, (error) -> this.error = error);
		}

		private Flux<Object> start() {
			this.time = QuotaGateTests.this.time.now(TimeUnit.MILLISECONDS) - START.toMillis();
			QuotaGateTests.this.started.add(this);
			this.call.reservations().forEach(Reservation::sent);
			return this.results.asFlux();
		}

		void send(Object... sent) {
			for (Object result : sent) {
				this.results.tryEmitNext(result).orThrow();
			}
		}

		void respond(Object... sent) {
			send(sent);
			this.results.tryEmitComplete().orThrow();
		}

		void fail(Throwable error) {
			this.results.tryEmitError(error).orThrow();
		}

		void cancel() {
			this.subscription.dispose();
		}

	}

}
