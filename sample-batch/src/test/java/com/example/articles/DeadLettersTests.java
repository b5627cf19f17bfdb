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

package com.example.articles;

import java.util.List;
import java.util.Map;

import io.github.togetherspring.batch.CompletedItem;
import io.github.togetherspring.completions.CompletionResponse;
import org.junit.jupiter.api.Test;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.support.ListItemWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the dead letters of docs/jobs.md.
 */
class DeadLettersTests {

	@Test
	void failuresHaveAWriterOfTheirOwn() throws Exception {
		ListItemWriter<CompletedItem<Article>> summaries = new ListItemWriter<>();
		ListItemWriter<CompletedItem<Article>> failures = new ListItemWriter<>();
		CompletedItem<Article> completed = CompletedItem.completed(0, new Article(1, "One", "Body"),
				CompletionResponse.of(Map.of()));
		CompletedItem<Article> failed = CompletedItem.failed(1, new Article(2, "Two", "Body"),
				new IllegalArgumentException("Too long"));
		new DeadLetters().writer(summaries, failures).write(Chunk.of(completed, failed));
		assertThat(List.<Object>copyOf(summaries.getWrittenItems())).containsExactly(completed);
		assertThat(List.<Object>copyOf(failures.getWrittenItems())).containsExactly(failed);
	}

}
