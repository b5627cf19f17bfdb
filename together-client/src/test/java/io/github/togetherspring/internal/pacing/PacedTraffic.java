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
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.TogetherResponseException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Clients that always have more to send than a service accepts, in virtual time.
 */
final class PacedTraffic {

	private static final Duration LATENCY = Duration.ofSeconds(3);

	private static final int REFUSAL_MILLIS = 150;

	private static final int TRANSIT_MILLIS = 20;

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final Random random;

	private final ServiceRule service;

	private final List<Attempt> attempts = new ArrayList<>();

	PacedTraffic(ServiceRule service, long seed) {
		this.service = service;
		this.random = new Random(seed);
	}

	/**
	 * Run a number of clients, each of which starts some time after the one before.
	 */
	PacedTraffic run(int clients, Duration offset, Duration duration) {
		for (int i = 0; i < clients; i++) {
			Client client = new Client(i);
			this.time.schedule(client::send, offset.multipliedBy(i).toMillis(), TimeUnit.MILLISECONDS);
		}
		this.time.advanceTimeBy(duration);
		return this;
	}

	Attempts between(double from, double to) {
		return new Attempts(
				this.attempts.stream().filter((attempt) -> attempt.time >= from && attempt.time < to).toList(),
				to - from);
	}

	private double seconds() {
		return this.time.now(TimeUnit.NANOSECONDS) / 1e9;
	}

	static TogetherResponseException refusal(int status, @Nullable Duration retryAfter) {
		return TogetherResponseException.of(FailedResponse.builder(status).retryAfter(retryAfter).build());
	}

	/**
	 * One attempt.
	 *
	 * @param time when it was sent, in seconds
	 * @param client the number of the client
	 * @param status the status of its response
	 */
	record Attempt(double time, int client, int status) {

	}

	/**
	 * The attempts of a period.
	 *
	 * @param all the attempts
	 * @param seconds the length of the period
	 */
	record Attempts(List<Attempt> all, double seconds) {

		double goodput() {
			return count(200) / this.seconds;
		}

		double refusedShare() {
			return count(429) / this.all.size();
		}

		List<Double> goodputs(int clients) {
			return IntStream.range(0, clients)
				.mapToDouble((client) -> new Attempts(
						this.all.stream().filter((attempt) -> attempt.client == client).toList(), this.seconds)
					.goodput())
				.boxed()
				.toList();
		}

		/**
		 * Return the rates at which attempts were sent, each over ten of them.
		 */
		List<Double> rates() {
			return IntStream.range(0, this.all.size() - 10)
				.mapToDouble((i) -> 10 / (this.all.get(i + 10).time - this.all.get(i).time))
				.boxed()
				.toList();
		}

		private double count(int status) {
			return this.all.stream().filter((attempt) -> attempt.status == status).count();
		}

	}

	/**
	 * A client that sends another attempt whenever one starts.
	 */
	private final class Client {

		private final int number;

		private final Pacer pacer = new Pacer(PacingSettings.defaults(), Duration.ofSeconds(30),
				() -> PacedTraffic.this.time);

		Client(int number) {
			this.number = number;
		}

		void send() {
			TestCall call = new TestCall(CallPriority.BULK);
			this.pacer.pace(Flux.defer(() -> attempt(call)), call).subscribe((response) -> {
			}, (error) -> {
			});
		}

		private Flux<String> attempt(TestCall call) {
			Place place = call.place();
			place.sent();
			send();
			return delay(PacedTraffic.this.random.nextInt(TRANSIT_MILLIS)).thenMany(Flux.defer(() -> {
				int status = PacedTraffic.this.service.respond(seconds());
				PacedTraffic.this.attempts.add(new Attempt(seconds(), this.number, status));
				if (status != 200) {
					return delay(REFUSAL_MILLIS).thenMany(Flux.error(refusal(status, null)));
				}
				return delay(LATENCY.toMillis()).doOnNext((over) -> place.responded(null)).thenMany(Flux.just("text"));
			}));
		}

		private Mono<Long> delay(long millis) {
			return Mono.delay(Duration.ofMillis(millis), PacedTraffic.this.time);
		}

	}

}
