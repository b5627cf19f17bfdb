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
 * Notifies idle workers, on any machine, that there may be partitions to claim.
 * <p>
 * A signal only makes workers poll sooner. Signals that are lost, late, repeated or wrong
 * do no harm, so implementations log failures instead of throwing exceptions.
 */
public interface WorkSignal {

	/**
	 * Announce that there are partitions to claim. Must neither throw an exception nor
	 * wait for a broker that can't be reached.
	 */
	void announce();

	/**
	 * Subscribe to announcements of all processes, including this one.
	 * @param wakeUp called for each announcement, by any thread; must not block
	 * @return the subscription
	 */
	Subscription subscribe(Runnable wakeUp);

	/**
	 * Return a signal that does nothing: workers poll at their own interval.
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
