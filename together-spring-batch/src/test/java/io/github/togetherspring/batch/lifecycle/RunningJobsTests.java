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

package io.github.togetherspring.batch.lifecycle;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunningJobs} with partitions of jobs that other processes run.
 */
class RunningJobsTests {

	private final RunningJobs jobs = new RunningJobs();

	@Test
	void stopReachesAllPartitionsUntilTheLastOneHasEnded() {
		this.jobs.beginPartition(execution(7));
		this.jobs.beginPartition(execution(7));
		assertThat(this.jobs.requestStop(execution(7))).as("nothing asks whether to stop").isFalse();
		assertThat(this.jobs.isStopRequested(execution(7))).isFalse();
		assertThat(this.jobs.requestStop(execution(7))).isTrue();
		this.jobs.endPartition(execution(7));
		assertThat(this.jobs.isStopRequested(execution(7))).isTrue();
		assertThat(this.jobs.isStopRequested(execution(8))).isFalse();
		this.jobs.endPartition(execution(7));
		assertThat(this.jobs.requestStop(execution(7))).isFalse();
		assertThat(this.jobs.isStopRequested(execution(7))).isFalse();
	}

	@Test
	void partitionsAreNotJobsOfThisProcess() throws Exception {
		this.jobs.beginPartition(execution(7));
		assertThat(this.jobs.executions()).isEmpty();
		assertThat(this.jobs.awaitEnd(Duration.ZERO)).isTrue();
	}

	@Test
	void stopOfAJobAndItsPartitionsIsForgottenWithTheLastOfBoth() {
		this.jobs.begin(execution(7));
		this.jobs.beginPartition(execution(7));
		this.jobs.isStopRequested(execution(7));
		this.jobs.requestStop(execution(7));
		this.jobs.endPartition(execution(7));
		assertThat(this.jobs.isStopRequested(execution(7))).isTrue();
		this.jobs.end(execution(7));
		assertThat(this.jobs.isStopRequested(execution(7))).isFalse();
	}

	// Another object each time, as each partition loads its own.
	private static JobExecution execution(long id) {
		return new JobExecution(id, new JobInstance(1, "job"), new JobParameters());
	}

}
