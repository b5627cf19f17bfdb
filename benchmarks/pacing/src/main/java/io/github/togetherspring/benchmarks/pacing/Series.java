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
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import reactor.core.scheduler.Schedulers;

/**
 * Numbers of requests by their outcome, and the limit, for each interval of a run, in the
 * time of the client.
 */
final class Series {

	private static final double SECOND = Duration.ofSeconds(1).toMillis();

	private final long start = now();

	private final double intervalMillis;

	private final int[][] served;

	private final int[] above;

	private final int[] busy;

	private final double[] limits;

	Series(int clients, Duration interval, Duration duration) {
		this.intervalMillis = interval.toMillis();
		int intervals = (int) (duration.toMillis() / interval.toMillis());
		this.served = new int[clients][intervals];
		this.above = new int[intervals];
		this.busy = new int[intervals];
		this.limits = new double[intervals];
	}

	private static long now() {
		return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
	}

	synchronized void add(int client, int status) {
		int interval = (int) ((now() - this.start) / this.intervalMillis);
		if (interval < length()) {
			switch (status) {
				case 200 -> this.served[client][interval]++;
				case 429 -> this.above[interval]++;
				case 503 -> this.busy[interval]++;
				default -> throw new IllegalStateException("Status " + status);
			}
		}
	}

	synchronized void limit(double requestsPerSecond) {
		int interval = (int) ((now() - this.start) / this.intervalMillis);
		if (interval < length()) {
			this.limits[interval] = requestsPerSecond;
		}
	}

	int length() {
		return this.limits.length;
	}

	double seconds(int intervals) {
		return intervals * this.intervalMillis / SECOND;
	}

	int intervals(Duration time) {
		return (int) (time.toMillis() / this.intervalMillis);
	}

	/**
	 * Return the limit in an interval, or before it if a busy machine took no sample.
	 * @param interval the interval
	 * @return the number of requests per second
	 */
	double limit(int interval) {
		return IntStream.iterate(interval, (index) -> index >= 0, (index) -> index - 1)
			.mapToDouble((index) -> this.limits[index])
			.filter((limit) -> limit > 0)
			.findFirst()
			.orElse(0);
	}

	/**
	 * Return the successful requests of all clients in an interval.
	 * @param interval the interval
	 * @return the number per second
	 */
	double served(int interval) {
		return Arrays.stream(this.served).mapToInt((client) -> client[interval]).sum() / seconds(1);
	}

	/**
	 * Return the refused requests of all clients in an interval.
	 * @param interval the interval
	 * @return the number per second
	 */
	double refused(int interval) {
		return (this.above[interval] + this.busy[interval]) / seconds(1);
	}

	/**
	 * Return the successful requests of a client.
	 * @param client the client
	 * @param from the first interval
	 * @return the number
	 */
	int served(int client, int from) {
		return Arrays.stream(this.served[client]).skip(from).sum();
	}

	/**
	 * Return the successful requests of all clients.
	 * @return the number
	 */
	int served() {
		return Arrays.stream(this.served).flatMapToInt(Arrays::stream).sum();
	}

	/**
	 * Return the share of the requests that were above the limit.
	 * @param from the first interval
	 * @return a number from 0 to 1
	 */
	double aboveShare(int from) {
		double served = Arrays.stream(this.served).flatMapToInt((client) -> Arrays.stream(client).skip(from)).sum();
		double above = Arrays.stream(this.above).skip(from).sum();
		return above / (above + served);
	}

	/**
	 * Return the requests in consecutive intervals, as a ratio to the limit.
	 * @param first the first interval
	 * @param count the number of intervals
	 * @return the ratio
	 */
	double ratio(int first, int count) {
		double sent = 0;
		double limit = 0;
		for (int i = first; i < first + count; i++) {
			sent += served(i) + refused(i);
			limit += limit(i);
		}
		return sent / limit;
	}

	String csv(String name) {
		StringBuilder csv = new StringBuilder();
		for (int i = 0; i < length(); i++) {
			csv.append(String.format(Locale.ROOT, "\"%s\",%.1f,%.3f,%.2f,%.2f%n", name, seconds(i), limit(i), served(i),
					refused(i)));
		}
		return csv.toString();
	}

}
