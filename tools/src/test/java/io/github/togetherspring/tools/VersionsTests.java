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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the versions on the pages are those of {@code pom.xml}.
 */
class VersionsTests {

	private static final Path REPOSITORY = Path.of("..");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			README.md         | version                  | <version>@</version>
			README.md         | java.version             | You need JDK @ or later
			CONTRIBUTING.md   | spring-javaformat.version | spring-javaformat-maven-plugin:@:apply
			docs/versions.md  | version                  | installs `@` into
			docs/versions.md  | java.version             | @ and later
			docs/versions.md  | spring-boot.version      | 4.0.7 and @: all tests
			docs/versions.md  | spring-boot.version      | which Spring Boot @ manages
			docs/releasing.md | checkstyle.version       | Java Format require @
			""")
	void pageHasTheVersionOfTheBuild(String page, String property, String text) throws IOException {
		assertThat(Files.readString(REPOSITORY.resolve(page))).contains(text.replace("@", version(property)));
	}

	@Test
	void olderSpringBootIsTheOneThatIsTested() throws IOException {
		String older = find("-Dspring-boot\\.version=(\\S+)", ".ci/run");
		assertThat(Files.readString(REPOSITORY.resolve("docs/versions.md"))).contains("| " + older + " and ");
	}

	private static String version(String property) throws IOException {
		return find("<" + Pattern.quote(property) + ">([^<]+)<", "pom.xml");
	}

	private static String find(String regex, String file) throws IOException {
		Matcher matcher = Pattern.compile(regex).matcher(Files.readString(REPOSITORY.resolve(file)));
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

}
