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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts a minimal web application with and without the starter, in turn.
 */
class StartupRun {

	private static final String APPLICATION = "io.github.togetherspring.benchmarks.startup.StartupApplication";

	private static final String OWN_JARS = "together-spring-boot-";

	private static final int STARTS = 7;

	private static final long TIMEOUT_SECONDS = 60;

	private final Settings settings;

	private final Path log;

	StartupRun(Settings settings, Path log) {
		this.settings = settings;
		this.log = log;
	}

	Startup run() throws IOException, InterruptedException {
		Path target = JavaProcess.benchmarksJar().resolve("../../../startup/target").normalize();
		List<Path> jars = new ArrayList<>();
		try (Stream<Path> files = Files.list(target.resolve("lib"))) {
			files.sorted().forEach(jars::add);
		}
		jars.add(target.resolve("startup.jar"));
		List<Path> ownJars = jars.stream().filter(StartupRun::isOwn).toList();
		List<Path> otherJars = jars.stream().filter((jar) -> !isOwn(jar)).toList();
		List<Start> with = new ArrayList<>();
		List<Start> without = new ArrayList<>();
		for (int i = 0; i < this.settings.times(2 * STARTS) / 2 + 1; i++) {
			Progress.say("Start " + (i + 1));
			without.add(start(otherJars));
			with.add(start(jars));
		}
		// The first of each reads the jars from the disk.
		return new Startup(median(without), median(with), size(otherJars), size(ownJars), ownJars.size());
	}

	private static boolean isOwn(Path jar) {
		return jar.getFileName().toString().startsWith(OWN_JARS);
	}

	private Start start(List<Path> jars) throws IOException, InterruptedException {
		String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
		List<String> lines = JavaProcess.run(this.log, TIMEOUT_SECONDS, "-cp", classPath, APPLICATION,
				"--server.port=0", "--together.api-key=none", "--logging.level.root=warn",
				"--spring.main.banner-mode=off");
		for (String line : lines) {
			if (line.startsWith("STARTED ")) {
				String[] words = line.split(" ");
				return new Start(Double.parseDouble(words[1]), Double.parseDouble(words[2]),
						Double.parseDouble(words[3]));
			}
		}
		throw new IOException("The application did not start: " + lines);
	}

	private static Start median(List<Start> starts) {
		List<Start> counted = (starts.size() > 1) ? starts.subList(1, starts.size()) : starts;
		return new Start(Measurements.median(counted.stream().map(Start::millis).toList()),
				Measurements.median(counted.stream().map(Start::cpuMillis).toList()),
				Measurements.median(counted.stream().map(Start::classes).toList()));
	}

	private static long size(List<Path> jars) throws IOException {
		long size = 0;
		for (Path jar : jars) {
			size += Files.size(jar);
		}
		return size;
	}

	/**
	 * One start.
	 *
	 * @param millis from the start of the JVM until the application is ready
	 * @param cpuMillis processor time until then
	 * @param classes classes loaded until then
	 */
	record Start(double millis, double cpuMillis, double classes) {

	}

	/**
	 * All starts.
	 *
	 * @param without medians without the starter
	 * @param with medians with the starter
	 * @param otherBytes the size of all jars without the starter's own
	 * @param ownBytes the size of the starter's own jars
	 * @param ownJars the number of the starter's own jars
	 */
	record Startup(Start without, Start with, long otherBytes, long ownBytes, int ownJars) {

	}

}
