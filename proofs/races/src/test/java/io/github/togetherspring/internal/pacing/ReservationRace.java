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

import io.github.togetherspring.Downstream;
import io.github.togetherspring.ManualScheduler;
import io.github.togetherspring.Upstream;
import io.github.togetherspring.completions.CallPriority;
import io.github.togetherspring.completions.QuotaSettings;
import io.github.togetherspring.observation.QuotaType;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A waiting attempt is cancelled while its permit is granted, before its request is sent.
 * It must not be left running, and the attempt behind it must get the permit.
 */
@JCStressTest
@Outcome(id = "false, true, 0.0", expect = Expect.ACCEPTABLE, desc = "the attempt ended, the next one started")
@Outcome(expect = Expect.FORBIDDEN, desc = "an attempt or a permit is lost")
@State
public class ReservationRace {

	private final ManualScheduler scheduler = new ManualScheduler();

	private final QuotaGate gate = new QuotaGate(QuotaSettings.builder().requestsPerMinute(60L).build(), "test",
			Duration.ofSeconds(30), () -> this.scheduler);

	private final Upstream<Integer> cancelled = new Upstream<>();

	private final Upstream<Integer> next = new Upstream<>();

	private final Downstream<Integer> caller = new Downstream<>();

	public ReservationRace() {
		start(new Upstream<>(), new Downstream<>());
		start(this.cancelled, this.caller);
		start(this.next, new Downstream<>());
		this.scheduler.advance(1);
	}

	private void start(Upstream<Integer> attempt, Downstream<Integer> caller) {
		this.gate.limit(attempt, new InteractiveCall()).subscribe(caller);
	}

	@Actor
	public void grant() {
		this.scheduler.runDue();
	}

	@Actor
	public void cancel() {
		this.caller.cancel();
	}

	// The time has not passed, so that only the permit of the cancelled attempt is left.
	@Arbiter
	public void later(LLL_Result result) {
		this.scheduler.runDue();
		result.r1 = this.cancelled.isRunning();
		result.r2 = this.next.isStarted();
		result.r3 = this.gate.used(QuotaType.REQUESTS);
	}

	private static final class InteractiveCall implements QuotaCall {

		@Override
		public CallPriority priority() {
			return CallPriority.INTERACTIVE;
		}

		@Override
		public TokenEstimate tokenEstimate() {
			return new TokenEstimate(0, 0);
		}

		@Override
		public void permitted(Reservation reservation) {
		}

	}

}
