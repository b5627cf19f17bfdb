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

package io.github.togetherspring.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link ConcurrencyLimit}.
 */
class ConcurrencyLimitTests {

	private final ConcurrencyLimit limit = new ConcurrencyLimit(2);

	private final List<Running> calls = IntStream.range(0, 6).mapToObj(Running::new).toList();

	private final List<Integer> begun = new ArrayList<>();

	@Test
	void asManyRunAsAllowed() {
		start(4);
		assertThat(this.begun).containsExactly(0, 1);
	}

	@Test
	void theOthersFollowInTheOrderTheyCame() {
		start(6);
		this.calls.get(1).sink.tryEmitComplete();
		this.calls.get(0).sink.tryEmitComplete();
		this.calls.get(2).sink.tryEmitComplete();
		assertThat(this.begun).containsExactly(0, 1, 2, 3, 4);
	}

	@Test
	void errorMakesRoom() {
		start(3);
		this.calls.get(0).sink.tryEmitError(new IllegalStateException());
		assertThat(this.begun).containsExactly(0, 1, 2);
	}

	@Test
	void cancellingMakesRoom() {
		List<Disposable> subscriptions = start(3);
		subscriptions.get(0).dispose();
		assertThat(this.calls.get(0).sink.currentSubscriberCount()).isZero();
		assertThat(this.begun).containsExactly(0, 1, 2);
	}

	@Test
	void cancelledWhileWaitingNeverBegins() {
		List<Disposable> subscriptions = start(4);
		subscriptions.get(2).dispose();
		this.calls.get(0).sink.tryEmitComplete();
		this.calls.get(1).sink.tryEmitComplete();
		assertThat(this.begun).containsExactly(0, 1, 3);
	}

	@Test
	void roomIsMadeOnce() {
		List<Disposable> subscriptions = start(5);
		this.calls.get(0).sink.tryEmitComplete();
		subscriptions.get(0).dispose();
		assertThat(this.begun).containsExactly(0, 1, 2);
	}

	@Test
	void callThatIsSubscribedToAgainWaitsAgain() {
		Flux<String> call = this.limit.await(Flux.just("a"), call());
		assertThat(call.repeat(2).collectList().block()).containsExactly("a", "a", "a");
	}

	@Test
	void manyCallsThatFailAtOnceDoNotPileUpOnTheStack() {
		AtomicInteger failed = new AtomicInteger();
		start(2);
		for (int i = 0; i < 10_000; i++) {
			this.limit.await(Flux.error(new IllegalStateException()), call()).subscribe((result) -> {
			}, (error) -> failed.incrementAndGet());
		}
		assertThat(failed).hasValue(0);
		this.calls.get(0).sink.tryEmitComplete();
		assertThat(failed).hasValue(10_000);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callThatFailsToBeginGivesUpItsPlace(boolean fatal) {
		Error failure = fatal ? new InternalError("out of order") : new AssertionError("out of order");
		start(2);
		for (int i = 0; i < 3; i++) {
			this.limit.await(Flux.defer(() -> {
				throw failure;
			}), call()).subscribe((result) -> {
			}, (error) -> {
			});
		}
		this.calls.stream().skip(2).forEach((call) -> this.limit.await(call.flux(), call()).subscribe());
		assertThat(catchThrowable(() -> this.calls.get(0).sink.tryEmitComplete())).isEqualTo(fatal ? failure : null);
		assertThat(this.begun).containsExactly(0, 1, 2);
		this.calls.get(1).sink.tryEmitComplete();
		assertThat(this.begun).containsExactly(0, 1, 2, 3);
	}

	@Test
	void neverMoreThanAllowedUnderLoad() throws InterruptedException {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		int count = 20_000;
		CountDownLatch ended = new CountDownLatch(count);
		List<Disposable> subscriptions = Stream.iterate(0, (i) -> i + 1).limit(count).map((i) -> {
			Flux<Integer> call = Mono.fromCallable(() -> most.accumulateAndGet(running.incrementAndGet(), Math::max))
				.subscribeOn(Schedulers.parallel())
				.doFinally((signal) -> running.decrementAndGet())
				.flux();
			return this.limit.await(call, call()).doFinally((signal) -> ended.countDown()).subscribe();
		}).toList();
		IntStream.range(0, count).filter((i) -> i % 7 == 0).forEach((i) -> subscriptions.get(i).dispose());
		RawHttpServer.await(ended);
		assertThat(most.get()).isBetween(1, 2);
		CountDownLatch both = new CountDownLatch(2);
		Flux<String> last = this.limit.await(Flux.<String>never().doOnSubscribe((subscription) -> both.countDown()),
				call());
		last.mergeWith(last).subscribe();
		RawHttpServer.await(both);
	}

	private static Call call() {
		return new Call(CompletionRequest.builder().build(), CallOptions.none(), 1, null, null);
	}

	private List<Disposable> start(int count) {
		return this.calls.stream()
			.limit(count)
			.map((call) -> this.limit.await(call.flux(), call()).subscribe((result) -> {
			}, (error) -> {
			}))
			.toList();
	}

	/**
	 * A call that notes when it begins and ends when the test says so.
	 */
	private final class Running {

		private final int number;

		private final Sinks.Many<String> sink = Sinks.many().multicast().onBackpressureBuffer();

		Running(int number) {
			this.number = number;
		}

		Flux<String> flux() {
			return this.sink.asFlux()
				.doOnSubscribe((subscription) -> ConcurrencyLimitTests.this.begun.add(this.number));
		}

	}

}
