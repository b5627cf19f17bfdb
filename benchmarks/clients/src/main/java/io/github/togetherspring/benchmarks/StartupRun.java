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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * Starts a minimal web application with and without the starter, in turn.
 */
class StartupRun {

	private static final String APPLICATION = "io.github.togetherspring.benchmarks.startup.StartupApplication";

	private static final List<String> ARGUMENTS = List.of("--server.port=0", "--together.api-key=none",
			"--logging.level.root=warn", "--spring.main.banner-mode=off");

	private static final String OWN_JARS = "together-spring-boot-";

	private static final int STARTS = 7;

	private static final long TIMEOUT_SECONDS = 120;

	private final Settings settings;

	private final Path log;

	StartupRun(Settings settings, Path log) {
		this.settings = settings;
		this.log = log;
	}

	Startup run() throws IOException, InterruptedException {
		Path target = JavaProcess.benchmarksJar().resolve("../../../startup/target").normalize();
		List<Path> jars = jars(target);
		List<Path> ownJars = jars.stream().filter(StartupRun::isOwn).toList();
		List<Path> otherJars = jars.stream().filter((jar) -> !isOwn(jar)).toList();
		Map<StartupMode, Launch> with = launches(jars, target.resolve("with"));
		Map<StartupMode, Launch> without = launches(otherJars, target.resolve("without"));
		for (int i = 0; i < this.settings.times(2 * STARTS) / 2 + 1; i++) {
			Progress.say("Start " + (i + 1));
			for (StartupMode mode : StartupMode.values()) {
				without.get(mode).start();
				with.get(mode).start();
			}
		}
		Map<StartupMode, Start> withStarts = new EnumMap<>(StartupMode.class);
		Map<StartupMode, Start> withoutStarts = new EnumMap<>(StartupMode.class);
		with.forEach((mode, launch) -> withStarts.put(mode, launch.median()));
		without.forEach((mode, launch) -> withoutStarts.put(mode, launch.median()));
		return new Startup(java().version(), java().cacheName(), withoutStarts, withStarts, size(otherJars),
				size(ownJars), ownJars.size());
	}

	private static List<Path> jars(Path target) throws IOException {
		List<Path> jars = new ArrayList<>();
		try (Stream<Path> files = Files.list(target.resolve("lib"))) {
			files.sorted().forEach(jars::add);
		}
		jars.add(target.resolve("startup.jar"));
		return jars;
	}

	private static boolean isOwn(Path jar) {
		return jar.getFileName().toString().startsWith(OWN_JARS);
	}

	private JavaHome java() {
		return this.settings.startupJava();
	}

	private Map<StartupMode, Launch> launches(List<Path> jars, Path directory)
			throws IOException, InterruptedException {
		FileSystemUtils.deleteRecursively(directory);
		Files.createDirectories(directory);
		Progress.say("Preparing " + directory.getFileName() + " the starter");
		String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
		Path aot = new AheadOfTime(java(), this.log).prepare(APPLICATION, classPath, directory, ARGUMENTS);
		Path cache = directory.resolve("application.cache");
		Map<StartupMode, Launch> launches = new EnumMap<>(StartupMode.class);
		for (StartupMode mode : StartupMode.values()) {
			List<String> command = new ArrayList<>();
			if (mode.isAot()) {
				command.add("-Dspring.aot.enabled=true");
			}
			command
				.addAll(List.of("-cp", mode.isAot() ? aot + File.pathSeparator + classPath : classPath, APPLICATION));
			command.addAll(ARGUMENTS);
			if (mode.isCached()) {
				new Launch(withOptions(java().writeCache(cache), command)).start();
				command = withOptions(java().readCache(cache), command);
			}
			launches.put(mode, new Launch(command));
		}
		return launches;
	}

	private static List<String> withOptions(List<String> options, List<String> command) {
		List<String> all = new ArrayList<>(options);
		all.addAll(command);
		return all;
	}

	private static long size(List<Path> jars) throws IOException {
		long size = 0;
		for (Path jar : jars) {
			size += Files.size(jar);
		}
		return size;
	}

	/**
	 * A command that starts the application, and what its starts cost.
	 */
	private final class Launch {

		private final List<String> command;

		private final List<Start> starts = new ArrayList<>();

		Launch(List<String> command) {
			this.command = command;
		}

		void start() throws IOException, InterruptedException {
			List<String> lines = JavaProcess.run(java(), StartupRun.this.log, TIMEOUT_SECONDS,
					this.command.toArray(String[]::new));
			for (String line : lines) {
				if (line.startsWith("STARTED ")) {
					String[] words = line.split(" ");
					this.starts.add(new Start(Double.parseDouble(words[1]), Double.parseDouble(words[2]),
							Double.parseDouble(words[3])));
					return;
				}
			}
			throw new IOException("The application did not start: " + lines);
		}

		// Without the first, which reads the files from the disk.
		Start median() {
			List<Start> counted = (this.starts.size() > 1) ? this.starts.subList(1, this.starts.size()) : this.starts;
			return new Start(Measurements.median(counted.stream().map(Start::millis).toList()),
					Measurements.median(counted.stream().map(Start::cpuMillis).toList()),
					Measurements.median(counted.stream().map(Start::classes).toList()));
		}

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
	 * @param java the version of Java
	 * @param cache what its cache is called
	 * @param without medians without the starter
	 * @param with medians with the starter
	 * @param otherBytes the size of all jars without the starter's own
	 * @param ownBytes the size of the starter's own jars
	 * @param ownJars the number of the starter's own jars
	 */
	record Startup(String java, String cache, Map<StartupMode, Start> without, Map<StartupMode, Start> with,
			long otherBytes, long ownBytes, int ownJars) {

	}

}
