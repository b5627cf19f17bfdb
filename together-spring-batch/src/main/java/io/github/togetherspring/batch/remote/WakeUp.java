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

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a thread wait until it is woken up. Several wake-ups before it waits count as one.
 */
final class WakeUp {

	private final Semaphore signals = new Semaphore(0);

	void signal() {
		if (this.signals.availablePermits() == 0) {
			this.signals.release();
		}
	}

	/**
	 * Wait.
	 * @param timeout the maximum time to wait
	 * @throws InterruptedException if the thread is interrupted
	 */
	void await(Duration timeout) throws InterruptedException {
		if (this.signals.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
			this.signals.drainPermits();
		}
	}

}
