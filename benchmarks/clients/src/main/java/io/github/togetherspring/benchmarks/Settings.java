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

package io.github.togetherspring.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to measure, from the options of the command line.
 */
class Settings {

	static final String OWN_JARS = "together-";

	private static final String OPTIONS = "--(only=[a-z,]+|rounds=\\d+|before=.+|startup-java=.+|limit-classes=\\d+|quick)";

	private final List<String> args;

	private final Path jar = Path.of(new File(System.getProperty("java.class.path")).getAbsolutePath());

	Settings(String... args) {
		this.args = List.of(args);
		for (String arg : args) {
			if (!arg.matches(OPTIONS)) {
				throw new IllegalArgumentException("Options: --only=streams,calls,bulk,many,startup --rounds=5 "
						+ "--before=/path/to/benchmarks.jar --startup-java=/path/to/jdk --limit-classes=190 --quick");
			}
		}
	}

	boolean includes(String part) {
		String only = option("only");
		return only == null || List.of(only.split(",")).contains(part);
	}

	boolean isQuick() {
		return this.args.contains("--quick");
	}

	int rounds() {
		String rounds = option("rounds");
		return (rounds != null) ? Integer.parseInt(rounds) : isQuick() ? 1 : 5;
	}

	Path startupJava() {
		String java = option("startup-java");
		return Path.of((java != null) ? java : System.getProperty("java.home"));
	}

	/**
	 * Return how many classes the starter may add to the start of an application.
	 * @return the number, or the largest one if there is no limit
	 */
	int maxAddedClasses() {
		String limit = option("limit-classes");
		return (limit != null) ? Integer.parseInt(limit) : Integer.MAX_VALUE;
	}

	boolean hasBefore() {
		return option("before") != null;
	}

	Path log() {
		return this.jar.resolveSibling("benchmarks.log");
	}

	Path startup(boolean before) {
		return jar(before).resolve("../../../startup/target").normalize();
	}

	/**
	 * Return a class path with the compiled benchmarks and their libraries.
	 * @param before whether this project's own libraries are those of the earlier version
	 * @return the class path
	 * @throws IOException if a directory can't be read
	 */
	String classPath(boolean before) throws IOException {
		List<Path> jars = jars(this.jar.resolveSibling("lib"));
		if (before) {
			jars = Stream
				.concat(jars(jar(true).resolveSibling("lib")).stream().filter(Settings::isOwn),
						jars.stream().filter((jar) -> !isOwn(jar)))
				.toList();
		}
		return this.jar.resolveSibling("classes") + File.pathSeparator + join(jars);
	}

	static boolean isOwn(Path jar) {
		return jar.getFileName().toString().startsWith(OWN_JARS);
	}

	static List<Path> jars(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.sorted().toList();
		}
	}

	static String join(List<Path> jars) {
		return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
	}

	private Path jar(boolean before) {
		return before ? Path.of(option("before")).toAbsolutePath() : this.jar;
	}

	private String option(String name) {
		String start = "--" + name + "=";
		return this.args.stream()
			.filter((arg) -> arg.startsWith(start))
			.map((arg) -> arg.substring(start.length()))
			.findFirst()
			.orElse(null);
	}

}
