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
import java.util.concurrent.atomic.AtomicInteger;

import io.github.togetherspring.ManualScheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import reactor.core.Disposable;

/**
 * Time-outs are added and removed while others expire. None may be missed, and none may
 * expire twice.
 */
@JCStressTest
@Outcome(id = { "0, 1, 1", "1, 1, 1" }, expect = Expect.ACCEPTABLE, desc = "each time-out expires once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a time-out is missed, or expires twice")
@State
public class DeadlineRace {

	private final ManualScheduler scheduler = new ManualScheduler();

	private final Deadlines deadlines = new Deadlines(() -> this.scheduler, () -> this.scheduler);

	private final AtomicInteger removed = new AtomicInteger();

	private final AtomicInteger shorter = new AtomicInteger();

	private final AtomicInteger longer = new AtomicInteger();

	private final Disposable wait;

	public DeadlineRace() {
		this.wait = this.deadlines.run(Duration.ofSeconds(1), this.removed::incrementAndGet);
		this.scheduler.advance(1);
	}

	@Actor
	public void expire() {
		this.scheduler.runDue();
	}

	@Actor
	public void replace() {
		this.wait.dispose();
		this.deadlines.run(Duration.ofSeconds(5), this.longer::incrementAndGet);
		this.deadlines.run(Duration.ofSeconds(3), this.shorter::incrementAndGet);
	}

	@Arbiter
	public void later(III_Result result) {
		this.scheduler.runDue();
		for (int second = 0; second < 6; second++) {
			this.scheduler.advance(1);
			this.scheduler.runDue();
		}
		result.r1 = this.removed.get();
		result.r2 = this.shorter.get();
		result.r3 = this.longer.get();
	}

}
