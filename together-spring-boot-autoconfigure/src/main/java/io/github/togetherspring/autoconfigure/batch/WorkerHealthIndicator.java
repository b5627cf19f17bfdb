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

package io.github.togetherspring.autoconfigure.batch;

import java.time.Duration;
import java.time.Instant;

import io.github.togetherspring.batch.remote.PartitionWorkers;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of a worker. It is down if it has not reached the database for so long that
 * other workers continue its partitions.
 */
class WorkerHealthIndicator extends AbstractHealthIndicator {

	private static final int LEASES = 3;

	private final PartitionWorkers workers;

	private final Duration patience;

	WorkerHealthIndicator(PartitionWorkers workers, Duration lease) {
		super("The health of the worker could not be determined");
		this.workers = workers;
		this.patience = lease.multipliedBy(LEASES);
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Instant lastContact = this.workers.lastContact();
		boolean up = this.workers.isRunning() && lastContact != null
				&& Duration.between(lastContact, Instant.now()).compareTo(this.patience) <= 0;
		builder.status(up ? Status.UP : Status.DOWN);
		builder.withDetail("name", this.workers.name()).withDetail("partitions", this.workers.runningPartitions());
		if (lastContact != null) {
			builder.withDetail("lastContact", lastContact.toString());
		}
	}

}
