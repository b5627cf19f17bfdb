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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.togetherspring.batch.CompletionProgress;
import io.github.togetherspring.batch.CompletionTotals;
import io.github.togetherspring.batch.JobBudget;
import io.github.togetherspring.batch.observation.CompletionStepMeters;
import io.github.togetherspring.batch.observation.JobBudgetMeters;
import io.github.togetherspring.batch.observation.PartitionMeters;
import io.github.togetherspring.completions.BudgetSettings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the dashboard and the alerts of jobs ask for meters that exist.
 */
class JobDashboardTests {

	private static final Path FILES = Path.of("../sample-app/observability");

	private static final Pattern METRIC = Pattern.compile("\\b(together_batch_\\w+)(?:\\{([^}]*)}|\\[)");

	// Quotes are escaped in JSON.
	private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=~|!=|=)\\\\?\"([^\"\\\\]*)");

	private static final Pattern NAME = Pattern.compile("\\b(?:together_batch|gen_ai)_\\w+");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@BeforeEach
	void meters() {
		CompletionTotals totals = CompletionTotals.builder().completed(1).build();
		StepExecution step = new StepExecution(1, "step",
				new JobExecution(1, new JobInstance(1, "job"), new JobParameters()));
		CompletionProgress progress = Mockito.mock();
		Mockito.when(progress.delta()).thenReturn(totals);
		new CompletionStepMeters(this.registry).onProgress(step, progress);
		new PartitionMeters(this.registry).onProgress(step,
				new ReportedProgress(1, 1, 1, 1, totals, totals, 2L, Duration.ZERO, null));
		new WorkerMeters(this.registry, Map.of());
		new JobBudget(BudgetSettings.builder().maxTokens(1L).build(), Mockito.mock(JobRepository.class),
				List.of(new JobBudgetMeters(this.registry)))
			.open(step);
	}

	@ParameterizedTest
	@ValueSource(strings = { "grafana/dashboards/jobs.json", "prometheus/jobs.yml" })
	void metersExist(String file) throws IOException {
		String content = Files.readString(FILES.resolve(file));
		Set<String> names = NAME.matcher(content).results().map(MatchResult::group).collect(Collectors.toSet());
		assertThat(names).hasSizeGreaterThan(3);
		assertThat(known()).containsAll(names);
	}

	@ParameterizedTest
	@ValueSource(strings = { "grafana/dashboards/jobs.json", "prometheus/jobs.yml" })
	void metersHaveTheLabels(String file) throws IOException {
		String content = Files.readString(FILES.resolve(file));
		for (MatchResult metric : METRIC.matcher(content).results().toList()) {
			String labels = (metric.group(2) != null) ? metric.group(2) : "";
			for (MatchResult label : LABEL.matcher(labels).results().toList()) {
				String value = label.group(2);
				assertThat(this.registry.getMeters().stream().map(Meter::getId)).as(metric.group())
					.anyMatch((id) -> name(id).equals(metric.group(1)) && id.getTags()
						.stream()
						.anyMatch((tag) -> prometheus(tag.getKey()).equals(label.group(1))
								&& (value.startsWith("$") || value.equals(tag.getValue()))));
			}
		}
	}

	private Set<String> known() {
		Set<String> known = new TreeSet<>();
		for (Meter meter : this.registry.getMeters()) {
			known.add(name(meter.getId()));
			meter.getId().getTags().stream().map(Tag::getKey).map(JobDashboardTests::prometheus).forEach(known::add);
		}
		return known;
	}

	private static String name(Meter.Id id) {
		return prometheus(id.getName()) + ((id.getType() == Meter.Type.COUNTER) ? "_total" : "");
	}

	private static String prometheus(String name) {
		return name.replace('.', '_');
	}

}
