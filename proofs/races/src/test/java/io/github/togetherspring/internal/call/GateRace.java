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

import java.util.concurrent.atomic.AtomicInteger;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Calls start and end while the application shuts down. The shutdown must be notified
 * when the last of them has ended.
 */
@JCStressTest
@Outcome(id = { "true, true", "false, true" }, expect = Expect.ACCEPTABLE, desc = "the end is reported")
@Outcome(expect = Expect.FORBIDDEN, desc = "the shutdown waits although no call is left")
@State
public class GateRace {

	private final ShutdownGate gate = new ShutdownGate();

	private final ShutdownGate.Interruptible first = (error) -> {
	};

	private final ShutdownGate.Interruptible second = (error) -> {
	};

	private final AtomicInteger reports = new AtomicInteger();

	private boolean admitted;

	public GateRace() {
		this.gate.enter(this.first);
	}

	@Actor
	public void enterAndLeave() {
		this.admitted = this.gate.enter(this.second) == null;
		this.gate.leave(this.first);
		if (this.admitted) {
			this.gate.leave(this.second);
		}
	}

	@Actor
	public void close() {
		this.gate.close(this.reports::incrementAndGet);
	}

	@Arbiter
	public void later(ZZ_Result result) {
		result.r1 = this.admitted;
		result.r2 = this.reports.get() > 0;
	}

}
