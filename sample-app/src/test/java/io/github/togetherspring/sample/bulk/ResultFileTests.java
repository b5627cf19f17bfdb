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
import java.util.Arrays;
import java.util.Map;

import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.InvalidCompletionRequestException;
import io.github.togetherspring.sample.json.BulkLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ResultFile}.
 */
class ResultFileTests {

	@TempDir
	Path directory;

	private Path file;

	@BeforeEach
	void file() {
		this.file = this.directory.resolve("out");
	}

	@Test
	void linesAreInTheFileAtOnce() throws IOException {
		try (ResultFile results = ResultFile.open(this.file)) {
			results.append(answered(0));
			assertThat(this.file).hasContent("{\"index\":0,\"response\":{\"text\":\"é\\n\"}}\n");
			results.append(failed(1));
			assertThat(Files.readAllLines(this.file)).hasSize(2);
			assertThat(results.lines()).isEqualTo(2);
			assertThat(results.failed()).isOne();
		}
	}

	@Test
	void fileThatIsCutOffAnywhereGoesOnBehindItsLastWholeLine() throws IOException {
		try (ResultFile results = ResultFile.open(this.file)) {
			results.append(answered(0));
			results.append(failed(1));
			results.append(answered(2));
		}
		byte[] whole = Files.readAllBytes(this.file);
		for (int length = 0; length <= whole.length; length++) {
			byte[] cut = Arrays.copyOf(whole, length);
			Files.write(this.file, cut);
			try (ResultFile results = ResultFile.open(this.file)) {
				long lines = new String(cut, StandardCharsets.UTF_8).chars().filter((c) -> c == '\n').count();
				assertThat(results.lines()).as("cut at %d", length).isEqualTo(lines);
				assertThat(results.failed()).as("cut at %d", length).isEqualTo((lines > 1) ? 1 : 0);
				for (long index = lines; index < 3; index++) {
					results.append((index == 1) ? failed(index) : answered(index));
				}
			}
			assertThat(Files.readAllBytes(this.file)).as("cut at %d", length).isEqualTo(whole);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\n", "text\n", "{}\n", "{\"index\":1,\"response\":{}}\n", "{\"index\":0}\n",
			"{\"index\":0,\"response\":{}}\n{\"index\":0,\"response\":{}}\n", "{\"index\":0,\"other\":{}}\n" })
	void lineOfSomethingElseIsRefusedAndTheFileLeftAlone(String content) throws IOException {
		Files.writeString(this.file, content + "torn");
		assertThatExceptionOfType(BulkRefusedException.class).isThrownBy(() -> ResultFile.open(this.file))
			.withMessageContaining("of the results is not what was written");
		assertThat(this.file).hasContent(content + "torn");
	}

	private static ResultLine answered(long index) {
		return ResultLine.of(new BulkLine(index, CompletionResponse.of(Map.of("text", "é\n")), null));
	}

	private static ResultLine failed(long index) {
		return ResultLine.of(BulkLine.refused(index, new InvalidCompletionRequestException("n", "is odd")));
	}

}
