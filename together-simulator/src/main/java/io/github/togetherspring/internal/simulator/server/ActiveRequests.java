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

package io.github.togetherspring.internal.simulator.server;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the requests without a complete response.
 */
final class ActiveRequests {

	private final Lock lock = new ReentrantLock();

	private final Condition none = this.lock.newCondition();

	private int active;

	void begin() {
		add(1);
	}

	void end() {
		add(-1);
	}

	private void add(int difference) {
		this.lock.lock();
		try {
			this.active += difference;
			if (this.active == 0) {
				this.none.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	int count() {
		this.lock.lock();
		try {
			return this.active;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean awaitNone(Duration timeout) {
		this.lock.lock();
		try {
			long left = timeout.toNanos();
			while (this.active > 0 && left > 0) {
				left = this.none.awaitNanos(left);
			}
			return this.active == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for active requests", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

}
