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

package io.github.togetherspring.benchmarks.pacing;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.FailedResponse;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.TogetherResponseException;
import io.github.togetherspring.internal.pacing.PacedCall;
import io.github.togetherspring.internal.pacing.Pacer;
import io.github.togetherspring.internal.pacing.Place;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An hour of clients that share a limit and always have more to send, with the pacing of
 * the library, and a service that is only a rule. A request may come a second early,
 * compared with evenly spaced ones.
 */
final class SimulatedHour {

	private static final Duration LENGTH = Duration.ofHours(1);

	// What clients do until then, which start one after the other, does not count.
	private static final Duration START = Duration.ofMinutes(10);

	private static final Duration OFFSET = Duration.ofSeconds(100);

	private static final int MAX_TRANSIT_MILLIS = 20;

	private static final int REFUSAL_MILLIS = 150;

	private static final int LATENCY_MILLIS = 3000;

	private static final TogetherResponseException REFUSAL = TogetherResponseException
		.of(FailedResponse.builder(429).build());

	private final SimulatedTime time = new SimulatedTime();

	private final Random random;

	private final double limit;

	private final int[] served;

	private int refused;

	private double due;

	/**
	 * Create an hour.
	 * @param clients the number of clients
	 * @param limit the number of requests per second that the service accepts of all
	 * @param seed the seed of what is random: when requests arrive
	 */
	SimulatedHour(int clients, double limit, long seed) {
		this.served = new int[clients];
		this.limit = limit;
		this.random = new Random(seed);
	}

	/**
	 * Let the hour pass.
	 * @return this
	 */
	SimulatedHour run() {
		for (int i = 0; i < this.served.length; i++) {
			Client client = new Client(i);
			this.time.schedule(client::send, OFFSET.multipliedBy(i).toNanos(), TimeUnit.NANOSECONDS);
		}
		this.time.runUntil(LENGTH);
		return this;
	}

	/**
	 * Return the share of the limit that was used.
	 * @return a number from 0 to about 1
	 */
	double goodput() {
		return Arrays.stream(this.served).sum() / (this.limit * LENGTH.minus(START).toSeconds());
	}

	double refusedShare() {
		return this.refused / (double) (this.refused + Arrays.stream(this.served).sum());
	}

	/**
	 * Return how far a client was from the average of all.
	 * @return the largest distance, as a share of the average
	 */
	double unfairness() {
		double average = Arrays.stream(this.served).average().orElseThrow();
		return Arrays.stream(this.served).mapToDouble((each) -> Math.abs(each / average - 1)).max().orElseThrow();
	}

	private boolean accepts() {
		double now = this.time.now(TimeUnit.NANOSECONDS) / 1e9;
		if (this.due - now > 1) {
			return false;
		}
		this.due = Math.max(this.due, now) + 1 / this.limit;
		return true;
	}

	private void record(int client, boolean accepted) {
		if (this.time.now(TimeUnit.NANOSECONDS) < START.toNanos()) {
			return;
		}
		if (accepted) {
			this.served[client]++;
		}
		else {
			this.refused++;
		}
	}

	/**
	 * A client that asks for the next place whenever an attempt starts.
	 */
	private final class Client {

		private final int number;

		private final Pacer pacer = new Pacer(PacingSettings.defaults(), Duration.ofSeconds(30),
				() -> SimulatedHour.this.time);

		Client(int number) {
			this.number = number;
		}

		void send() {
			Attempt attempt = new Attempt(this);
			this.pacer.pace(Flux.defer(attempt::start), attempt).subscribe((response) -> {
			}, (refusal) -> {
			});
		}

	}

	/**
	 * An attempt of a client.
	 */
	private final class Attempt implements PacedCall {

		private final Client client;

		private @Nullable Place place;

		Attempt(Client client) {
			this.client = client;
		}

		Mono<String> start() {
			Place place = Objects.requireNonNull(this.place);
			place.sent();
			this.client.send();
			return Mono.create((response) -> after(SimulatedHour.this.random.nextInt(MAX_TRANSIT_MILLIS), () -> {
				boolean accepted = accepts();
				SimulatedHour.this.record(this.client.number, accepted);
				if (accepted) {
					after(LATENCY_MILLIS, () -> {
						place.responded(null);
						response.success("text");
					});
				}
				else {
					after(REFUSAL_MILLIS, () -> response.error(REFUSAL));
				}
			}));
		}

		private void after(long millis, Runnable action) {
			SimulatedHour.this.time.schedule(action, millis, TimeUnit.MILLISECONDS);
		}

		@Override
		public CallPriority priority() {
			return CallPriority.BULK;
		}

		@Override
		public void granted(Place place) {
			this.place = place;
		}

		@Override
		public void slowedDown(Throwable refusal) {
		}

		@Override
		public void coolingDown(Throwable refusal) {
		}

	}

}
