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
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LicenseCheck}.
 */
class LicenseCheckTests {

	private static final String PAGE = """
			# Licenses

			<!-- licenses -->
			| library | license |
			|---|---|
			| `org.example:a` | Apache-2.0 |
			| `org.example:b` | Apache-2.0 |
			| `org.example:c` | EPL-2.0 or GPL v2 |
			""";

	private static final String EITHER = " [{\"license\":{\"name\":\"GPL v2\"}},{\"license\":{\"id\":\"EPL-2.0\"}}]";

	@TempDir
	private Path directory;

	@Test
	void pageListsTheLicensesOfLibraries() throws IOException {
		SbomFixture.write(this.directory, "first", "b?", "c" + EITHER);
		SbomFixture.write(this.directory, "second", "a", "b");
		assertThat(check().problems(PAGE)).isEmpty();
	}

	@Test
	void pageThatIsOutOfDateIsReportedAndUpdated() throws IOException {
		SbomFixture.write(this.directory, "first", "a", "b", "c" + EITHER);
		String old = PAGE.replace("| `org.example:b` | Apache-2.0 |\n", "");
		assertThat(check().problems(old)).containsExactly("the page lists other licenses than the SBOMs");
		assertThat(check().update(old)).isEqualTo(PAGE);
	}

	@Test
	void licensesThatAreNotAcceptedAreReported() throws IOException {
		SbomFixture.write(this.directory, "first", "a [{\"license\":{\"name\":\"GPL v2\"}}]", "b []",
				"c [{\"expression\":\"AGPL-3.0-only\"}]");
		List<String> problems = check().problems(check().update(""));
		assertThat(problems).containsExactly("org.example:a has none of the accepted licenses, but [GPL v2]",
				"org.example:b has none of the accepted licenses, but []",
				"org.example:c has none of the accepted licenses, but [AGPL-3.0-only]");
	}

	@Test
	void releaseWithoutSbomIsReported() throws IOException {
		assertThat(check().problems(check().update(""))).containsExactly("there is no SBOM");
	}

	private LicenseCheck check() throws IOException {
		return new LicenseCheck(Sbom.readAll(this.directory));
	}

}
