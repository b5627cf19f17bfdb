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

package io.github.togetherspring.sample.bulk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests for {@link LineReader}.
 */
class LineReaderTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@MethodSource("files")
	void linesEndWithALineFeed(String content, List<String> lines, int wholeLines, int endOfLines) throws IOException {
		try (LineReader reader = new LineReader(file(content), 1000)) {
			assertThat(readAll(reader)).isEqualTo(lines);
			assertThat(reader.lines()).isEqualTo(wholeLines);
			assertThat(reader.endOfLines()).isEqualTo(endOfLines);
		}
	}

	static Stream<Arguments> files() {
		return Stream.of(argumentSet("empty", "", List.of(), 0, 0), argumentSet("one line", "a\n", List.of("a"), 1, 2),
				argumentSet("no line feed at the end", "a\nbc", List.of("a", "bc"), 1, 2),
				argumentSet("only a line feed", "\n", List.of(""), 1, 1),
				argumentSet("blank lines", "\n\na\n\n", List.of("", "", "a", ""), 4, 5),
				argumentSet("carriage returns", "a\r\nb\rc\n", List.of("a\r", "b\rc"), 2, 7),
				argumentSet("characters of several bytes", "é😀\n\u2028\n", List.of("é😀", "\u2028"), 2, 11));
	}

	@ParameterizedTest
	@ValueSource(ints = { 64 * 1024 - 2, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 200_000 })
	void lineMayGoBeyondTheBuffer(int length) throws IOException {
		String line = "x".repeat(length);
		try (LineReader reader = new LineReader(file(line + "\n" + line + "\nend"), Integer.MAX_VALUE)) {
			assertThat(readAll(reader)).containsExactly(line, line, "end");
			assertThat(reader.endOfLines()).isEqualTo(2 * (length + 1));
		}
	}

	@Test
	void restOfALongLineIsPassedOver() throws IOException {
		try (LineReader reader = new LineReader(file("abcdef\n" + "x".repeat(200_000) + "\nabc\nabcd"), 3)) {
			assertThat(readAll(reader)).containsExactly("abc", "xxx", "abc", "abc");
			assertThat(reader.endOfLines()).isEqualTo(7 + 200_001 + 4);
		}
	}

	private Path file(String content) throws IOException {
		return Files.writeString(this.directory.resolve("lines"), content);
	}

	private static List<String> readAll(LineReader reader) throws IOException {
		List<String> lines = new ArrayList<>();
		byte[] line = reader.read();
		while (line != null) {
			lines.add(new String(line, StandardCharsets.UTF_8));
			line = reader.read();
		}
		return lines;
	}

}
