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

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * A call has one end whatever happens at the same time. Nothing follows it, the call
 * leaves the gate, and its attempt is cancelled unless it has completed. The results are
 * the end, whether the call has left the gate, and whether the attempt is cancelled.
 */
public final class CallRaces {

	private CallRaces() {
	}

	@JCStressTest
	@Outcome(id = "completed, true, false", expect = Expect.ACCEPTABLE, desc = "the response came first")
	@Outcome(id = "failed, true, true", expect = Expect.ACCEPTABLE, desc = "the time-out came first")
	@Outcome(expect = Expect.FORBIDDEN, desc = "two ends, or none")
	@State
	public static class RespondAndExpire extends CallRace {

		@Actor
		public void respond() {
			this.call.respond();
		}

		@Actor
		public void expire() {
			this.call.expire();
		}

		@Arbiter
		public void later(LLL_Result result) {
			describe(result);
		}

	}

	@JCStressTest
	@Outcome(id = "completed, true, false", expect = Expect.ACCEPTABLE, desc = "the response came first")
	@Outcome(id = "open, true, true", expect = Expect.ACCEPTABLE, desc = "the cancellation came first")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a call that never ends")
	@State
	public static class RespondAndCancel extends CallRace {

		@Actor
		public void respond() {
			this.call.respond();
		}

		@Actor
		public void cancel() {
			this.call.cancel();
		}

		@Arbiter
		public void later(LLL_Result result) {
			describe(result);
		}

	}

	@JCStressTest
	@Outcome(id = "failed, true, true", expect = Expect.ACCEPTABLE, desc = "the time-out came first")
	@Outcome(id = "open, true, true", expect = Expect.ACCEPTABLE, desc = "the cancellation came first")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a call that never ends")
	@State
	public static class ExpireAndCancel extends CallRace {

		@Actor
		public void expire() {
			this.call.expire();
		}

		@Actor
		public void cancel() {
			this.call.cancel();
		}

		@Arbiter
		public void later(LLL_Result result) {
			describe(result);
		}

	}

	@JCStressTest
	@Outcome(id = "failed, true, true", expect = Expect.ACCEPTABLE, desc = "one of both errors")
	@Outcome(expect = Expect.FORBIDDEN, desc = "two errors, or none")
	@State
	public static class ExpireAndShutDown extends CallRace {

		@Actor
		public void expire() {
			this.call.expire();
		}

		@Actor
		public void shutDown() {
			this.call.shutDown();
		}

		@Arbiter
		public void later(LLL_Result result) {
			describe(result);
		}

	}

	@JCStressTest
	@Outcome(id = "completed, true, false", expect = Expect.ACCEPTABLE, desc = "the response came first")
	@Outcome(id = "failed, true, true", expect = Expect.ACCEPTABLE, desc = "the shutdown came first")
	@Outcome(expect = Expect.FORBIDDEN, desc = "two ends, or none")
	@State
	public static class RespondAndShutDown extends CallRace {

		@Actor
		public void respond() {
			this.call.respond();
		}

		@Actor
		public void shutDown() {
			this.call.shutDown();
		}

		@Arbiter
		public void later(LLL_Result result) {
			describe(result);
		}

	}

	/**
	 * The call, and its description for the result.
	 */
	static class CallRace {

		final TestCall call = new TestCall();

		final void describe(LLL_Result result) {
			result.r1 = this.call.end();
			result.r2 = this.call.hasLeftTheGate();
			result.r3 = this.call.isUpstreamCancelled();
		}

	}

}
