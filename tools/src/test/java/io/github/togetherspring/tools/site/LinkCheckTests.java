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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LinkCheck}.
 */
class LinkCheckTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "b.html", "b.html#x", "b.html#", "#top", "", "sub", "sub/", "b.html?q=1#x",
			"b.html#%3Cinit%3E()", "b.html#&lt;init&gt;()", "a+b.html", "https://example.org/none", "mailto:a@b.c" })
	void linkLeadsSomewhere(String link) throws IOException {
		write(link);
		assertThat(new LinkCheck(this.directory).problems()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "none.html", "b.html#none", "#none", "empty", "b.html/x", "b.html#X" })
	void linkLeadsNowhere(String link) throws IOException {
		write(link);
		assertThat(new LinkCheck(this.directory).problems())
			.containsExactly("a.html has a link to " + link + ", which leads nowhere");
	}

	@Test
	void sourcesAreChecked() throws IOException {
		Files.writeString(this.directory.resolve("a.html"), "<script src=\"none.js\"></script>");
		assertThat(new LinkCheck(this.directory).problems()).hasSize(1);
	}

	private void write(String link) throws IOException {
		Files.writeString(this.directory.resolve("a.html"), "<h1 id=\"top\"><a class=\"x\" href=\"" + link + "\">");
		Files.writeString(this.directory.resolve("b.html"), "<a name=\"x\"></a><p id=\"&lt;init&gt;()\"></p>");
		Files.writeString(this.directory.resolve("a+b.html"), "");
		Files.createDirectories(this.directory.resolve("sub"));
		Files.createDirectories(this.directory.resolve("empty"));
		Files.writeString(this.directory.resolve("sub/index.html"), "");
	}

}
