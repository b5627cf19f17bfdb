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

import io.github.togetherspring.Downstream;
import io.github.togetherspring.Upstream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A waiting attempt is cancelled while a permit becomes free. It must not be left
 * running, and the permit must not be lost.
 */
@JCStressTest
@Outcome(id = "false, true, true", expect = Expect.ACCEPTABLE, desc = "the permit passes on")
@Outcome(expect = Expect.FORBIDDEN, desc = "an attempt or a permit is lost")
@State
public class PermitRace {

	private final ConcurrencyLimit limit = new ConcurrencyLimit(1);

	private final Upstream<Integer> running = new Upstream<>();

	private final Upstream<Integer> cancelled = new Upstream<>();

	private final Upstream<Integer> next = new Upstream<>();

	private final Upstream<Integer> last = new Upstream<>();

	private final Downstream<Integer> caller = new Downstream<>();

	public PermitRace() {
		start(this.running, new Downstream<>());
		start(this.cancelled, this.caller);
		start(this.next, new Downstream<>());
	}

	private void start(Upstream<Integer> attempt, Downstream<Integer> caller) {
		this.limit.await(attempt, TestCall.create(null)).subscribe(caller);
		caller.request(1);
	}

	@Actor
	public void end() {
		this.running.complete();
	}

	@Actor
	public void cancel() {
		this.caller.cancel();
	}

	@Arbiter
	public void later(LLL_Result result) {
		result.r1 = this.cancelled.isRunning();
		result.r2 = this.next.isStarted();
		this.next.complete();
		start(this.last, new Downstream<>());
		result.r3 = this.last.isStarted();
	}

}
