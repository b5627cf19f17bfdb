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
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A JVM, of the same Java as this one unless another is given.
 */
final class JavaProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private JavaProcess(Process process) {
		this.process = process;
		this.output = process.inputReader(StandardCharsets.UTF_8);
	}

	static JavaProcess start(Path log, String... args) throws IOException {
		return start(JavaHome.current(), log, args);
	}

	private static JavaProcess start(JavaHome java, Path log, String... args) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(java.executable());
		command.addAll(List.of(args));
		return new JavaProcess(
				new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start());
	}

	static List<String> run(Path log, long timeoutSeconds, String... args) throws IOException, InterruptedException {
		return run(JavaHome.current(), log, timeoutSeconds, args);
	}

	// Runs to the end and returns what was printed until then, or until time was up.
	static List<String> run(JavaHome java, Path log, long timeoutSeconds, String... args)
			throws IOException, InterruptedException {
		try (JavaProcess run = start(java, log, args)) {
			CompletableFuture<List<String>> lines = CompletableFuture.supplyAsync(run::readLines);
			if (!run.process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
				run.process.destroyForcibly();
			}
			return lines.join();
		}
	}

	private List<String> readLines() {
		return this.output.lines().toList();
	}

	String readLine() {
		try {
			return this.output.readLine();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
	}

	static Path benchmarksJar() {
		return Path.of(new File(System.getProperty("java.class.path").split(File.pathSeparator)[0]).getAbsolutePath());
	}

}
