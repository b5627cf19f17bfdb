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

import io.github.togetherspring.batch.CompletionTotals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what a manager endures while it waits: {@link Outage} and
 * {@link WorkerWatch}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagerWaitTests {

	private static final DataAccessResourceFailureException AWAY = new DataAccessResourceFailureException("away");

	private static PartitionCounts counts(int workers, int waiting) {
		return counts(workers, waiting, 0);
	}

	private static PartitionCounts counts(int workers, int waiting, int running) {
		return new PartitionCounts(workers, waiting, running, 0, 0, CompletionTotals.NONE);
	}

	private static WorkerWatch watch(Duration patience) {
		return new WorkerWatch("The step", "complete", patience, patience);
	}

	@Test
	void outageIsLoggedOnceAndEndured(CapturedOutput output) {
		Outage outage = new Outage("The step", Duration.ofHours(1), Duration.ZERO);
		outage.add(AWAY, false);
		outage.add(AWAY, false);
		outage.end();
		outage.end();
		assertThat(output.getOut()).containsOnlyOnce("The step can't reach the database, and waits: away")
			.containsOnlyOnce("The step can reach the database again");
	}

	@Test
	void outageOfAStoppingJobIsEnduredForAShorterTime() {
		Outage outage = new Outage("The step", Duration.ofHours(1), Duration.ZERO);
		outage.add(AWAY, true);
		assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(() -> outage.add(AWAY, true));
	}

	@Test
	void missingWorkersAreWarnedOfOnce(CapturedOutput output) {
		WorkerWatch watch = watch(Duration.ZERO);
		watch.watch(counts(0, 0));
		assertThat(output).doesNotContain("waits for workers");
		watch.watch(counts(0, 7));
		watch.watch(counts(0, 7));
		watch.watch(counts(2, 7));
		assertThat(output.getOut())
			.containsOnlyOnce("The step waits for workers: 7 partitions are left, and no worker is alive")
			.containsOnlyOnce("The step has workers again: 2");
	}

	@Test
	void missingWorkersHaveTimeToCome(CapturedOutput output) {
		watch(Duration.ofHours(1)).watch(counts(0, 7));
		assertThat(output).doesNotContain("waits for workers");
	}

	@Test
	void workersThatClaimNothingAreWarnedOfOnce(CapturedOutput output) {
		WorkerWatch watch = watch(Duration.ZERO);
		watch.watch(counts(2, 7, 1));
		watch.watch(counts(2, 6, 0));
		watch.watch(counts(0, 6, 0));
		assertThat(output).doesNotContain("claims one");
		watch.watch(counts(2, 6, 0));
		watch.watch(counts(2, 6, 0));
		assertThat(output.getOut())
			.containsOnlyOnce("The step waits: 6 partitions are left, and none of the 2 workers claims one")
			.contains("have no step 'complete'");
	}

	@Test
	void workersHaveTimeToClaim(CapturedOutput output) {
		WorkerWatch watch = watch(Duration.ofHours(1));
		watch.watch(counts(2, 7));
		watch.watch(counts(2, 7));
		assertThat(output).doesNotContain("claims one");
	}

}
