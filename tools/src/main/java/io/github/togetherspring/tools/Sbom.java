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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Software bill of materials in CycloneDX's JSON format: an artifact and what it depends
 * on.
 *
 * @param artifact the name of the artifact
 * @param dependencies the libraries of others that it depends on, optional ones included
 */
record Sbom(String artifact, List<Dependency> dependencies) {

	private static final String SUFFIX = "-cyclonedx.json";

	/**
	 * Read all files of a directory and of those in it whose names end with
	 * {@code -cyclonedx.json}.
	 * @param directory the directory, such as one with a release
	 * @return one SBOM for each file, in the order of their paths
	 * @throws IOException if a file cannot be read
	 * @throws tools.jackson.core.JacksonException if one is not JSON
	 */
	static List<Sbom> readAll(Path directory) throws IOException {
		List<Path> paths;
		try (Stream<Path> files = Files.walk(directory)) {
			paths = files.filter((file) -> file.toString().endsWith(SUFFIX)).sorted().toList();
		}
		List<Sbom> sboms = new ArrayList<>();
		for (Path path : paths) {
			sboms.add(read(JsonMapper.shared().readTree(path)));
		}
		return sboms;
	}

	private static Sbom read(JsonNode sbom) {
		JsonNode artifact = sbom.path("metadata").path("component");
		List<Dependency> dependencies = sbom.path("components")
			.valueStream()
			.filter((component) -> !component.path("group").equals(artifact.path("group")))
			.map(Sbom::readDependency)
			.toList();
		return new Sbom(artifact.path("name").asString(), dependencies);
	}

	private static Dependency readDependency(JsonNode component) {
		List<String> licenses = component.path("licenses").valueStream().map(Sbom::readLicense).toList();
		return new Dependency(component.path("group").asString(), component.path("name").asString(),
				component.path("version").asString(), "optional".equals(component.path("scope").asString("")),
				licenses);
	}

	private static String readLicense(JsonNode choice) {
		if (choice.has("expression")) {
			return choice.path("expression").asString();
		}
		JsonNode license = choice.path("license");
		return license.has("id") ? license.path("id").asString() : license.path("name").asString();
	}

	/**
	 * Library that an artifact depends on.
	 *
	 * @param group the group id
	 * @param name the artifact id
	 * @param version the version
	 * @param optional whether applications do not get it with the artifact
	 * @param licenses the licenses of which the user has the choice, as SPDX identifiers
	 * where they have one
	 */
	record Dependency(String group, String name, String version, boolean optional, List<String> licenses) {

		/**
		 * Return the coordinates without the version.
		 * @return the group id and the artifact id
		 */
		String module() {
			return this.group + ":" + this.name;
		}

		/**
		 * Return the package URL, without qualifiers.
		 * @return the URL, such as {@code pkg:maven/org.example/library@1.0}
		 */
		String purl() {
			return "pkg:maven/" + this.group + "/" + this.name + "@" + this.version;
		}

	}

}
