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

package io.github.togetherspring.webclient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link ReaderGuard}.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ReaderGuardTests {

	private final CountDownLatch thrown = new CountDownLatch(1);

	@ParameterizedTest
	@MethodSource
	void callIsGivenUp(Reader reader, Connector connector) throws Exception {
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
				// An answer that is there already comes, and throws, on this thread.
			}
			RawHttpServer.await(this.thrown);
			assertThat(client.create(CallStyle.request()).text()).isEqualTo("ab");
			Awaitility.await().until(() -> server.openConnections() == 0);
		}
	}

	static Stream<Arguments> callIsGivenUp() {
		return Arrays.stream(Connector.values())
			.flatMap((connector) -> Arrays.stream(Reader.values())
				.map((reader) -> argumentSet(reader + ", " + connector, reader, connector)));
	}

	@Test
	void errorAfterTheReaderHasLeftIsNotTold() {
		TestPublisher<String> call = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
		List<Throwable> errors = new ArrayList<>();
		ReaderGuard.guard(call.flux()).subscribe(new CoreSubscriber<>() {

			@Override
			public void onSubscribe(Subscription subscription) {
				subscription.cancel();
			}

			@Override
			public void onNext(String result) {
			}

			@Override
			public void onError(Throwable error) {
				errors.add(error);
			}

			@Override
			public void onComplete() {
			}

		});
		call.error(new IllegalStateException("late"));
		assertThat(errors).isEmpty();
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

		private final Call call;

		Reader(Call call) {
			this.call = call;
		}

	}

	private interface Call {

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
