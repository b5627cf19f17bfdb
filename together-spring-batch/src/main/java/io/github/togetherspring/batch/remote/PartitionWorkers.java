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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.github.togetherspring.batch.lifecycle.GracefulJobStop;
import io.github.togetherspring.batch.lifecycle.RunningJobs;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.Step;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * Worker that claims partitions of jobs on many machines, and executes their steps.
 * <p>
 * When the worker stops, its steps stop gracefully: calls under way may end within the
 * grace period, their results are written, and other workers continue the partitions. It
 * stops before clients and databases do.
 */
public final class PartitionWorkers implements SmartLifecycle {

	/**
	 * The phase in which the worker stops: before the jobs of this process.
	 */
	public static final int PHASE = GracefulJobStop.PHASE + 1;

	private static final Log logger = LogFactory.getLog(PartitionWorkers.class);

	private static final Duration LAST_CHUNK = Duration.ofSeconds(10);

	private static final Duration LAST_CALLS = Duration.ofSeconds(2);

	private final String name = ManagementFactory.getRuntimeMXBean().getName() + "-"
			+ UUID.randomUUID().toString().substring(0, 8);

	private final Map<Long, PartitionRun> runs = new ConcurrentHashMap<>();

	private final DatabaseContact contact = new DatabaseContact("The worker " + this.name);

	private final RemotePartitions partitions;

	private final PartitionTable table;

	private final Map<String, Step> steps = new TreeMap<>();

	private final RunningJobs runningJobs;

	private final Duration stopGracePeriod;

	private final boolean daemon;

	private final WorkerMeters meters;

	private @Nullable LeaseKeeper keeper;

	private volatile @Nullable ClaimLoop loop;

	private WorkSignal.@Nullable Subscription subscription;

	private volatile boolean leaving;

	PartitionWorkers(RemotePartitions partitions, Collection<? extends Step> steps, RunningJobs runningJobs,
			Duration stopGracePeriod, boolean daemon) {
		this.partitions = partitions;
		this.table = partitions.table();
		for (Step step : steps) {
			Assert.isTrue(this.steps.put(step.getName(), step) == null,
					() -> "Two steps have the name '" + step.getName() + "'");
		}
		this.runningJobs = runningJobs;
		this.stopGracePeriod = stopGracePeriod;
		this.daemon = daemon;
		this.meters = new WorkerMeters(partitions.meterRegistry(), this.runs);
	}

	@Override
	public synchronized void start() {
		if (this.loop != null) {
			return;
		}
		this.partitions.initialize();
		warnOfEndlessTransactions();
		this.leaving = false;
		LeaseKeeper keeper = new LeaseKeeper(this.name, settings().lease(), this.runs.values(), this.table,
				this.contact, this.partitions.callShare());
		ClaimLoop loop = new ClaimLoop(settings(), this::claim, this.daemon);
		this.keeper = keeper;
		this.loop = loop;
		this.subscription = this.partitions.signal().subscribe(loop::wakeUp);
		keeper.start();
		loop.start();
		logger.info("The worker " + this.name + " runs partitions of the steps " + this.steps.keySet());
	}

	// A worker that is cut off in the middle of a transaction would block its successor.
	private void warnOfEndlessTransactions() {
		String timeout = this.contact.use(this.table::idleTransactionTimeout);
		if ("0".equals(timeout)) {
			logger.warn("PostgreSQL never ends idle transactions. Set 'idle_in_transaction_session_timeout', so that"
					+ " other workers can continue the partitions of a worker that was cut off from the network.");
		}
	}

	private Optional<Runnable> claim() {
		long now = System.nanoTime();
		Optional<PartitionClaim> claim = this.contact
			.use(() -> this.table.claim(this.name, settings(), this.steps.keySet(), this.runs.keySet()));
		return (claim != null) ? claim.map((claimed) -> prepare(claimed, now)) : Optional.empty();
	}

	private Runnable prepare(PartitionClaim claim, long claimedAt) {
		PartitionRun run = new PartitionRun(claim, claimedAt, settings().lease(), this.table,
				this.partitions.repository(), this.runningJobs);
		this.runs.put(claim.stepExecutionId(), run);
		this.partitions.callShare().begin();
		this.meters.claimed();
		if (this.leaving) {
			run.leave();
		}
		return () -> run(run);
	}

	private void run(PartitionRun run) {
		PartitionOutcome outcome = PartitionOutcome.LOST;
		try {
			Step step = this.steps.get(run.claim().stepName());
			Assert.state(step != null, "A claim is on one of the steps");
			PartitionOutcome ended = this.contact
				.use(() -> this.partitions.observations().run(run.claim(), () -> run.execute(step)));
			outcome = (ended != null) ? ended : outcome;
		}
		finally {
			this.partitions.callShare().end();
			this.runs.remove(run.claim().stepExecutionId());
			this.meters.ended(outcome);
		}
		if (outcome == PartitionOutcome.INTERRUPTED) {
			this.partitions.signal().announce();
		}
	}

	@Override
	public synchronized void stop() {
		ClaimLoop loop = this.loop;
		if (loop == null) {
			return;
		}
		this.leaving = true;
		loop.stop();
		this.runs.values().forEach(PartitionRun::leave);
		try {
			if (!loop.awaitEnd(this.stopGracePeriod.plus(LAST_CHUNK))) {
				logger.warn("Partitions are still running " + this.stopGracePeriod.plus(LAST_CHUNK).toSeconds()
						+ " s after they were asked to stop: " + this.runs.values()
						+ ". Other workers continue them when their leases have expired.");
				this.runs.values().forEach(PartitionRun::lose);
				loop.awaitEnd(LAST_CALLS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			close();
		}
	}

	private void close() {
		this.loop = null;
		WorkSignal.Subscription subscription = this.subscription;
		if (subscription != null) {
			subscription.close();
		}
		LeaseKeeper keeper = this.keeper;
		if (keeper != null) {
			keeper.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.loop != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Return the name of the worker, unique among all workers.
	 * @return the name, with the id of the process and the host
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return the number of partitions that are running.
	 * @return the number of partitions
	 */
	public int runningPartitions() {
		return this.runs.size();
	}

	/**
	 * Return when the worker last used the database successfully.
	 * @return the time, or {@code null} if it never did
	 */
	public @Nullable Instant lastContact() {
		return this.contact.last();
	}

	private PartitionSettings settings() {
		return this.partitions.settings();
	}

}
