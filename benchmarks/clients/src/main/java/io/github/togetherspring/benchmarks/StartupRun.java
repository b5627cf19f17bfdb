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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts a minimal application with and without this project's jars, and prints the
 * table. Fails if they add more classes than the limit in the settings.
 */
class StartupRun {

	private static final String APPLICATION = "io.github.togetherspring.benchmarks.startup.StartupApplication";

	private static final String STARTED = "STARTED ";

	private static final String WITHOUT = "without the starter";

	private static final String WITH = "with the starter";

	private static final String CLASSES = "classes loaded";

	private static final List<String> FIGURES = List.of("ms until ready", "ms of processor time until ready", CLASSES);

	private final Map<String, String> classPaths = new LinkedHashMap<>();

	private final Map<String, List<List<Double>>> starts = new LinkedHashMap<>();

	private final Settings settings;

	StartupRun(Settings settings) throws IOException {
		this.settings = settings;
		Path target = settings.startup(false);
		List<Path> jars = Stream
			.concat(Settings.jars(target.resolve("lib")).stream(), Stream.of(target.resolve("startup.jar")))
			.toList();
		List<Path> others = jars.stream().filter((jar) -> !Settings.isOwn(jar)).toList();
		this.classPaths.put(WITHOUT, Settings.join(others));
		this.classPaths.put(WITH, Settings.join(jars));
		if (settings.hasBefore()) {
			List<Path> before = Settings.jars(settings.startup(true).resolve("lib"))
				.stream()
				.filter(Settings::isOwn)
				.toList();
			this.classPaths.put("before", Settings.join(Stream.concat(before.stream(), others.stream()).toList()));
		}
	}

	void run() throws IOException, InterruptedException {
		// The first start reads the files from the disk and does not count.
		for (int i = 0; i <= 2 * this.settings.rounds(); i++) {
			for (Map.Entry<String, String> classPath : this.classPaths.entrySet()) {
				List<Double> figures = start(classPath.getValue());
				System.err.println(classPath.getKey() + " " + figures);
				if (i > 0) {
					this.starts.computeIfAbsent(classPath.getKey(), (key) -> new ArrayList<>()).add(figures);
				}
			}
		}
		List<String> header = new ArrayList<>(List.of("start of an application"));
		FIGURES.forEach((figure) -> header.addAll(List.of(figure, "added")));
		System.out.print("\n" + Results.row(header) + Results.row(header.stream().map((name) -> "---").toList()));
		this.starts.keySet().forEach((name) -> System.out.print(Results.row(row(name))));
		checkClasses();
	}

	// Unlike times, the number of classes hardly depends on the machine and its load.
	private void checkClasses() {
		double classes = added(WITH, FIGURES.indexOf(CLASSES));
		if (classes > this.settings.maxAddedClasses()) {
			throw new IllegalStateException("The starter adds %.0f classes, more than the limit of %d"
				.formatted(classes, this.settings.maxAddedClasses()));
		}
	}

	private List<String> row(String name) {
		List<String> cells = new ArrayList<>(List.of(name));
		for (int i = 0; i < FIGURES.size(); i++) {
			cells.add(Results.format(median(name, i)));
			cells.add(Results.format(added(name, i)));
		}
		return cells;
	}

	private double added(String name, int figure) {
		return median(name, figure) - median(WITHOUT, figure);
	}

	private double median(String name, int figure) {
		return Results.median(this.starts.get(name).stream().map((figures) -> figures.get(figure)).toList());
	}

	private List<Double> start(String classPath) throws IOException, InterruptedException {
		List<String> lines = JavaProcess.run(this.settings.startupJava(), this.settings.log(),
				List.of("-cp", classPath, APPLICATION, "--server.port=0", "--together.api-key=none",
						"--logging.level.root=warn", "--spring.main.banner-mode=off"));
		return lines.stream()
			.filter((line) -> line.startsWith(STARTED))
			.map((line) -> Arrays.stream(line.substring(STARTED.length()).split(" ")).map(Double::valueOf).toList())
			.findFirst()
			.orElseThrow(() -> new IOException("The application did not start, see " + this.settings.log()));
	}

}
