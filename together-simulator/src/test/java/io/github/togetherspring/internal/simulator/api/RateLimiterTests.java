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

package io.github.togetherspring.internal.simulator.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.SimulatedRateLimit;
import io.github.togetherspring.simulator.script.SimulatedRateLimit.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link RateLimiter}, with a clock that is set by hand.
 */
class RateLimiterTests {

	private static final Duration HOUR = Duration.ofHours(1);

	// Not 0, which the origin of a clock need not be.
	private long now = -HOUR.toNanos();

	private final RateLimiter limiter = new RateLimiter(() -> this.now);

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			nothing sent              | 60 | 2   |     | 0     | 0    | 1
			another base              | 30 | 2   |     | 0     | 0    | 0.5
			less than the base        | 60 | 2   |     | 1000  | 0    | 1
			more than the base        | 60 | 2   |     | 7200  | 0    | 4
			another factor            | 60 | 1.5 |     | 7200  | 0    | 3
			almost an hour ago        | 60 | 2   |     | 7200  | 3580 | 4
			an hour ago               | 60 | 2   |     | 7200  | 3600 | 1
			much longer ago           | 60 | 2   |     | 7200  | 9999 | 1
			fixed above the learnt    | 60 | 2   | 600 | 7200  | 0    | 10
			fixed below the learnt    | 60 | 2   | 30  | 7200  | 0    | 0.5
			""")
	void limitFollowsTheSuccessesOfTheLastHour(String name, double base, double factor, Double fixed, int successes,
			long secondsAgo, double expected) {
		this.limiter.limit(SimulatedRateLimit.builder().base(base).factor(factor).fixed(fixed).build());
		for (int i = 0; i < successes; i++) {
			this.limiter.succeeded(request("key", "model"));
		}
		pass(Duration.ofSeconds(secondsAgo));
		assertThat(this.limiter.requestsPerSecond("key", "model")).isCloseTo(expected, within(1e-9));
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			one a second              | 60  | 1000 | 1   | 1000 | ......
			one in a second and more  | 60  | 1000 | 1   | 1500 | ......
			twice as many             | 60  | 1000 | 1   | 500  | ...x.x.x
			a quarter more            | 60  | 1000 | 1   | 800  | ......x....x
			all at once               | 240 | 1000 | 1   | 0    | .....xx
			ten a second              | 600 | 1000 | 1   | 100  | ............
			half a request a second   | 30  | 1000 | 1   | 1000 | ..x.x.x
			no burst                  | 240 | 0    | 1   | 125  | .x.x.x
			burst of two seconds      | 120 | 2000 | 1   | 0    | .....xx
			compressed time           | 60  | 1000 | 100 | 10   | ......
			compressed time, too many | 60  | 1000 | 100 | 5    | ...x.x
			""")
	void limitIsEnforcedByTheSecond(String name, double requestsPerMinute, long burstMillis, double timeFactor,
			long gapMillis, String admitted) {
		this.limiter.limit(SimulatedRateLimit.builder()
			.fixed(requestsPerMinute)
			.burst(Duration.ofMillis(burstMillis))
			.timeFactor(timeFactor)
			.build());
		assertThat(IntStream.range(0, admitted.length()).mapToObj((index) -> {
			ApiResponse refusal = this.limiter.refuse(request("key", "model"));
			pass(Duration.ofMillis(gapMillis));
			return (refusal != null) ? "x" : ".";
		}).collect(Collectors.joining())).isEqualTo(admitted);
	}

	@Test
	void idleTimeIsNotSaved() {
		this.limiter.limit(SimulatedRateLimit.builder().fixed(120.0).build());
		pass(HOUR);
		assertThat(admitted(10)).isEqualTo(3);
		pass(HOUR);
		assertThat(admitted(10)).isEqualTo(3);
	}

	@Test
	void greedyClientIsServedMoreWithEachHour() {
		this.limiter.limit(SimulatedRateLimit.dynamic());
		int served = serveGreedily(3600);
		// The base for half an hour, then growth by a factor of e in half an hour.
		assertThat(served).isCloseTo((int) (1800 * Math.E), within(100));
		assertThat(this.limiter.requestsPerSecond("key", "model")).isCloseTo(Math.E, within(0.1));
		assertThat(serveGreedily(3600)).isGreaterThan(2 * served);
	}

	private int serveGreedily(int seconds) {
		int served = 0;
		for (int tick = 0; tick < seconds * 10; tick++) {
			if (this.limiter.refuse(request("key", "model")) == null) {
				this.limiter.succeeded(request("key", "model"));
				served++;
			}
			pass(Duration.ofMillis(100));
		}
		return served;
	}

	@Test
	void eachKeyAndModelHasItsOwnLimit() {
		this.limiter.limit(SimulatedRateLimit.builder().burst(Duration.ZERO).build());
		assertThat(this.limiter.refuse(request("a", "one"))).isNull();
		assertThat(this.limiter.refuse(request("a", "one"))).isNotNull();
		assertThat(this.limiter.refuse(request("a", "two"))).isNull();
		assertThat(this.limiter.refuse(request("b", "one"))).isNull();
		assertThat(this.limiter.refuse(request("b", null))).isNull();
		assertThat(this.limiter.refuse(request("b", null))).isNotNull();
	}

	@Test
	void onlyTheLatestKeysAndModelsAreRemembered() {
		this.limiter.limit(SimulatedRateLimit.builder().burst(Duration.ZERO).build());
		for (int i = 0; i < RateLimiter.MAX_TRAFFIC + 1; i++) {
			this.limiter.refuse(request("key", "model-" + i));
		}
		assertThat(this.limiter.refuse(request("key", "model-" + RateLimiter.MAX_TRAFFIC))).isNotNull();
		assertThat(this.limiter.refuse(request("key", "model-0"))).isNull();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			base          | 60 |     | 1   | 1 | 1   | 0 | 1            | 0
			fraction      | 10 |     | 1   | 5 | 0.1666666667 | 0 | 0.1666666667 | 0
			above base    | 60 | 240 | 1   | 1 | 1   | 0 | 4            | 0
			compressed    | 60 | 240 | 100 | 0.01 | 100 | 0 | 400       | 0
			""")
	void refusalSaysWhatTheLimitIs(String name, double base, Double fixed, double timeFactor, String reset,
			String limit, String remaining, String dynamicLimit, String dynamicRemaining) {
		this.limiter.limit(SimulatedRateLimit.builder().base(base).fixed(fixed).timeFactor(timeFactor).build());
		ApiResponse refusal = IntStream.range(0, 10)
			.mapToObj((index) -> this.limiter.refuse(request("key", "model")))
			.toList()
			.get(9);
		assertThat(refusal).isNotNull();
		assertThat(refusal.status()).isEqualTo(429);
		assertThat(refusal.headers()).containsAllEntriesOf(Map.of("x-ratelimit", "true", "x-ratelimit-reset", reset,
				"x-ratelimit-limit", limit, "x-ratelimit-remaining", remaining, "x-ratelimit-limit-dynamic",
				dynamicLimit, "x-ratelimit-remaining-dynamic", dynamicRemaining));
		assertThat(String.join("", refusal.chunks())).contains("\"error_type\": \"dynamic_request_limited\"")
			.contains("\"type\": \"dynamic_request_limited\"")
			.contains(dynamicLimit + " QPS");
	}

	@ParameterizedTest
	@CsvSource({ "NONE, false, false, false", "REFUSALS, false, true, true", "ALL, true, true, true" })
	void responsesReportTheLimit(Report report, boolean success, boolean refusal, boolean busy) {
		SimulatedRateLimit limit = SimulatedRateLimit.builder().burst(Duration.ZERO).report(report).build();
		this.limiter.limit(limit);
		assertThat(this.limiter.refuse(request("key", "model"))).isNull();
		Map<String, String> headers = this.limiter.succeeded(request("key", "model"));
		assertThat(headers.containsKey("x-ratelimit-limit-dynamic")).isEqualTo(success);
		if (success) {
			assertThat(headers).containsAllEntriesOf(
					Map.of("x-ratelimit", "false", "x-ratelimit-limit", "1", "x-ratelimit-remaining", "0"));
		}
		assertThat(isReported(this.limiter.refuse(request("key", "model")))).isEqualTo(refusal);
		this.limiter.limit(limit.toBuilder().busy(1, 0).build());
		assertThat(isReported(this.limiter.refuse(request("key", "other")))).isEqualTo(busy);
	}

	private static boolean isReported(ApiResponse refusal) {
		assertThat(refusal).isNotNull();
		return refusal.headers().containsKey("x-ratelimit-limit-dynamic");
	}

	@Test
	void sameSeedFindsTheServiceBusyAtTheSameRequests() {
		List<Integer> first = busy(0.1, 7);
		assertThat(first).hasSizeBetween(50, 150);
		assertThat(busy(0.1, 7)).isEqualTo(first);
		assertThat(busy(0.1, 8)).isNotEqualTo(first);
		assertThat(busy(0, 7)).isEmpty();
		assertThat(busy(1, 7)).hasSize(1000);
	}

	private List<Integer> busy(double share, long seed) {
		this.limiter.clear();
		this.limiter.limit(SimulatedRateLimit.builder().busy(share, seed).build());
		return IntStream.range(0, 1000).filter((index) -> {
			ApiResponse refusal = this.limiter.refuse(request("key", "model"));
			pass(Duration.ofSeconds(1));
			assertThat(refusal == null || refusal.status() == 503).isTrue();
			return refusal != null;
		}).boxed().toList();
	}

	@Test
	void newLimitAppliesToTheTrafficSoFar() {
		SimulatedRateLimit limit = SimulatedRateLimit.builder().timeFactor(100).build();
		this.limiter.limit(limit);
		IntStream.range(0, 7200).forEach((index) -> this.limiter.succeeded(request("key", "model")));
		pass(Duration.ofSeconds(30));
		this.limiter.limit(limit.toBuilder().fixed(30.0).timeFactor(1).build());
		assertThat(this.limiter.requestsPerSecond("key", "model")).isEqualTo(0.5);
		this.limiter.limit(SimulatedRateLimit.dynamic());
		pass(Duration.ofMinutes(9));
		assertThat(this.limiter.requestsPerSecond("key", "model")).isEqualTo(4);
		pass(Duration.ofMinutes(1));
		assertThat(this.limiter.requestsPerSecond("key", "model")).isEqualTo(1);
	}

	@Test
	void withoutALimitEverythingIsAdmitted() {
		assertThat(admitted(100)).isEqualTo(100);
		assertThat(this.limiter.requestsPerSecond("key", "model")).isInfinite();
		this.limiter.limit(SimulatedRateLimit.dynamic());
		assertThat(admitted(100)).isEqualTo(2);
		this.limiter.limit(null);
		assertThat(admitted(100)).isEqualTo(100);
	}

	private long admitted(int requests) {
		return IntStream.range(0, requests)
			.filter((index) -> this.limiter.refuse(request("key", "model")) == null)
			.count();
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private static ReceivedRequest request(String apiKey, String model) {
		return ReceivedRequest.of("POST", ReceivedRequest.COMPLETIONS_PATH, null, "HTTP/1.1",
				Map.of("authorization", List.of("Bearer " + apiKey)),
				(model != null) ? "{\"model\":\"" + model + "\"}" : "");
	}

}
