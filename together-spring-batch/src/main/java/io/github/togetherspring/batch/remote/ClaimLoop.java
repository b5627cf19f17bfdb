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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Claims partitions up to the maximum that the worker may run at a time, and waits while
 * there are none to claim.
 */
final class ClaimLoop {

	private final Duration pollInterval;

	private final Claims claims;

	private final Semaphore wakeUps = new Semaphore(0);

	private final Semaphore free;

	private final ExecutorService executor;

	private final Thread thread;

	private volatile boolean stopped;

	/**
	 * Create a loop.
	 * @param settings how many partitions run at a time, and how often to ask
	 * @param claims makes the claims
	 * @param daemon whether the process may end while the loop runs
	 */
	ClaimLoop(PartitionSettings settings, Claims claims, boolean daemon) {
		this.pollInterval = settings.pollInterval();
		this.claims = claims;
		this.free = new Semaphore(settings.concurrency());
		CustomizableThreadFactory threads = new CustomizableThreadFactory("together-worker-");
		threads.setDaemon(daemon);
		this.executor = Executors.newFixedThreadPool(settings.concurrency(), threads);
		this.thread = new Thread(this::claimAll, "together-claims");
		this.thread.setDaemon(daemon);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Look for a partition now. Several calls while the loop is busy count as one.
	 */
	void wakeUp() {
		if (this.wakeUps.availablePermits() == 0) {
			this.wakeUps.release();
		}
	}

	private void claimAll() {
		try {
			while (!this.stopped) {
				this.free.acquire();
				Optional<Runnable> next = this.stopped ? Optional.empty() : this.claims.next();
				if (next.isPresent()) {
					this.executor.execute(() -> run(next.get()));
				}
				else {
					this.free.release();
					awaitWakeUp();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.executor.shutdown();
		}
	}

	private void awaitWakeUp() throws InterruptedException {
		if (!this.stopped && this.wakeUps.tryAcquire(this.pollInterval.toNanos(), TimeUnit.NANOSECONDS)) {
			this.wakeUps.drainPermits();
		}
	}

	private void run(Runnable partition) {
		try {
			partition.run();
		}
		finally {
			this.free.release();
		}
	}

	/**
	 * Make no more claims. A claim that is being made is still run.
	 */
	void stop() {
		this.stopped = true;
		wakeUp();
		this.free.release();
	}

	/**
	 * Wait until no partition runs.
	 * @param timeout how long to wait
	 * @return whether none runs
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitEnd(Duration timeout) throws InterruptedException {
		return this.executor.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Makes claims.
	 */
	@FunctionalInterface
	interface Claims {

		/**
		 * Claim a partition.
		 * @return runs the partition, or empty if there is none. Does not throw an
		 * exception
		 */
		Optional<Runnable> next();

	}

}
