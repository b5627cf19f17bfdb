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

package io.github.togetherspring.sample.batch.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InputFile}.
 */
class InputFileTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource({ "'',0", "a,1", "'a\n',1", "'a\nb',2", "'\n\n',2" })
	void linesAreCountedAsTheyAreRead(String content, long lines) throws IOException {
		assertThat(input(content.getBytes(StandardCharsets.UTF_8)).lines()).isEqualTo(lines);
	}

	@Test
	void linesInGzipAreCounted() throws IOException {
		Path file = this.directory.resolve("in.gz");
		try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
			out.write("a\nb\nc".getBytes(StandardCharsets.UTF_8));
		}
		assertThat(InputFile.of(file).lines()).isEqualTo(3);
	}

	@Test
	void digestIsThatOfTheWholeFile() throws IOException {
		byte[] content = new byte[300_000];
		String digest = input(content).sha256();
		content[content.length - 1]++;
		assertThat(input(content).sha256()).hasSize(64).isNotEqualTo(digest);
		assertThat(input("abc".getBytes(StandardCharsets.UTF_8)).sha256())
			.isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	}

	@Test
	void truncatedGzipIsRefused() throws IOException {
		Path file = Files.write(this.directory.resolve("in.gz"), new byte[] { 0x1F, (byte) 0x8B, 8 });
		assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> InputFile.of(file))
			.withMessageContaining("in.gz can't be read");
	}

	private InputFile input(byte[] content) throws IOException {
		return InputFile.of(Files.write(this.directory.resolve("in"), content));
	}

}
