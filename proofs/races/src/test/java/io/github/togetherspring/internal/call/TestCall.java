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

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.togetherspring.Downstream;
import io.github.togetherspring.ManualScheduler;
import io.github.togetherspring.Upstream;
import io.github.togetherspring.completions.CallOptions;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.RetrySettings;

/**
 * An active call whose total time is over, but for the task that ends it, in a gate that
 * is closed, but for the order to end the calls.
 */
final class TestCall {

	private static final CompletionRequest REQUEST = CompletionRequest.builder().model("m").prompt("p").build();

	private final ManualScheduler scheduler = new ManualScheduler();

	private final ShutdownGate gate = new ShutdownGate();

	private final AtomicInteger reportedEmpty = new AtomicInteger();

	private final Upstream<Integer> attempts = new Upstream<>();

	private final Downstream<Integer> caller = new Downstream<>();

	TestCall() {
		RetrySettings settings = RetrySettings.none();
		new CallLifecycle(this.gate, new Deadlines(() -> this.scheduler, () -> this.scheduler),
				new RecentCallsTracker(Clock.systemUTC()),
				new Retries(new RetryDecider(settings, () -> 1), new RetryBudget(settings.budget()),
						() -> this.scheduler))
			.follow(this.attempts, create(Duration.ofSeconds(1)), (observation, result) -> {
			})
			.subscribe(this.caller);
		this.caller.request(Long.MAX_VALUE);
		this.gate.close(this.reportedEmpty::incrementAndGet);
		this.scheduler.advance(1);
	}

	static Call create(Duration totalTimeout) {
		return new Call(REQUEST, CallOptions.none(), 1, totalTimeout, null);
	}

	void respond() {
		this.attempts.next(1);
		this.attempts.complete();
	}

	void expire() {
		this.scheduler.runDue();
	}

	void shutDown() {
		this.gate.endCalls();
	}

	void cancel() {
		this.caller.cancel();
	}

	/**
	 * Return how the call has ended for its caller.
	 * @return the end, as {@link Downstream#end()} has it
	 */
	String end() {
		return this.caller.end();
	}

	boolean hasLeftTheGate() {
		return this.reportedEmpty.get() > 0;
	}

	boolean isUpstreamCancelled() {
		return this.attempts.isCancelled();
	}

}
