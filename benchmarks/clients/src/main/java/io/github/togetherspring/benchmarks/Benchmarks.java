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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.togetherspring.benchmarks.Settings.Part;
import io.github.togetherspring.benchmarks.server.CompletionsServer;

/**
 * Measures everything and writes {@code docs/performance.md} and what belongs to it.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Runs the measurements.
	 * @param args options
	 * @throws Exception if nothing can be measured at all
	 */
	public static void main(String[] args) throws Exception {
		System.setProperty("java.awt.headless", "true");
		Settings settings = Settings.of(args);
		Path log = JavaProcess.benchmarksJar().resolveSibling("benchmarks.log");
		Files.deleteIfExists(log);
		Results results = new Results(settings);
		try (JavaProcess server = JavaProcess.start(log, "-Xms512m", "-Xmx512m", "-cp",
				JavaProcess.benchmarksJar().toString(), CompletionsServer.class.getName())) {
			ClientRuns runs = new ClientRuns(log, Integer.parseInt(server.readLine()));
			Scale scale = new Scale(settings, runs);
			Map<Part, Step> steps = new LinkedHashMap<>();
			steps.put(Part.CLIENTS, () -> results.setClients(new SideBySide(settings, runs).run()));
			steps.put(Part.SCALE, () -> results.setScale(scale.run()));
			steps.put(Part.BULK, () -> results.setBulk(scale.runBulk()));
			steps.put(Part.DECODER, () -> results.setDecoder(new DecoderRun(settings, log).run()));
			steps.put(Part.STARTUP, () -> results.setStartup(new StartupRun(settings, log).run()));
			for (Map.Entry<Part, Step> step : steps.entrySet()) {
				if (settings.parts().contains(step.getKey())) {
					attempt(step.getKey(), step.getValue());
				}
			}
		}
		new Report(results).write(settings.docs());
		Progress.say("Written to " + settings.docs().toAbsolutePath());
	}

	// A part that fails must not take the others with it.
	private static void attempt(Part part, Step step) {
		try {
			step.run();
		}
		catch (Exception ex) {
			Progress.say(part + " failed: " + ex);
			ex.printStackTrace();
		}
	}

	private interface Step {

		void run() throws Exception;

	}

}
