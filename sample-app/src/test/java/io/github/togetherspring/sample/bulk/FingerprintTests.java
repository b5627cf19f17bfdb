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
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Fingerprint}.
 */
class FingerprintTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource({ "'', 0", "a, 1", "'a\n', 1", "'a\nb', 2", "'\n\n', 2", "'a\n\n', 2" })
	void linesAreCountedAsTheyAreRead(String content, long lines) throws IOException {
		Path file = file("file", content);
		assertThat(Fingerprint.of(file).lines()).isEqualTo(lines);
		try (LineReader reader = new LineReader(file, 10)) {
			for (int i = 0; i < lines; i++) {
				assertThat(reader.read()).isNotNull();
			}
			assertThat(reader.read()).isNull();
		}
	}

	@Test
	void largeFileIsReadToItsEnd() throws IOException {
		String content = "line\n".repeat(200_000);
		Fingerprint fingerprint = Fingerprint.of(file("file", content));
		assertThat(fingerprint.lines()).isEqualTo(200_000);
		assertThat(Fingerprint.of(file("copy", content))).isEqualTo(fingerprint);
		assertThat(Fingerprint.of(file("changed", content.substring(1) + "x"))).isNotEqualTo(fingerprint);
	}

	private Path file(String name, String content) throws IOException {
		return Files.writeString(this.directory.resolve(name), content);
	}

}
