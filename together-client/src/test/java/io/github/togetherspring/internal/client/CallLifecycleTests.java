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

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.internal.call.Call;
import io.github.togetherspring.internal.call.CallLifecycle;
import io.github.togetherspring.internal.call.Deadlines;
import io.github.togetherspring.internal.call.RecentCallsTracker;
import io.github.togetherspring.internal.call.Retries;
import io.github.togetherspring.internal.call.RetryBudget;
import io.github.togetherspring.internal.call.RetryDecider;
import io.github.togetherspring.internal.call.ShutdownGate;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link CallLifecycle}.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CallLifecycleTests {

	private final CountDownLatch thrown = new CountDownLatch(1);

	@ParameterizedTest
	@MethodSource
	void callIsCancelledWhenItsSubscriberThrows(Reader reader, Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (!connection.isForStream()) {
				Fault.serveWell(connection);
				return;
			}
			connection.startStream().write(Fault.event("a"));
			RawHttpServer.await(this.thrown);
			connection.awaitClosedByClient();
		})) {
			CompletionsClient client = connector.client(server).maxConcurrentRequests(1).build();
			try {
				reader.call.accept(client, this.thrown);
			}
			catch (NoClassDefFoundError error) {
				// A response that is already there is delivered, and throws, on this
				// thread.
			}
			RawHttpServer.await(this.thrown);
			assertThat(client.create(CallStyle.request()).text()).isEqualTo("ab");
			Awaitility.await().until(() -> server.openConnections() == 0);
		}
	}

	static Stream<Arguments> callIsCancelledWhenItsSubscriberThrows() {
		return Arrays.stream(Connector.values())
			.flatMap((connector) -> Arrays.stream(Reader.values())
				.map((reader) -> argumentSet(reader + ", " + connector, reader, connector)));
	}

	private Flux<String> follow(Flux<String> attempts, ShutdownGate gate, VirtualTimeScheduler time,
			@Nullable Duration totalTimeout) {
		RetrySettings settings = RetrySettings.none();
		CallLifecycle lifecycle = new CallLifecycle(gate, new Deadlines(() -> time, () -> time),
				new RecentCallsTracker(Clock.systemUTC()), new Retries(new RetryDecider(settings, () -> 1),
						new RetryBudget(settings.budget()), Schedulers::parallel));
		return lifecycle.follow(attempts, new Call(CallStyle.request(), CallOptions.none(), 1, totalTimeout, null),
				(observation, result) -> {
				});
	}

	@Nested
	class Interruption {

		private final TestPublisher<String> attempts = TestPublisher
			.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);

		private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

		private final ShutdownGate gate = new ShutdownGate();

		private final AtomicBoolean empty = new AtomicBoolean();

		private final List<String> signals = new ArrayList<>();

		@Test
		void callEndsWhenItsTotalTimeIsOver() {
			follow(Duration.ofSeconds(10)).subscribe(reader());
			this.attempts.next("a");
			this.time.advanceTimeBy(Duration.ofSeconds(10));
			assertThat(this.signals).containsExactly("a", "TogetherTimeoutException");
			this.attempts.assertCancelled();
			assertGone();
		}

		@Test
		void callEndsWhenTheApplicationStops() {
			follow(null).subscribe(reader());
			this.gate.close(() -> this.empty.set(true));
			assertThat(this.empty).isFalse();
			this.gate.endCalls();
			assertThat(this.signals).containsExactly("ClientStoppedException");
			assertThat(this.empty).isTrue();
			this.attempts.assertCancelled();
		}

		@Test
		void noCallBeginsWhenTheApplicationStops() {
			this.gate.close(() -> {
			});
			follow(null).subscribe(reader());
			assertThat(this.signals).containsExactly("ClientStoppedException");
			this.attempts.assertWasNotSubscribed();
		}

		@Test
		void interruptionWaitsForTheResultThatIsBeingHandedOn() {
			follow(null).doOnNext((result) -> {
				this.gate.endCalls();
				this.attempts.assertCancelled();
				this.signals.add("handing on");
			}).subscribe(reader());
			this.attempts.next("a");
			assertThat(this.signals).containsExactly("handing on", "a", "ClientStoppedException");
			this.attempts.next("b").complete();
			assertThat(this.signals).hasSize(3);
		}

		@Test
		void interruptionWaitsForTheSubscription() {
			follow(null).doOnSubscribe((subscription) -> {
				this.gate.endCalls();
				this.signals.add("subscribed");
			}).subscribe(reader());
			assertThat(this.signals).containsExactly("subscribed", "ClientStoppedException");
			this.attempts.assertCancelled();
		}

		@Test
		void resultsWithinResultsAreHandedOn() {
			Flux<String> nested = Flux.range(0, 3).map(String::valueOf);
			CallLifecycleTests.this.follow(nested, this.gate, this.time, null).subscribe(reader());
			assertThat(this.signals).containsExactly("0", "1", "2", "complete");
			assertGone();
		}

		@ParameterizedTest
		@ValueSource(strings = { "complete", "error", "cancel" })
		void nothingInterruptsACallThatHasEnded(String end) {
			Disposable call = follow(Duration.ofSeconds(10)).subscribeWith(reader());
			switch (end) {
				case "complete" -> this.attempts.complete();
				case "error" -> this.attempts.error(new IllegalStateException());
				default -> call.dispose();
			}
			int before = this.signals.size();
			this.gate.endCalls();
			this.time.advanceTimeBy(Duration.ofSeconds(10));
			assertThat(this.signals).hasSize(before);
			assertGone();
		}

		@Test
		void errorAfterACancellationIsDropped() {
			BaseSubscriber<String> reader = reader();
			follow(null).subscribe(reader);
			reader.cancel();
			this.attempts.error(new IllegalStateException("late"));
			assertThat(this.signals).isEmpty();
		}

		private Flux<String> follow(@Nullable Duration totalTimeout) {
			return CallLifecycleTests.this.follow(this.attempts.flux(), this.gate, this.time, totalTimeout);
		}

		private void assertGone() {
			this.gate.close(() -> this.empty.set(true));
			assertThat(this.empty).as("no call is under way").isTrue();
		}

		private BaseSubscriber<String> reader() {
			return new BaseSubscriber<>() {

				@Override
				protected void hookOnNext(String result) {
					Interruption.this.signals.add(result);
				}

				@Override
				protected void hookOnError(Throwable error) {
					Interruption.this.signals.add(error.getClass().getSimpleName());
				}

				@Override
				protected void hookOnComplete() {
					Interruption.this.signals.add("complete");
				}

			};
		}

	}

	private enum Reader {

		FATAL_ERROR_IN_A_STREAM((client, latch) -> client.stream(CallStyle.request()).doOnNext((chunk) -> {
			latch.countDown();
			throw new NoClassDefFoundError("of the test");
		}).subscribe()),

		FATAL_ERROR_IN_AN_ANSWER((client, latch) -> client.createAsync(CallStyle.request()).doOnNext((answer) -> {
			latch.countDown();
			throw new NoClassDefFoundError("of the test");
		}).subscribe()),

		SUBSCRIBER_THAT_THROWS_AT_A_CHUNK(
				(client, latch) -> client.stream(CallStyle.request()).subscribe(new ThrowingSubscriber<>(latch))),

		SUBSCRIBER_THAT_THROWS_AT_AN_ANSWER(
				(client, latch) -> client.createAsync(CallStyle.request()).subscribe(new ThrowingSubscriber<>(latch)));

		private final Way call;

		Reader(Way call) {
			this.call = call;
		}

	}

	private interface Way {

		void accept(CompletionsClient client, CountDownLatch latch);

	}

	/**
	 * Does what Reactive Streams forbid.
	 *
	 * @param <T> the kind of result
	 */
	private static final class ThrowingSubscriber<T> implements CoreSubscriber<T> {

		private final CountDownLatch thrown;

		ThrowingSubscriber(CountDownLatch thrown) {
			this.thrown = thrown;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(T result) {
			this.thrown.countDown();
			throw new IllegalStateException("of the test");
		}

		@Override
		public void onError(Throwable error) {
		}

		@Override
		public void onComplete() {
		}

	}

}
