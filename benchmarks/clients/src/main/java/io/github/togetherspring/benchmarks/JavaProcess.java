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

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A JVM started by the benchmarks.
 */
final class JavaProcess implements AutoCloseable {

	private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

	private static final long TIMEOUT_SECONDS = 240;

	private final Process process;

	private final BufferedReader output;

	private JavaProcess(Process process) {
		this.process = process;
		this.output = process.inputReader(StandardCharsets.UTF_8);
	}

	static JavaProcess start(Path javaHome, Path log, List<String> args) throws IOException {
		List<String> command = new ArrayList<>(List.of(javaHome.resolve("bin/java").toString()));
		command.addAll(args);
		return new JavaProcess(
				new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start());
	}

	static JavaProcess start(Path log, String... args) throws IOException {
		return start(JAVA_HOME, log, List.of(args));
	}

	/**
	 * Run a JVM to its end, or until it has taken too long.
	 * @param javaHome the installation of Java
	 * @param log the file that its error output is appended to
	 * @param args its arguments
	 * @return the lines it has printed
	 * @throws IOException if it can't be started
	 * @throws InterruptedException if the thread is interrupted
	 */
	static List<String> run(Path javaHome, Path log, List<String> args) throws IOException, InterruptedException {
		try (JavaProcess run = start(javaHome, log, args)) {
			CompletableFuture<List<String>> lines = CompletableFuture.supplyAsync(() -> run.output.lines().toList());
			if (!run.process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				run.process.destroyForcibly();
			}
			return lines.join();
		}
	}

	String readLine() throws IOException {
		return this.output.readLine();
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
