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
import java.util.Collection;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Renews the claims of a worker, and records that it is alive. Claims that are not
 * renewed in time are lost, even if the database does not respond.
 */
final class LeaseKeeper implements AutoCloseable {

	private static final int RENEWALS = 3;

	private static final int CHECKS = 20;

	private final String worker;

	private final Duration lease;

	private final Collection<PartitionRun> runs;

	private final PartitionTable table;

	private final DatabaseContact contact;

	private final CallShare share;

	// One thread may wait for the database while the other checks the leases.
	private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(2, threads());

	/**
	 * Create a keeper.
	 * @param worker the name of the worker
	 * @param lease how long a claim is valid
	 * @param runs the claims, which may change at any time
	 * @param table the table of partitions
	 * @param contact uses the database
	 * @param share is notified of the number of workers
	 */
	LeaseKeeper(String worker, Duration lease, Collection<PartitionRun> runs, PartitionTable table,
			DatabaseContact contact, CallShare share) {
		this.worker = worker;
		this.lease = lease;
		this.runs = runs;
		this.table = table;
		this.contact = contact;
		this.share = share;
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("together-lease-");
		threads.setDaemon(true);
		return threads;
	}

	void start() {
		long nanos = this.lease.toNanos();
		showAlive();
		this.scheduler.scheduleWithFixedDelay(this::renewAll, nanos / RENEWALS, nanos / RENEWALS, TimeUnit.NANOSECONDS);
		this.scheduler.scheduleWithFixedDelay(() -> this.runs.forEach(PartitionRun::checkLease), nanos / CHECKS,
				nanos / CHECKS, TimeUnit.NANOSECONDS);
	}

	private void renewAll() {
		for (PartitionRun run : this.runs) {
			this.contact.use(() -> {
				run.renew();
				return run;
			});
		}
		showAlive();
	}

	private void showAlive() {
		Integer workers = this.contact.use(() -> this.table.keepAlive(this.worker, this.lease));
		if (workers != null) {
			this.share.setWorkers(workers);
		}
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
		this.contact.use(() -> {
			this.table.remove(this.worker);
			return this.worker;
		});
	}

}
