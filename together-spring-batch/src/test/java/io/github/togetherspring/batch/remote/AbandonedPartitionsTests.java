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

import java.util.function.Consumer;

import io.github.togetherspring.testsupport.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.willAnswer;

/**
 * Tests for {@link AbandonedPartitions} with a real PostgreSQL.
 */
class AbandonedPartitionsTests {

	private static PostgresServer postgres;

	private PartitionedJob job;

	private long id;

	@BeforeAll
	static void startServer() {
		postgres = PostgresServer.start();
	}

	@AfterAll
	static void stopServer() {
		postgres.close();
	}

	@BeforeEach
	void job() throws Exception {
		this.job = new PartitionedJob(postgres);
		this.id = this.job.offer(1, 20).get(0);
	}

	@AfterEach
	void close() {
		this.job.close();
	}

	@Test
	void partitionThatItsWorkerSavesAtTheSameMomentIsStoppedLater() {
		this.job.offered().requestStop();
		assertThatTheNextLookEndsIt(AbandonedPartitions::stop, BatchStatus.STOPPED);
	}

	@Test
	void partitionThatItsWorkerSavesAtTheSameMomentFailsLater() {
		this.job.jdbc().update("update together_partition set attempts = 5");
		assertThatTheNextLookEndsIt(AbandonedPartitions::failExhausted, BatchStatus.FAILED);
		assertThat(this.job.failed()).isOne();
	}

	private void assertThatTheNextLookEndsIt(Consumer<AbandonedPartitions> end, BatchStatus status) {
		JobRepository overtaken = Mockito.mock(JobRepository.class,
				AdditionalAnswers.delegatesTo(this.job.repository()));
		willAnswer((invocation) -> {
			StepExecution loaded = this.job.step(this.id);
			this.job.jdbc().update("update batch_step_execution set version = version + 1, status = 'STARTED'");
			return loaded;
		}).given(overtaken).getStepExecution(this.id);
		end.accept(abandoned(overtaken));
		assertThat(this.job.step(this.id).getStatus()).isEqualTo(BatchStatus.STARTED);
		assertThat(this.job.counts().ended()).isZero();

		this.job.jdbc().update("update together_partition set leased_until = clock_timestamp()");
		end.accept(abandoned(this.job.repository()));
		assertThat(this.job.step(this.id).getStatus()).isEqualTo(status);
		assertThat(this.job.counts().ended()).isOne();
	}

	private AbandonedPartitions abandoned(JobRepository repository) {
		RemotePartitions partitions = RemotePartitions.builder(this.job.jdbc().getDataSource(), repository).build();
		return new AbandonedPartitions(partitions, this.job.offered(), "manager");
	}

}
