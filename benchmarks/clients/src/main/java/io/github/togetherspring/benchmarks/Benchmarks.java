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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures clients and starts of an application, and prints the tables.
 */
public final class Benchmarks {

	private static final int QUICK_DIVISOR = 30;

	private final Settings settings;

	private final Path log;

	private Benchmarks(Settings settings) {
		this.settings = settings;
		this.log = settings.log();
	}

	/**
	 * Run the measurements.
	 * @param args options
	 * @throws Exception if nothing can be measured
	 */
	public static void main(String[] args) throws Exception {
		Settings settings = new Settings(args);
		Files.deleteIfExists(settings.log());
		new Benchmarks(settings).run();
		if (settings.includes("startup")) {
			new StartupRun(settings).run();
		}
	}

	private void run() throws IOException, InterruptedException {
		try (JavaProcess server = JavaProcess.start(this.log, "-Xms512m", "-Xmx512m", "-cp",
				this.settings.classPath(false), CompletionsServer.class.getName())) {
			String port = server.readLine();
			for (Task task : Task.ALL) {
				if (this.settings.includes(task.part())) {
					measure(task, port);
				}
			}
		}
	}

	// Every other round is in reverse order, so that no client always comes first.
	private void measure(Task task, String port) throws IOException, InterruptedException {
		List<Contender> contenders = Arrays.asList(Contender.values());
		Results results = new Results(task);
		for (int round = 1; round <= this.settings.rounds(); round++) {
			for (Contender contender : contenders) {
				if (task.isFor(contender) && (this.settings.hasBefore() || !contender.isBefore())) {
					results.add(contender, figures(contender, task, port));
				}
			}
			Collections.reverse(contenders);
		}
		System.out.println("\n" + task.name() + "\n\n" + results.table());
	}

	private Map<String, Double> figures(Contender contender, Task task, String port)
			throws IOException, InterruptedException {
		int divisor = this.settings.isQuick() ? QUICK_DIVISOR : 1;
		List<String> lines = JavaProcess.run(Path.of(System.getProperty("java.home")), this.log,
				List.of("-Xms1g", "-Xmx1g", "-cp", this.settings.classPath(contender.isBefore()),
						ClientProcess.class.getName(), contender.name(), task.name(), port, String.valueOf(divisor)));
		Map<String, Double> figures = new LinkedHashMap<>();
		for (String line : lines) {
			if (line.startsWith(ClientProcess.FIGURE)) {
				int value = line.lastIndexOf(' ') + 1;
				figures.put(line.substring(ClientProcess.FIGURE.length(), value - 1),
						Double.parseDouble(line.substring(value)));
			}
		}
		System.err
			.println(task.name() + " " + contender + " " + (figures.isEmpty() ? "failed, see " + this.log : figures));
		return figures;
	}

}
