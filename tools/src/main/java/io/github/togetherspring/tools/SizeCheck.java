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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compares the size of each jar of a release, and the number of libraries that it brings
 * along, with the table in {@code docs/performance.md} and its limits.
 */
public final class SizeCheck {

	// | `artifact` | kB | at most | libraries | at most |
	private static final Pattern ROW = Pattern
		.compile("^\\| `([a-z-]+)` \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|$", Pattern.MULTILINE);

	private static final double TOLERANCE = 0.1;

	private final Map<String, Figures> artifacts;

	SizeCheck(Map<String, Figures> artifacts) {
		this.artifacts = artifacts;
	}

	/**
	 * Check a release.
	 * @param args the directory with the release, and the page
	 * @throws IOException if a file cannot be read
	 */
	public static void main(String[] args) throws IOException {
		Map<String, Figures> artifacts = measure(Path.of(args[0]));
		artifacts.forEach((artifact, figures) -> System.out.println(artifact + " " + figures));
		List<String> problems = new SizeCheck(artifacts).problems(Files.readString(Path.of(args[1])));
		problems.forEach((problem) -> System.out.println("FAILED: " + problem));
		System.exit(problems.isEmpty() ? 0 : 1);
	}

	/**
	 * Measure a release.
	 * @param directory the directory with the release
	 * @return the figures of each artifact that has a jar
	 * @throws IOException if a file cannot be read
	 */
	static Map<String, Figures> measure(Path directory) throws IOException {
		Map<String, Figures> artifacts = new TreeMap<>();
		for (Sbom sbom : Sbom.readAll(directory)) {
			long libraries = sbom.dependencies()
				.stream()
				.filter((dependency) -> !dependency.optional())
				.map(Sbom.Dependency::module)
				.distinct()
				.count();
			for (Path jar : jars(directory, sbom.artifact())) {
				artifacts.put(sbom.artifact(), new Figures((Files.size(jar) + 999) / 1000, libraries));
			}
		}
		return artifacts;
	}

	private static List<Path> jars(Path directory, String artifact) throws IOException {
		Pattern name = Pattern.compile(Pattern.quote(artifact) + "-\\d[^-]*\\.jar");
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> name.matcher(file.getFileName().toString()).matches()).toList();
		}
	}

	/**
	 * Return where a release exceeds the limits, or differs from what the page states.
	 * @param page the content of the page
	 * @return the problems, or an empty list
	 */
	List<String> problems(String page) {
		List<String> problems = new ArrayList<>();
		Set<String> missing = new TreeSet<>(this.artifacts.keySet());
		for (MatchResult row : ROW.matcher(page).results().toList()) {
			String artifact = row.group(1);
			missing.remove(artifact);
			Figures actual = this.artifacts.get(artifact);
			if (actual == null) {
				problems.add(artifact + " is not in the release");
				continue;
			}
			compare(artifact + " in kB", actual.kilobytes(), row.group(2), row.group(3), problems);
			compare("libraries of " + artifact, actual.libraries(), row.group(4), row.group(5), problems);
		}
		missing.forEach((artifact) -> problems.add(artifact + " is not on the page"));
		return problems;
	}

	private static void compare(String what, long actual, String stated, String limit, List<String> problems) {
		if (actual > Long.parseLong(limit)) {
			problems.add("%s: %d, more than the limit of %s".formatted(what, actual, limit));
		}
		if (Math.abs(actual - Long.parseLong(stated)) > Math.max(1, TOLERANCE * actual)) {
			problems.add("%s: %d, but the page states %s".formatted(what, actual, stated));
		}
	}

	/**
	 * Size of an artifact.
	 *
	 * @param kilobytes the size of its jar in kB, rounded up
	 * @param libraries the number of libraries of others that an application gets with it
	 */
	record Figures(long kilobytes, long libraries) {

	}

}
