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
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Writes SBOMs as the CycloneDX plugin does.
 */
final class SbomFixture {

	private SbomFixture() {
	}

	/**
	 * Write an SBOM.
	 * @param directory the directory of the release
	 * @param artifact the name of the artifact
	 * @param dependencies the name of each dependency, with {@code ?} at the end if it is
	 * optional, and after a space the JSON of its licenses if they are not only Apache's
	 */
	static void write(Path directory, String artifact, String... dependencies) throws IOException {
		String components = Arrays.stream(dependencies).map(SbomFixture::component).collect(Collectors.joining(","));
		Path folder = Files.createDirectories(directory.resolve(artifact).resolve("1.0"));
		Files.writeString(folder.resolve(artifact + "-1.0-cyclonedx.json"), """
				{"metadata":{"component":{"group":"org.own","name":"%s","version":"1.0"}},
				"components":[{"group":"org.own","name":"another","version":"1.0"}%s%s]}
				""".formatted(artifact, components.isEmpty() ? "" : ",", components));
	}

	private static String component(String dependency) {
		String[] parts = dependency.split(" ", 2);
		String licenses = (parts.length > 1) ? parts[1] : "[{\"license\":{\"id\":\"Apache-2.0\"}}]";
		return """
				{"group":"org.example","name":"%s","version":"1.0","scope":"%s","licenses":%s}
				""".formatted(parts[0].replace("?", ""), parts[0].endsWith("?") ? "optional" : "required", licenses);
	}

}
