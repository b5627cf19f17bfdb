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

package io.github.togetherspring.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.support.ListItemReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what can be seen of a {@link CompletionItemReader}.
 */
@Timeout(60)
class CompletionProgressTests {

	private static CompletionItemReader.Builder<String> reader(FakeCompletions completions, int items) {
		return CompletionItemReader.<String>builder(completions.client())
			.name("prompts")
			.reader(new ListItemReader<>(IntStream.range(0, items).mapToObj(String::valueOf).toList()))
			.request(FakeCompletions::request);
	}

	private static FakeCompletions atOnce() {
		return new FakeCompletions((prompt) -> Mono.just(FakeCompletions.response(prompt)));
	}

	@Test
	void callsAreMadeInTheObservationOfTheStep() throws Exception {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler((context) -> true);
		ConcurrentLinkedQueue<Observation> parents = new ConcurrentLinkedQueue<>();
		FakeCompletions completions = new FakeCompletions((prompt) -> {
			parents.add(registry.getCurrentObservation());
			return Mono.just(FakeCompletions.response(prompt));
		});
		CompletionItemReader<String> reader = reader(completions, 3).build();
		Observation step = Observation.start("step", registry);
		step.scopedChecked(() -> {
			reader.open(new ExecutionContext());
			while (reader.read() != null) {
				assertThat(registry.getCurrentObservation()).isSameAs(step);
			}
		});
		reader.close();
		assertThat(parents).hasSize(3).allMatch((parent) -> parent == step);
	}

	@Test
	void totalIsAskedForOnceInEachExecution() throws Exception {
		List<CompletionProgress> told = new ArrayList<>();
		List<Long> totals = new ArrayList<>(List.of(5L, 7L));
		CompletionItemReader<String> reader = reader(atOnce(), 5).total(() -> totals.remove(0))
			.listener((step, progress) -> told.add(progress))
			.build();
		ExecutionContext context = new ExecutionContext();
		reader.open(context);
		reader.read();
		reader.update(context);
		reader.update(context);
		reader.close();
		reader.open(new ExecutionContext());
		reader.update(context);
		assertThat(told).extracting(CompletionProgress::total).containsExactly(5L, 5L, 5L, 7L);
		assertThat(told).extracting(CompletionProgress::isLast).containsExactly(false, false, true, false);
		assertThat(told.get(0).elapsed()).isPositive().isLessThanOrEqualTo(told.get(1).elapsed());
		reader.close();
	}

	@Test
	void totalThatIsNotKnownEndsTheStepBeforeAnyCall() {
		FakeCompletions completions = atOnce();
		CompletionItemReader<String> reader = reader(completions, 5).total(() -> {
			throw new IllegalStateException("No table");
		}).build();
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> reader.open(new ExecutionContext()))
			.havingCause()
			.withMessage("No table");
		assertThat(completions.calls()).isZero();
	}

}
