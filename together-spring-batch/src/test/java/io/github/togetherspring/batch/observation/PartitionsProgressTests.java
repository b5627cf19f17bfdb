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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.batch.PartitionsProgress;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PartitionsProgressLog} and {@link PartitionMeters}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PartitionsProgressTests {

	private final StepExecution step = ProgressOf.step(1, "partitions");

	private static PartitionsProgress after(int seconds, int items, @Nullable BatchStatus status) {
		return new Values(3, 10, 2, 4, ProgressOf.totals(items, 5, 0), ProgressOf.totals(100, 5, 0), 1000L,
				Duration.ofSeconds(seconds), status);
	}

	@Test
	void lineAndSummaryAreOfAllPartitions(CapturedOutput output) {
		PartitionsProgressLog log = new PartitionsProgressLog(Duration.ofSeconds(10));
		log.onProgress(this.step, after(9, 150, null));
		log.onProgress(this.step, after(10, 200, null));
		log.onProgress(this.step, after(19, 250, null));
		log.onProgress(this.step, after(20, 300, BatchStatus.COMPLETED));
		assertThat(output.getOut().lines().filter((line) -> line.contains("partitions: "))).hasSize(2)
			.first()
			.asString()
			.contains("Step 'partitions' of job '", "205 of 1,000 items done", "10.0 per second, about 1 min 20 s left",
					"; partitions: 10 waiting, 2 running, 4 ended; workers: 3");
		assertThat(output).contains("COMPLETED after 20 s: 300 items completed");
	}

	@Test
	void intervalOfZeroLogsTheSummaryOnly(CapturedOutput output) {
		PartitionsProgressLog log = new PartitionsProgressLog(Duration.ZERO);
		log.onProgress(this.step, after(10, 200, null));
		assertThat(output).doesNotContain("per second");
	}

	@Test
	void metersShowThePartitionsWhileTheStepRuns() throws IOException {
		MeterRegistry registry = new SimpleMeterRegistry();
		PartitionMeters meters = new PartitionMeters(registry);
		meters.onProgress(this.step, after(1, 100, null));
		meters.onProgress(this.step, new Values(3, 9, 3, 4, ProgressOf.totals(300, 5, 0), CompletionTotals.NONE, 1000L,
				Duration.ZERO, null));
		assertThat(partitions(registry, "waiting")).isEqualTo(9);
		assertThat(partitions(registry, "running")).isEqualTo(3);
		assertThat(partitions(registry, "ended")).isEqualTo(4);
		assertThat(registry.get("together.batch.workers").gauge().value()).isEqualTo(3);
		assertThat(registry.get("together.batch.items.remaining").gauge().value()).isEqualTo(695);
		assertThat(Files.readString(Path.of("../docs/observability.md"))).contains(
				registry.getMeters().stream().map((meter) -> "| `" + meter.getId().getName() + "` | gauge").toList());
		meters.onProgress(this.step, after(2, 100, BatchStatus.STOPPED));
		assertThat(registry.getMeters()).isEmpty();
	}

	@Test
	void nothingIsSaidOfWhatIsLeftIfTheTotalIsUnknown(CapturedOutput output) {
		PartitionsProgress progress = new Values(3, 9, 3, 4, ProgressOf.totals(300, 5, 0), CompletionTotals.NONE, null,
				Duration.ofSeconds(10), null);
		new PartitionsProgressLog(Duration.ofSeconds(10)).onProgress(this.step, progress);
		assertThat(output).contains("305 items done").doesNotContain("left");
		MeterRegistry registry = new SimpleMeterRegistry();
		new PartitionMeters(registry).onProgress(this.step, progress);
		assertThat(registry.get("together.batch.items.remaining").gauge().value()).isNaN();
	}

	private double partitions(MeterRegistry registry, String state) {
		return registry.get("together.batch.partitions")
			.tags("together.batch.step", "partitions", "together.batch.partition.state", state)
			.gauge()
			.value();
	}

	private record Values(int workers, int waiting, int running, int ended, CompletionTotals totals,
			CompletionTotals earlier, @Nullable Long total, Duration elapsed,
			@Nullable BatchStatus status) implements PartitionsProgress {

	}

}
