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

package io.github.togetherspring.internal.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.github.togetherspring.internal.sse.EventStreamTests;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/reliability.md} says what the tests show.
 */
class ReliabilityPageTests {

	private final String page = read();

	@Test
	void tableIsTheOneThatTheMatrixTests() {
		List<String> rows = this.page.lines()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.replaceAll(" +", " "))
			.toList();
		assertThat(rows)
			.containsExactlyElementsOf(Arrays.stream(Fault.values()).map(ReliabilityPageTests::row).toList());
	}

	@Test
	void sizeOfTheMatrix() {
		assertThat(this.page)
			.contains("%d faults × %d ways to call × %d HTTP clients = %d calls".formatted(Fault.values().length,
					CallStyle.values().length, Connector.values().length, FaultMatrixTests.matrix().count()));
	}

	@Test
	void numberOfVectorsAndSplits() {
		List<byte[]> vectors = EventStreamTests.vectors()
			.map((vector) -> ((String) vector.get()[0]).getBytes(StandardCharsets.UTF_8))
			.toList();
		// Whole, byte by byte, and cut before, within and after.
		int readings = vectors.stream().mapToInt((bytes) -> bytes.length + 3).sum();
		assertThat(this.page).contains("%d vectors, read in %,d ways".formatted(vectors.size(), readings));
	}

	private static String row(Fault fault) {
		List<String> chunks = fault.texts(true);
		return "| `%s` | %s | %s | %s | %s | %s |".formatted(fault.name().toLowerCase(Locale.ROOT).replace('_', ' '),
				error(fault.error(true)), retried(fault, true), error(fault.error(false)), retried(fault, false),
				chunks.isEmpty() ? "–" : String.join(", ", chunks));
	}

	private static String error(@Nullable Class<?> error) {
		return (error != null) ? error.getName().substring(error.getPackageName().length() + 1).replace('$', '.')
				: "none";
	}

	private static String retried(Fault fault, boolean stream) {
		return FaultMatrixTests.isRetried(fault, stream) ? "yes" : "no";
	}

	private static String read() {
		try {
			return Files.readString(Path.of("..", "docs", "reliability.md"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
