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
import java.util.stream.IntStream;

import io.github.togetherspring.completions.PacingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for single changes of the rate by {@link RateControl}, as docs/pacing.md
 * describes them.
 */
class RateChangeTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	// Clocks do not start at zero.
	private static final long START = Duration.ofHours(1).toNanos();

	@ParameterizedTest
	@CsvSource({ "1, 4, 2", "1, 2, 1.41421", "1, 8, 4", "10, 4, 20", "1, 0, 1" })
	void rateFirstDoublesEveryFourSeconds(double initial, double seconds, double rate) {
		RateControl control = control(initial);
		sendAfter(control, seconds);
		assertThat(control.rate()).isEqualTo(rate, within(0.00001));
		assertThat(control.interval()).isEqualTo((long) (SECOND / control.rate()));
	}

	// The first refusal decreases the rate by a tenth. Others in the same second apply to
	// the next decrease.
	@ParameterizedTest
	@CsvSource({ "0, 0.19", "1, 0.28", "2, 0.37", "3, 0.46", "4, 0.5", "9, 0.5" })
	void rateDecreasesByTheShareOfTheRecentAttemptsThatWereRefused(int others, double decrease) {
		RateControl control = control(10);
		assertThat(refuse(control, START)).isTrue();
		assertThat(control.rate()).isEqualTo(9, within(1e-9));
		for (int i = 0; i < others; i++) {
			assertThat(refuse(control, START)).isFalse();
		}
		assertThat(control.rate()).isEqualTo(9, within(1e-9));
		control.sent(0);
		assertThat(refuse(control, START + SECOND)).isTrue();
		assertThat(control.rate()).isEqualTo(9 * (1 - decrease), within(1e-9));
	}

	@ParameterizedTest
	@CsvSource({ "0, false", "999999999, false", "1000000000, true", "5000000000, true" })
	void rateDecreasesOnceASecondAtMost(long nanos, boolean decreases) {
		RateControl control = control(10);
		refuse(control, START);
		assertThat(control.refused(false, START + nanos, START + 10 * SECOND)).isEqualTo(decreases);
	}

	@Test
	void secondBeginsWithTheDecreaseAndNotWithTheAttempt() {
		RateControl control = control(10);
		control.refused(false, START - 3 * SECOND, START);
		assertThat(refuse(control, START + SECOND - 1)).isFalse();
		assertThat(refuse(control, START + SECOND)).isTrue();
	}

	@Test
	void firstRefusalDecreasesTheRateIfTheClockIsNegative() {
		assertThat(refuse(control(10), -START)).isTrue();
	}

	// From nine tenths to all of the rate that was refused, and then beyond it.
	@ParameterizedTest(name = "{0} per second, {1} s after the refusal")
	@CsvSource(delimiter = '|', textBlock = """
			# refused | seconds | rate
			1         | 0       | 0.9
			1         | 30      | 0.975
			1         | 60      | 1
			1         | 72      | 2
			1         | 84      | 9
			0.5       | 60      | 0.5
			2         | 22.5    | 1.95
			2         | 45      | 2
			3         | 45      | 3
			4         | 20      | 3.9
			4         | 40      | 4
			4         | 52      | 6
			16        | 10      | 15.6
			16        | 20      | 16
			100       | 10      | 97.5
			100       | 20      | 100
			100       | 32      | 110
			""")
	void rateReturnsToTheOneThatWasRefusedAndThenExceedsIt(double refused, double seconds, double rate) {
		RateControl control = control(refused);
		refuse(control, START);
		sendAfter(control, seconds);
		assertThat(control.rate()).isEqualTo(rate, within(1e-9));
	}

	@Test
	void returnContinuesWithEachAttempt() {
		RateControl control = control(100);
		refuse(control, START);
		IntStream.range(0, 20).forEach((i) -> sendAfter(control, 0.5));
		assertThat(control.rate()).isEqualTo(97.5, within(1e-9));
	}

	@Test
	void rateDoesNotGrowWhileTheServiceDoesNotRespond() {
		RateControl control = control(10);
		control.responds(false);
		sendAfter(control, 60);
		assertThat(control.rate()).isEqualTo(10);
		control.responds(true);
		sendAfter(control, 4);
		assertThat(control.rate()).isEqualTo(20, within(1e-9));
	}

	@Test
	void limitOfTheServiceIsWhereTheRateGrowsFrom() {
		RateControl control = control(10);
		control.limit(4);
		sendAfter(control, 4);
		assertThat(control.rate()).isEqualTo(4);
		control.limit(Double.POSITIVE_INFINITY);
		assertThat(control.rate()).isEqualTo(8, within(1e-9));
	}

	@Test
	void rateStaysBetweenItsBounds() {
		RateControl control = new RateControl(
				PacingSettings.builder().initialRate(4.0).minRate(3.0).maxRate(5.0).build());
		sendAfter(control, 60);
		assertThat(control.rate()).isEqualTo(5);
		for (int i = 0; i < 10; i++) {
			refuse(control, START + i * SECOND);
		}
		assertThat(control.rate()).isEqualTo(3);
	}

	// At a low rate, the rate has already grown when a refusal shows.
	@Test
	void rateThatWasRefusedIsTheAverageOfTheLastAttempts() {
		RateControl control = control(1);
		sendAfter(control, 4);
		assertThat(control.rate()).isEqualTo(2, within(1e-9));
		refuse(control, START);
		assertThat(control.rate()).isEqualTo(0.9 * 1.1, within(1e-9));
	}

	@Test
	void averageBeginsAnewAfterADecrease() {
		RateControl control = control(10);
		refuse(control, START);
		sendAfter(control, 100);
		double grown = control.rate();
		refuse(control, START + 100 * SECOND);
		double refused = 9 + (grown - 9) / 10;
		assertThat(control.rate()).isEqualTo(refused * (1 - 0.19), within(1e-9));
	}

	// A service that is busy has probably the same limit as before.
	@ParameterizedTest(name = "{0}, {1} s later")
	@CsvSource(delimiter = '|', textBlock = """
			# refusal      | seconds | rate
			BUSY           | 0       | 8.1
			BUSY           | 5       | 9.525
			BUSY           | 10      | 10
			BUSY           | 22      | 13.16228
			BUSY_AGAIN     | 0       | 7.2
			BUSY_AGAIN     | 5       | 7.81172
			LIMITED        | 0       | 8.1
			LIMITED        | 5       | 8.40586
			""")
	void rateReturnsSoonerIfTheServiceWasBusy(Refusal refusal, double seconds, double rate) {
		RateControl control = control(10);
		refuse(control, START);
		IntStream.range(0, 200).forEach((i) -> control.sent(0));
		if (refusal == Refusal.BUSY_AGAIN) {
			control.refused(true, START, START);
		}
		control.refused(refusal != Refusal.LIMITED, START + SECOND, START + SECOND);
		sendAfter(control, seconds);
		assertThat(control.rate()).isEqualTo(rate, within(1e-5));
	}

	@Test
	void refusalThatEndsTheStartIsOneOfTheRateAlsoIfTheServiceIsBusy() {
		RateControl control = control(10);
		control.refused(true, START, START);
		sendAfter(control, 10);
		assertThat(control.rate()).as("after 10 of 25 seconds").isEqualTo(9.63432, within(1e-4));
	}

	private static RateControl control(double initialRate) {
		return new RateControl(PacingSettings.builder().initialRate(initialRate).minRate(0.01).build());
	}

	private static void sendAfter(RateControl control, double seconds) {
		control.sent((long) (seconds * SECOND));
	}

	private static boolean refuse(RateControl control, long time) {
		return control.refused(false, time, time);
	}

	/**
	 * How the service refuses.
	 */
	enum Refusal {

		BUSY, BUSY_AGAIN, LIMITED

	}

}
