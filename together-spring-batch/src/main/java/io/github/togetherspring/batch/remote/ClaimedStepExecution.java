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

import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.OptimisticLockingFailureException;

/**
 * A stored step execution that is continued under a claim.
 * <p>
 * Once the claim is lost, nothing can be committed. The version of the step execution
 * ensures this, except while the job is stopping: the repository then adopts the stored
 * version. This class allows that only while the claim is held.
 */
final class ClaimedStepExecution extends StepExecution {

	private final transient PartitionClaim claim;

	private final transient BooleanSupplier held;

	private final long earlierCommits;

	private volatile boolean lost;

	/**
	 * Create an instance.
	 * @param stored the step execution as stored
	 * @param claim the claim on it
	 * @param held returns whether the claim is held until the present transaction ends
	 */
	ClaimedStepExecution(StepExecution stored, PartitionClaim claim, BooleanSupplier held) {
		super(stored.getId(), stored.getStepName(), stored.getJobExecution());
		this.claim = claim;
		this.held = held;
		this.earlierCommits = stored.getCommitCount();
		Integer version = stored.getVersion();
		if (version != null) {
			super.setVersion(version);
		}
		setStatus(BatchStatus.STARTING);
		setExecutionContext(stored.getExecutionContext());
		setCreateTime(stored.getCreateTime());
		setCommitCount(stored.getCommitCount());
		setRollbackCount(stored.getRollbackCount());
		setReadCount(stored.getReadCount());
		setFilterCount(stored.getFilterCount());
		setWriteCount(stored.getWriteCount());
		setReadSkipCount(stored.getReadSkipCount());
		setProcessSkipCount(stored.getProcessSkipCount());
		setWriteSkipCount(stored.getWriteSkipCount());
	}

	@Override
	public void setVersion(Integer version) {
		if (!version.equals(getVersion()) && !this.held.getAsBoolean()) {
			throw new OptimisticLockingFailureException(new LostClaimException(this.claim).getMessage());
		}
		super.setVersion(version);
	}

	/**
	 * Return whether the step should end. Steps and readers check this between items.
	 * @return whether it should end
	 * @throws LostClaimException if the claim is lost, so that it ends without a commit
	 */
	@Override
	public boolean isTerminateOnly() {
		if (this.lost) {
			throw new LostClaimException(this.claim);
		}
		return super.isTerminateOnly();
	}

	// Each claim has its own step scope, even if an earlier claim has not ended yet.
	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return super.hashCode();
	}

	void lose() {
		this.lost = true;
	}

	boolean isLost() {
		return this.lost;
	}

	/**
	 * Return whether a chunk has certainly been committed under this claim. The last one
	 * is counted before its transaction ends, which may fail; then the end of the step
	 * can't be saved either.
	 * @return whether there is a commit
	 */
	boolean hasCommitted() {
		boolean saved = getEndTime() != null && getStatus() != BatchStatus.UNKNOWN;
		return getCommitCount() - this.earlierCommits > (saved ? 0 : 1);
	}

}
