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

package io.github.togetherspring.tools.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DocsSite}.
 */
class DocsSiteTests {

	private static final String URL = "https://example.org/project";

	@TempDir
	private Path repository;

	@TempDir
	private Path site;

	@BeforeEach
	void createJavadoc() throws IOException {
		write(this.site, DocsSite.JAVADOC + "/index.html", "<html></html>");
		write(this.repository, "docs/README.md", "# Pages\n");
	}

	@Test
	void linksBetweenPagesStayOnTheSite() throws IOException {
		write(this.repository, "README.md", "# Home\n\n[a](docs/guide.md#a-way-home) [pages](docs/README.md)\n");
		write(this.repository, "docs/guide.md", "# Guide\n\n## A way home\n\n[home](../README.md) [here](#guide)\n");
		assertThat(render("1.0.0")).isEmpty();
		assertThat(read("index.html")).contains("<title>Home – ", "href=\"docs/guide.html#a-way-home\"",
				"href=\"docs/index.html\">pages");
		assertThat(read("docs/guide.html")).contains("<h2 id=\"a-way-home\">", "href=\"../index.html\">home",
				"href=\"../site.css\"", "href=\"../apidocs/index.html\"");
	}

	@Test
	void linksToFilesLeadToTheRevisionOfTheVersion() throws IOException {
		write(this.repository, "README.md", "# Home\n\n[code](src/Main.java) [web](https://example.com/x.md)\n");
		write(this.repository, "src/Main.java", "");
		assertThat(render("1.0.0")).isEmpty();
		assertThat(read("index.html")).contains("href=\"" + URL + "/blob/v1.0.0/src/Main.java\"",
				"href=\"https://example.com/x.md\"");
		assertThat(render("1.1.0-SNAPSHOT")).isEmpty();
		assertThat(read("index.html")).contains("href=\"" + URL + "/blob/main/src/Main.java\"");
	}

	@Test
	void imagesAndTablesAreShown() throws IOException {
		write(this.repository, "README.md", "# Home\n\n![x](docs/x.svg)\n\n| a | b |\n|---|---|\n| 1 | `2` |\n");
		write(this.repository, "docs/x.svg", "<svg/>");
		assertThat(render("1.0.0")).isEmpty();
		assertThat(read("index.html")).contains("src=\"docs/x.svg\"", "<td><code>2</code></td>");
		assertThat(read("docs/x.svg")).isEqualTo("<svg/>");
	}

	@Test
	void linksThatLeadNowhereAreReported() throws IOException {
		write(this.repository, "README.md",
				"# Home\n\n[a](docs/none.md) [b](docs/README.md#none) ![c](none.png) [d](#none)\n");
		assertThat(render("1.0.0")).hasSize(5)
			.anyMatch((problem) -> problem.startsWith("README.md has a link to docs/none.md,"))
			.anyMatch((problem) -> problem.startsWith("README.md has a link to none.png,"))
			.anyMatch((problem) -> problem.startsWith("index.html has a link to docs/index.html#none,"))
			.anyMatch((problem) -> problem.startsWith("index.html has a link to none.png,"))
			.anyMatch((problem) -> problem.startsWith("index.html has a link to #none,"));
	}

	@Test
	void pagesOfThisRepositoryHaveNoBrokenLinks() throws IOException {
		assertThat(new DocsSite(Path.of(".."), this.site).render(URL, "1.0.0")).isEmpty();
		assertThat(read("docs/index.html")).contains("href=\"jobs.html\"");
	}

	private List<String> render(String version) throws IOException {
		return new DocsSite(this.repository, this.site).render(URL, version);
	}

	private String read(String file) throws IOException {
		return Files.readString(this.site.resolve(file));
	}

	private static void write(Path directory, String file, String content) throws IOException {
		Path path = directory.resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, content);
	}

}
