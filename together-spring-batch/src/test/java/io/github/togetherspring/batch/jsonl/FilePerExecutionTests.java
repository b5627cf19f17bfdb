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

package io.github.togetherspring.batch.jsonl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a {@link JsonLinesItemWriter} that writes a file for each execution.
 */
class FilePerExecutionTests {

	@TempDir
	Path directory;

	private Path base;

	@BeforeEach
	void base() {
		this.base = this.directory.resolve("parts/part-0003");
	}

	@Test
	void nextExecutionContinuesInAFileOfItsOwnWhileTheFormerOneWrites() throws Exception {
		ExecutionContext committed = new ExecutionContext();
		JsonLinesItemWriter<String> paused = open(committed);
		paused.write(Chunk.of("one", "two"));
		paused.update(committed);
		paused.write(Chunk.of("three"));
		ExecutionContext neverCommitted = new ExecutionContext(committed);

		ExecutionContext next = new ExecutionContext(committed);
		JsonLinesItemWriter<String> writer = open(next);
		writer.write(Chunk.of("THREE"));
		writer.update(next);
		paused.update(neverCommitted);
		paused.write(Chunk.of("four", "five"));
		writer.write(Chunk.of("FOUR"));
		writer.update(next);
		paused.close();
		writer.close();

		assertThat(file(next)).hasContent("one\ntwo\nTHREE\nFOUR\n");
		assertThat(file(neverCommitted)).isNotEqualTo(file(next));
	}

	@Test
	void formerFileIsKeptUntilTheStateWithTheNewOneIsCommitted() throws Exception {
		ExecutionContext committed = run(new ExecutionContext(), "one");
		Path former = file(committed);

		ExecutionContext next = new ExecutionContext(committed);
		JsonLinesItemWriter<String> writer = open(next);
		writer.write(Chunk.of("two"));
		writer.update(next);
		assertThat(former).exists();
		writer.write(Chunk.of("three"));
		assertThat(former).doesNotExist();
		writer.close();
	}

	// The outcome of the commit is not known to the process that made it.
	@Test
	void bothStatesCanBeContinuedAfterACommitWithAnUnknownOutcome() throws Exception {
		ExecutionContext before = run(new ExecutionContext(), "one");
		ExecutionContext after = new ExecutionContext(before);
		JsonLinesItemWriter<String> writer = open(after);
		writer.write(Chunk.of("two"));
		writer.update(after);
		writer.close();

		assertThat(file(run(new ExecutionContext(after), "three"))).hasContent("one\ntwo\nthree\n");
		assertThat(file(run(new ExecutionContext(before), "TWO"))).hasContent("one\nTWO\n");
	}

	@Test
	void executionThatSavesNothingLeavesNothing() throws Exception {
		JsonLinesItemWriter<String> writer = open(new ExecutionContext());
		writer.write(Chunk.of("one"));
		writer.close();
		assertThat(files()).isEmpty();
	}

	@Test
	void committedFileThatIsMissingOrShorterIsRefused() throws Exception {
		ExecutionContext committed = run(new ExecutionContext(), "one", "two");
		Files.writeString(file(committed), "one\n");
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> open(committed))
			.withMessageContainingAll("has lost results that were committed", "should have at least 8 bytes", "has 4");
		Files.delete(file(committed));
		assertThatExceptionOfType(ItemStreamException.class).isThrownBy(() -> open(committed))
			.withMessageContaining("has 0");
		assertThat(files()).isEmpty();
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.base.getParent())) {
			return files.toList();
		}
	}

	private Path file(ExecutionContext state) {
		return this.base.resolveSibling(state.getString("out.file"));
	}

	private ExecutionContext run(ExecutionContext state, String... lines) throws Exception {
		JsonLinesItemWriter<String> writer = open(state);
		writer.write(Chunk.of(lines));
		writer.update(state);
		writer.close();
		return state;
	}

	private JsonLinesItemWriter<String> open(ExecutionContext state) {
		JsonLinesItemWriter<String> writer = JsonLinesItemWriter.<String>builder(String::toString)
			.name("out")
			.file(this.base)
			.filePerExecution(true)
			.build();
		writer.open(state);
		return writer;
	}

}
