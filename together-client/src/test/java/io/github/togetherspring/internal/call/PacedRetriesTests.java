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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.PacingSettings;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.internal.pacing.Pacer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Retries} of calls with a {@link Pacer}, in virtual time and without
 * jitter.
 */
class PacedRetriesTests {

	private final RetrySettings settings = RetrySettings.defaults();

	private final Retries retries = new Retries(new RetryDecider(this.settings, () -> 1),
			new RetryBudget(this.settings.budget()), Schedulers::parallel);

	private VirtualTimeScheduler time;

	private Pacer pacer;

	@BeforeEach
	void virtualTime() {
		this.time = VirtualTimeScheduler.getOrSet();
		this.pacer = pacer(10);
	}

	@AfterEach
	void realTime() {
		VirtualTimeScheduler.reset();
	}

	// The back-off is a second after a 429, and half a second otherwise.
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			# case                                   | rate | responses       | times of the attempts
			back-off is longer than the cool-down    | 10   | 429@400 200     | 0 1000
			cool-down is longer than the back-off    | 10   | 429@3000 200    | 0 3000
			back-off without a cool-down             | 10   | 429 200         | 0 1000
			interval is longer than the back-off     | 0.5  | 503 200         | 0 2000
			other failure                            | 10   | 502 200         | 0 500
			second retry waits as the first one does | 10   | 503@700 503 200 | 0 700 1700
			service asks for too much                | 10   | 429@31000       | 0
			""")
	void retryWaitsForTheLongerOfBackOffAndPlace(String name, double rate, String responses, String times) {
		this.pacer = pacer(rate);
		List<String> attempts = new ArrayList<>();
		subscribe(responses, attempts);
		this.time.advanceTimeBy(Duration.ofMinutes(5));
		assertThat(String.join(" ", attempts)).isEqualTo(times);
	}

	@Test
	void refusedCallHoldsTheOthersBackAndWaitsForItsTurnAgain() {
		List<String> first = new ArrayList<>();
		List<String> second = new ArrayList<>();
		List<String> third = new ArrayList<>();
		subscribe("429@2000 200", first);
		subscribe("200", second);
		subscribe("200", third);
		this.time.advanceTimeBy(Duration.ofMinutes(5));
		assertThat(second).containsExactly("2000");
		assertThat(third).containsExactly("2111");
		assertThat(first).containsExactly("0", "2222");
	}

	private static Pacer pacer(double rate) {
		return new Pacer(PacingSettings.builder().initialRate(rate).maxRate(rate).build(), Duration.ofSeconds(30),
				Schedulers::parallel);
	}

	private void subscribe(String responses, List<String> attempts) {
		Call call = new Call(CompletionRequest.builder().build(), CallOptions.none(), 3, null, null);
		Iterator<String> left = List.of(responses.split(" ")).iterator();
		Flux<String> attempt = Flux.defer(() -> {
			attempts.add(String.valueOf(this.time.now(TimeUnit.MILLISECONDS)));
			call.begin(Disposables.disposed());
			return respond(left.next().split("@"));
		});
		this.retries.repeat(this.pacer.pace(attempt, call), call).onErrorComplete().subscribe();
	}

	private static Flux<String> respond(String[] response) {
		int status = Integer.parseInt(response[0]);
		Duration retryAfter = (response.length > 1) ? Duration.ofMillis(Long.parseLong(response[1])) : null;
		return (status == 200) ? Flux.just("200") : Flux.error(RetryDeciderTests.asking(status, retryAfter));
	}

}
