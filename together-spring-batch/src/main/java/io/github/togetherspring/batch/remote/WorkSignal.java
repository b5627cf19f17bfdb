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

package io.github.togetherspring.batch.remote;

/**
 * Announces to idle workers, on whatever machine, that there may be partitions to claim.
 * <p>
 * It only makes workers ask sooner. A signal that is lost, late, repeated or wrong does
 * no harm, so that implementations log their failures instead of throwing them.
 */
public interface WorkSignal {

	/**
	 * Announce that there are partitions to claim. Does not wait for a broker that can't
	 * be reached, and does not fail.
	 */
	void announce();

	/**
	 * Be notified of announcements, of this process and of others.
	 * @param wakeUp called for each announcement, by any thread; must not block
	 * @return the subscription
	 */
	Subscription subscribe(Runnable wakeUp);

	/**
	 * Return a signal that announces nothing: workers ask at their own interval.
	 * @return the signal
	 */
	static WorkSignal none() {
		return new NoWorkSignal();
	}

	/**
	 * A subscription to announcements.
	 */
	@FunctionalInterface
	interface Subscription extends AutoCloseable {

		/**
		 * End the subscription. Has no effect if called again.
		 */
		@Override
		void close();

	}

}
