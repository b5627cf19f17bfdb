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
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

import io.github.togetherspring.internal.pacing.PacedTraffic.Attempts;
import io.github.togetherspring.internal.pacing.ServiceRule.Enforcement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RateControl} against a model of the service's rule.
 */
class RateControlTests {

	private static final double CHANGE = 600;

	private static final int CLIENTS = 3;

	// One request a second for half an hour. Then the limit grows as fast as it is used.
	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.003 })
	void limitThatFollowsTheSuccessesIsUsed(double busyShare) {
		double possible = 1800 * Math.exp(2 * (1 - busyShare) - 1);
		PacedTraffic traffic = traffic(Enforcement.BUCKET, null, busyShare).run(1, Duration.ZERO, Duration.ofHours(1));
		assertThat(traffic.between(0, 3600).goodput() * 3600).isGreaterThan(0.9 * possible);
		assertThat(traffic.between(60, 3600).refusedShare()).isLessThan(0.02);
	}

	@ParameterizedTest
	@CsvSource({ "SPACING, 1", "SPACING, 2.5", "SPACING, 10", "SPACING, 50", "BUCKET, 1", "BUCKET, 2.5", "BUCKET, 10",
			"BUCKET, 50", "CLOCK_SECONDS, 1", "CLOCK_SECONDS, 2", "CLOCK_SECONDS, 10", "CLOCK_SECONDS, 50" })
	void rateStaysNearTheLimit(Enforcement enforcement, double limit) {
		Attempts attempts = traffic(enforcement, (time) -> limit, 0).run(1, Duration.ZERO, Duration.ofMinutes(30))
			.between(300, 1800);
		assertThat(attempts.goodput() / limit).isGreaterThan(0.9);
		assertThat(attempts.refusedShare()).isLessThan(0.02);
		assertThat(attempts.rates()).allSatisfy((rate) -> assertThat(rate / limit).isBetween(0.75, 1.25));
	}

	@ParameterizedTest
	@CsvSource({ "SPACING, 2", "SPACING, 10", "SPACING, 50", "BUCKET, 2", "BUCKET, 10", "BUCKET, 50",
			"CLOCK_SECONDS, 2", "CLOCK_SECONDS, 10", "CLOCK_SECONDS, 50" })
	void limitThatHalvesIsFollowedWithinTenSeconds(Enforcement enforcement, double limit) {
		double halved = limit / 2;
		Attempts after = traffic(enforcement, (time) -> (time < CHANGE) ? limit : halved, 0)
			.run(1, Duration.ZERO, Duration.ofSeconds(700))
			.between(CHANGE + 10, CHANGE + 70);
		assertThat(after.rates()).allSatisfy((rate) -> assertThat(rate / halved).isLessThan(1.25));
		assertThat(after.goodput() / halved).isGreaterThan(0.75);
	}

	@ParameterizedTest
	@CsvSource({ "SPACING, 2", "SPACING, 10", "SPACING, 50", "BUCKET, 2", "BUCKET, 10", "BUCKET, 50",
			"CLOCK_SECONDS, 2", "CLOCK_SECONDS, 10", "CLOCK_SECONDS, 50" })
	void limitThatDoublesIsUsedWithinAMinute(Enforcement enforcement, double limit) {
		// Wherever this happens between two refusals.
		for (double change = CHANGE; change < CHANGE + 50; change += 11) {
			double time = change;
			Attempts after = traffic(enforcement, (now) -> (now < time) ? limit : 2 * limit, 0)
				.run(1, Duration.ZERO, Duration.ofSeconds(720))
				.between(time + 55, time + 65);
			assertThat(after.goodput() / (2 * limit)).as("change after %s s", change).isGreaterThan(0.85);
		}
	}

	// Chance makes some hours less fair.
	@ParameterizedTest(name = "{0}, {1} per second each")
	@CsvSource(delimiter = '|', textBlock = """
			# enforcement  | limit of each | hours | of these fair | at most refused
			SPACING        | 1             | 5     | 3             | 0.035
			SPACING        | 2             | 5     | 4             | 0.02
			SPACING        | 5             | 5     | 4             | 0.01
			SPACING        | 10            | 3     | 3             | 0.01
			SPACING        | 30            | 1     | 1             | 0.01
			BUCKET         | 2             | 5     | 4             | 0.02
			BUCKET         | 10            | 1     | 1             | 0.01
			CLOCK_SECONDS  | 10            | 3     | 2             | 0.01
			CLOCK_SECONDS  | 20            | 1     | 1             | 0.01
			""")
	void clientsShareALimit(Enforcement enforcement, double limit, int hours, int fair, double refused) {
		List<Attempts> each = IntStream.range(0, hours)
			.mapToObj((hour) -> traffic(enforcement, (time) -> CLIENTS * limit, 0, hour)
				.run(CLIENTS, Duration.ofSeconds(100), Duration.ofHours(1))
				.between(CHANGE, 3600))
			.toList();
		assertThat(each)
			.allSatisfy((attempts) -> assertThat(attempts.goodput() / (CLIENTS * limit)).isGreaterThan(0.95));
		assertThat(each.stream().mapToDouble(Attempts::refusedShare).average().orElseThrow()).isLessThan(refused);
		assertThat(each.stream().filter(RateControlTests::isFair).count()).isGreaterThanOrEqualTo(fair);
	}

	private static boolean isFair(Attempts attempts) {
		double average = attempts.goodput() / CLIENTS;
		return attempts.goodputs(CLIENTS)
			.stream()
			.allMatch((goodput) -> goodput > 0.8 * average && goodput < 1.2 * average);
	}

	private static PacedTraffic traffic(Enforcement enforcement, @Nullable DoubleUnaryOperator capacity,
			double busyShare) {
		return traffic(enforcement, capacity, busyShare, 1);
	}

	private static PacedTraffic traffic(Enforcement enforcement, @Nullable DoubleUnaryOperator capacity,
			double busyShare, long seed) {
		return new PacedTraffic(new ServiceRule(enforcement, capacity, busyShare, new Random(7)), seed);
	}

}
