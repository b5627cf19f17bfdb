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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a release publishes the modules that were checked, and no others. What is on
 * Maven Central stays there.
 */
class PublishedModulesTests {

	private static final Path REPOSITORY = Path.of("..");

	@Test
	void othersAreNotDeployed() {
		List<String> checked = List.of(only("-pl (\\S+) \\\\", read(".ci/release")).split(","));
		List<String> deployed = find("<module>([^<]+)</module>", only("(?s)<modules>(.*?)</modules>", read("pom.xml")))
			.filter((module) -> !read(module + "/pom.xml").contains("<maven.deploy.skip>true</maven.deploy.skip>"))
			.toList();
		assertThat(deployed).containsExactlyInAnyOrderElementsOf(checked);
	}

	// The plugin ignores maven.deploy.skip and the plugin for deployments.
	@Test
	void othersAreNotUploaded() {
		String plugin = only("(?s)<artifactId>central-publishing-maven-plugin</artifactId>(.*?)</plugin>",
				read("pom.xml"));
		assertThat(plugin).contains("<skipPublishing>${maven.deploy.skip}</skipPublishing>")
			.contains("<excludeArtifact>together-spring-boot</excludeArtifact>");
	}

	private static String only(String regex, String text) {
		return find(regex, text).findFirst().orElseThrow();
	}

	private static Stream<String> find(String regex, String text) {
		return Pattern.compile(regex).matcher(text).results().map((match) -> match.group(1));
	}

	private static String read(String file) {
		try {
			return Files.readString(REPOSITORY.resolve(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
