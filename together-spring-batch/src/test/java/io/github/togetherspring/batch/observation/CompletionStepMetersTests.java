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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.batch.core.step.StepExecution;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompletionStepMeters}.
 */
class CompletionStepMetersTests {

	private static final Path PAGE = Path.of("../docs/observability.md");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final CompletionStepMeters meters = new CompletionStepMeters(this.registry);

	private double count(String name, String... tags) {
		return this.registry.get(name).tags(tags).counter().count();
	}

	@Test
	void countWhatHasBeenDoneSinceTheLastTime() {
		StepExecution step = ProgressOf.step(1, "summarize");
		this.meters.onProgress(step,
				ProgressOf.running(ProgressOf.totals(1000, 0, 0), ProgressOf.totals(1007, 2, 1), null, 1));
		this.meters.onProgress(step,
				ProgressOf.running(ProgressOf.totals(1007, 2, 1), ProgressOf.totals(1010, 2, 1), null, 2));
		String[] tags = { "together.batch.job", "articles", "together.batch.step", "summarize" };
		assertThat(count("together.batch.items", "together.batch.outcome", "completed")).isEqualTo(10);
		assertThat(count("together.batch.items", "together.batch.outcome", "failed")).isEqualTo(2);
		assertThat(count("together.batch.items", "together.batch.outcome", "passed_through")).isEqualTo(1);
		assertThat(count("together.batch.tokens", "gen_ai.token.type", "input")).isEqualTo(1000);
		assertThat(count("together.batch.tokens", "gen_ai.token.type", "output")).isEqualTo(100);
		assertThat(count("together.batch.cost", tags)).isEqualTo(0.2);
		assertThat(this.registry.get("together.batch.calls.active").tags(tags).gauge().value()).isEqualTo(8);
	}

	@Test
	void partitionsHaveTheSameMetersAndTheGaugeEndsWithTheLast() {
		for (int partition = 0; partition < 3; partition++) {
			this.meters.onProgress(ProgressOf.step(partition, "summarize:partition" + partition),
					ProgressOf.running(ProgressOf.NOTHING, ProgressOf.totals(5, 0, 0), null, 1));
		}
		assertThat(count("together.batch.items", "together.batch.outcome", "completed")).isEqualTo(15);
		assertThat(this.registry.get("together.batch.calls.active").gauges()).hasSize(1);
		assertThat(this.registry.get("together.batch.calls.active").gauge().value()).isEqualTo(24);
		for (int partition = 0; partition < 3; partition++) {
			assertThat(this.registry.get("together.batch.calls.active").gauge().value()).isEqualTo(24 - 8 * partition);
			this.meters.onProgress(ProgressOf.step(partition, "summarize:partition" + partition),
					ProgressOf.last(ProgressOf.totals(5, 0, 0), null, 2));
		}
		assertThat(this.registry.find("together.batch.calls.active").gauge()).isNull();
		assertThat(count("together.batch.items", "together.batch.outcome", "completed")).isEqualTo(15);
	}

	@Test
	void numberOfMetersDoesNotGrowWithExecutions() {
		for (int execution = 0; execution < 100; execution++) {
			StepExecution step = ProgressOf.step(execution, "summarize");
			this.meters.onProgress(step, ProgressOf.running(ProgressOf.NOTHING, ProgressOf.totals(1, 0, 0), null, 1));
			this.meters.onProgress(step, ProgressOf.last(ProgressOf.totals(1, 0, 0), null, 2));
		}
		assertThat(this.registry.getMeters()).hasSize(6);
	}

	@Test
	void pageNamesTheMetersAndTheirTags() throws IOException {
		this.meters.onProgress(ProgressOf.step(1, "summarize"),
				ProgressOf.running(ProgressOf.NOTHING, ProgressOf.totals(1, 0, 0), null, 1));
		Map<String, String> kinds = new TreeMap<>();
		Map<String, Set<String>> metersByTag = new TreeMap<>();
		for (Meter meter : this.registry.getMeters()) {
			Meter.Id id = meter.getId();
			kinds.put(id.getName(), id.getType().name().toLowerCase());
			id.getTags()
				.forEach(
						(tag) -> metersByTag.computeIfAbsent(tag.getKey(), (key) -> new TreeSet<>()).add(id.getName()));
		}
		assertThat(table("metric of a step", 1)).isEqualTo(kinds);
		Map<String, String> expected = new TreeMap<>();
		metersByTag.forEach(
				(tag, meters) -> expected.put(tag, meters.equals(kinds.keySet()) ? "all" : String.join(", ", meters)));
		assertThat(table("tag of a step", 2)).isEqualTo(expected);
	}

	// A column by the first one, without code marks.
	private static Map<String, String> table(String head, int column) throws IOException {
		List<String> lines = Files.readAllLines(PAGE);
		return lines.stream()
			.dropWhile((line) -> !line.startsWith("| " + head + " |"))
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> Arrays.stream(line.substring(1).replace("`", "").split("\\|")).map(String::trim).toList())
			.collect(Collectors.toMap((row) -> row.get(0), (row) -> row.get(column), (first, second) -> second,
					TreeMap::new));
	}

}
