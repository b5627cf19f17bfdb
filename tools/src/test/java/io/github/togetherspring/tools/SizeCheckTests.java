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

package io.github.togetherspring.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SizeCheck}.
 */
class SizeCheckTests {

	private static final Map<String, SizeCheck.Figures> RELEASE = Map.of("first", new SizeCheck.Figures(100, 30));

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = ';', nullValues = "none", textBlock = """
			| `first` | 100 | 100 | 30 | 30 |; none
			| `first` | 95 | 120 | 31 | 40 |; none
			| `first` | 99 | 99 | 30 | 30 |; first in kB: 100, more than the limit of 99
			| `first` | 100 | 100 | 29 | 29 |; libraries of first: 30, more than the limit of 29
			| `first` | 80 | 120 | 30 | 30 |; first in kB: 100, but the page states 80
			| `first` | 100 | 100 | 40 | 40 |; libraries of first: 30, but the page states 40
			| first | 100 | 100 | 30 | 30 |; first is not on the page
			""")
	void releaseIsComparedWithThePage(String row, String problem) {
		String page = "| artifact | kB | at most | libraries | at most |\n|---|---|---|---|---|\n" + row + "\n";
		assertThat(new SizeCheck(RELEASE).problems(page)).isEqualTo((problem != null) ? List.of(problem) : List.of());
	}

	@Test
	void artifactThatIsNotReleasedIsReported() {
		assertThat(new SizeCheck(Map.of()).problems("| `first` | 1 | 1 | 1 | 1 |"))
			.containsExactly("first is not in the release");
	}

	@Test
	void releaseIsMeasured() throws IOException {
		SbomFixture.write(this.directory, "first-one", "a", "a", "b?", "c");
		Path folder = this.directory.resolve("first-one/1.0");
		Files.write(folder.resolve("first-one-1.0.jar"), new byte[2001]);
		Files.write(folder.resolve("first-one-1.0-sources.jar"), new byte[9000]);
		SbomFixture.write(this.directory, "first", "a");
		Files.write(this.directory.resolve("first/1.0/first-1.0.jar"), new byte[2000]);
		SbomFixture.write(this.directory, "bom");
		assertThat(SizeCheck.measure(this.directory)).containsExactlyInAnyOrderEntriesOf(
				Map.of("first-one", new SizeCheck.Figures(3, 2), "first", new SizeCheck.Figures(2, 1)));
	}

}
