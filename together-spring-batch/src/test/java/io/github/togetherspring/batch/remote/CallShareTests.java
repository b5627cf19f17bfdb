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

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.StepExecution;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallShare}: what workers may do together while they do not all know
 * how many they are.
 */
class CallShareTests {

	private static final int MAX_CALLS = 60;

	private final StepExecution stored = new StepExecution(2, PartitionedJob.STEP,
			new JobExecution(1, new JobInstance(1, "job"), new JobParameters()));

	private final StepExecution partition = new ClaimedStepExecution(this.stored,
			new PartitionClaim(2, PartitionedJob.STEP, 1, 1, Map.of()), () -> true);

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# alive | calls until these have renewed their leases
			1       | 90
			2       | 80
			3       | 75
			5       | 70
			""")
	void workerThatStartsAddsItsShareUntilTheOthersKnow(int alive, int calls) {
		List<CallShare> others = workers(alive, alive);
		CallShare started = workers(1, alive + 1).get(0);
		List<CallShare> all = Stream.concat(others.stream(), Stream.of(started)).toList();
		assertThat(calls(all)).isEqualTo(calls);
		others.forEach((share) -> share.setWorkers(alive + 1));
		assertThat(calls(all)).isEqualTo(MAX_CALLS);
	}

	@Test
	void workerThatLeavesIsReplacedOnceTheOthersKnow() {
		List<CallShare> workers = workers(3, 3);
		workers.get(0).end();
		List<CallShare> others = workers.subList(1, 3);
		assertThat(calls(others)).isEqualTo(40);
		others.forEach((share) -> share.setWorkers(2));
		assertThat(calls(others)).isEqualTo(MAX_CALLS);
	}

	@Test
	void partitionsOfAWorkerDivideItsShareAtOnce() {
		CallShare worker = workers(1, 3).get(0);
		worker.begin();
		assertThat(worker.limit(this.partition)).isEqualTo(10);
	}

	@Test
	void eachPartitionHasACall() {
		assertThat(workers(1, 100).get(0).limit(this.partition)).isOne();
	}

	private static List<CallShare> workers(int count, int known) {
		return IntStream.range(0, count).mapToObj((i) -> {
			CallShare share = new CallShare(MAX_CALLS);
			share.setWorkers(known);
			share.begin();
			return share;
		}).toList();
	}

	private int calls(List<CallShare> workers) {
		return workers.stream().mapToInt((worker) -> worker.limit(this.partition)).sum();
	}

}
