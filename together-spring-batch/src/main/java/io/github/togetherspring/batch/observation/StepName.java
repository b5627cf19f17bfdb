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

package io.github.togetherspring.batch.observation;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.step.StepExecution;

/**
 * The names of a step and its job.
 *
 * @param job the name of the job, {@code none} outside a job
 * @param step the name of the step, or of the reader outside a step
 */
record StepName(String job, String step) {

	private static final String NONE = "none";

	private static final char PARTITION = ':';

	static StepName of(@Nullable StepExecution stepExecution, String readerName) {
		return (stepExecution != null) ? of(stepExecution) : new StepName(NONE, readerName);
	}

	static StepName of(StepExecution stepExecution) {
		return new StepName(stepExecution.getJobExecution().getJobInstance().getJobName(), stepExecution.getStepName());
	}

	/**
	 * Return the common name of all partitions of a step.
	 * @return the name without that of the partition
	 */
	StepName withoutPartition() {
		int end = this.step.indexOf(PARTITION);
		return (end > 0) ? new StepName(this.job, this.step.substring(0, end)) : this;
	}

	@Override
	public String toString() {
		return NONE.equals(this.job) ? "Reader '" + this.step + "'"
				: "Step '" + this.step + "' of job '" + this.job + "'";
	}

}
