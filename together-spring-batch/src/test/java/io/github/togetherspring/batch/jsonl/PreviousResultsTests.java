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
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.NonTransientResourceException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PreviousResults}, as the reader uses them.
 */
class PreviousResultsTests {

	private static final String FIRST = "{\"index\":0,\"response\":{\"x\":1.50}}";

	private static final String THIRD = "{\"index\":2,\"custom_id\":\"c\",\"response\":{}}";

	@TempDir
	Path directory;

	private Path input;

	private Path previous;

	@BeforeEach
	void files() throws IOException {
		this.input = Files.writeString(this.directory.resolve("in"), "a\nb\nc\nd\ne\n");
		this.previous = this.directory.resolve("previous");
	}

	@Test
	void linesWithAResponseHaveIt() throws IOException {
		Files.writeString(this.previous, FIRST + "\n{\"index\":1,\"error\":{}}\n" + THIRD + "\n{\"index\":3}\n");
		assertThat(read(builder(), new ExecutionContext(), 9)).containsExactly(FIRST, null, THIRD, null, null);
	}

	@Test
	void incompleteLineIsNotAResult() throws IOException {
		Files.writeString(this.previous, FIRST + "\n{\"index\":1,\"response\":{}}");
		assertThat(read(builder(), new ExecutionContext(), 9)).containsExactly(FIRST, null, null, null, null);
	}

	@Test
	void restartContinuesWithTheResultOfEachLine() throws IOException {
		Files.writeString(this.previous, FIRST + "\n{\"index\":1,\"error\":{}}\n" + THIRD + "\n");
		for (int first = 0; first <= 5; first++) {
			ExecutionContext state = new ExecutionContext();
			List<String> results = read(builder(), state, first);
			results.addAll(read(builder(), state, 9));
			assertThat(results).as("restart after %d", first).containsExactly(FIRST, null, THIRD, null, null);
		}
	}

	@Test
	void rangeStartsWithTheResultOfItsFirstLine() throws IOException {
		Files.writeString(this.previous, FIRST + "\n{\"index\":1,\"error\":{}}\n" + THIRD + "\n");
		assertThat(read(builder().range(4, 8).firstLine(2), new ExecutionContext(), 9)).containsExactly(THIRD, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "text", "{}", "[]", "{\"index\":1,\"response\":{}}", "{\"index\":\"0\"}",
			"{\"index\":0,\"other\":{}}", "{\"response\":{},\"index\":0}", "{\"index\":0", "\u00e9" })
	void otherLinesAreRefused(String line) throws IOException {
		Files.writeString(this.previous, line + "\n");
		assertThatExceptionOfType(NonTransientResourceException.class)
			.isThrownBy(() -> read(builder(), new ExecutionContext(), 9))
			.withMessageContainingAll("Line 1", this.previous.toString(), "is not the result of this line");
	}

	@Test
	void missingFileIsRefused() {
		assertThatExceptionOfType(ItemStreamException.class)
			.isThrownBy(() -> read(builder(), new ExecutionContext(), 9))
			.withMessageContaining(this.previous.toString());
	}

	private JsonLinesItemReader.Builder builder() {
		return JsonLinesItemReader.builder().name("lines").file(this.input).previousResults(this.previous);
	}

	private static List<String> read(JsonLinesItemReader.Builder builder, ExecutionContext state, int max) {
		JsonLinesItemReader reader = builder.build();
		reader.open(state);
		List<String> results = new ArrayList<>();
		try {
			while (results.size() < max) {
				JsonLine line = reader.read();
				if (line == null) {
					break;
				}
				results.add(line.previousResult());
			}
			reader.update(state);
			return results;
		}
		finally {
			reader.close();
		}
	}

}
