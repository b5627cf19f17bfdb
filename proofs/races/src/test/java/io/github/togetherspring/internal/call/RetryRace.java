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
import java.util.Iterator;
import java.util.List;

import io.github.togetherspring.Downstream;
import io.github.togetherspring.ManualScheduler;
import io.github.togetherspring.Upstream;
import io.github.togetherspring.completions.ConnectionException;
import io.github.togetherspring.completions.ConnectionException.Reason;
import io.github.togetherspring.completions.RetrySettings;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import reactor.core.publisher.Flux;

/**
 * A call is cancelled while the delay before its next attempt ends. The attempt must
 * either not start, or be ended.
 */
@JCStressTest
@Outcome(id = "not started, open", expect = Expect.ACCEPTABLE, desc = "cancelled during the delay")
@Outcome(id = "cancelled, open", expect = Expect.ACCEPTABLE, desc = "the attempt is cancelled")
@Outcome(id = "closed, open", expect = Expect.ACCEPTABLE_INTERESTING,
		desc = "Reactor has lost the cancellation, and the call closes its attempt")
@Outcome(expect = Expect.FORBIDDEN, desc = "the attempt continues after the cancellation")
@State
public class RetryRace {

	private final ManualScheduler scheduler = new ManualScheduler();

	private final Upstream<Integer> next = new Upstream<>();

	private final Downstream<Integer> caller = new Downstream<>();

	private volatile boolean closed;

	public RetryRace() {
		RetrySettings settings = RetrySettings.defaults();
		Retries retries = new Retries(new RetryDecider(settings, () -> 1), new RetryBudget(settings.budget()),
				() -> this.scheduler);
		Call call = TestCall.create(null);
		Iterator<Flux<Integer>> attempts = List
			.of(Flux.<Integer>error(new ConnectionException(Reason.RESET, "reset", null)), Flux.<Integer>defer(() -> {
				call.begin(() -> this.closed = true);
				return this.next;
			}))
			.iterator();
		Flux<Integer> repeated = retries.repeat(Flux.defer(attempts::next), call);
		new CallLifecycle(null, new Deadlines(() -> this.scheduler, () -> this.scheduler),
				new RecentCallsTracker(Clock.systemUTC()), retries)
			.follow(repeated, call, (observation, result) -> {
			})
			.subscribe(this.caller);
		this.caller.request(1);
		this.scheduler.advance(1);
	}

	@Actor
	public void endDelay() {
		this.scheduler.runDue();
	}

	@Actor
	public void cancel() {
		this.caller.cancel();
	}

	@Arbiter
	public void later(LL_Result result) {
		result.r1 = attempt();
		result.r2 = this.caller.end();
	}

	private String attempt() {
		if (!this.next.isStarted()) {
			return "not started";
		}
		return this.next.isCancelled() ? "cancelled" : this.closed ? "closed" : "running";
	}

}
