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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EarlyEnd} in virtual time.
 */
class EarlyEndTests {

	private static final Duration GRACE = Duration.ofMillis(200);

	private final TestPublisher<String> server = TestPublisher
		.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE, TestPublisher.Violation.REQUEST_OVERFLOW);

	private final List<String> signals = new ArrayList<>();

	private VirtualTimeScheduler time;

	@BeforeEach
	void virtualTime() {
		this.time = VirtualTimeScheduler.getOrSet();
	}

	@AfterEach
	void realTime() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void endsWithTheLastItem() {
		read();
		this.server.next("a").next("last");
		assertThat(this.signals).containsExactly("a", "last", "complete");
	}

	@Test
	void sourceMayRunToItsEndForAMoment() {
		read();
		this.server.next("last");
		this.time.advanceTimeBy(GRACE.minusMillis(1));
		this.server.assertNotCancelled();
		this.server.complete();
		assertThat(this.signals).containsExactly("last", "complete");
	}

	@Test
	void sourceThatDoesNotEndIsCancelled() {
		read();
		this.server.next("last");
		this.time.advanceTimeBy(GRACE);
		this.server.assertCancelled();
	}

	@Test
	void sourceThatGoesOnIsCancelledAtOnce() {
		read();
		this.server.next("last");
		for (int i = 0; i < 16; i++) {
			this.server.next("more");
		}
		this.server.assertNotCancelled();
		this.server.next("more");
		this.server.assertCancelled();
		assertThat(this.signals).containsExactly("last", "complete");
	}

	@Test
	void errorBehindTheEndIsNoErrorOfTheReader() {
		read();
		this.server.next("last").error(new IllegalStateException("reset"));
		assertThat(this.signals).containsExactly("last", "complete");
	}

	@Test
	void sourceThatEndsWithoutALastItem() {
		read();
		this.server.next("a").complete();
		assertThat(this.signals).containsExactly("a", "complete");
	}

	@Test
	void errorBeforeTheEnd() {
		read();
		this.server.next("a").error(new IllegalStateException("reset"));
		assertThat(this.signals).containsExactly("a", "reset");
	}

	@Test
	void cancellingCancelsAtOnce() {
		Disposable reader = read();
		this.server.next("a");
		reader.dispose();
		this.server.assertCancelled();
		this.time.advanceTimeBy(GRACE);
		assertThat(this.signals).containsExactly("a");
	}

	@Test
	void readerWhoCancelsAtTheLastItemGetsNoEnd() {
		StepVerifier.create(new EarlyEnd<String>("last"::equals).apply(this.server.flux()).take(1))
			.then(() -> this.server.next("last"))
			.expectNext("last")
			.verifyComplete();
		this.server.assertCancelled();
	}

	@Test
	void demandIsPassedOn() {
		StepVerifier.create(new EarlyEnd<String>("last"::equals).apply(this.server.flux()), 0)
			.then(() -> this.server.assertMaxRequested(0))
			.thenRequest(1)
			.then(() -> this.server.assertMinRequested(1).assertMaxRequested(1).next("last"))
			.expectNext("last")
			.verifyComplete();
		// What is behind the end must not wait for a reader who is gone.
		this.server.assertMinRequested(2);
	}

	private Disposable read() {
		return new EarlyEnd<String>("last"::equals).apply(this.server.flux())
			.subscribe(this.signals::add, (error) -> this.signals.add(String.valueOf(error.getMessage())),
					() -> this.signals.add("complete"));
	}

}
