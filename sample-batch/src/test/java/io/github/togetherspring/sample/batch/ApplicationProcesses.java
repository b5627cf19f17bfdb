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

package io.github.togetherspring.sample.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the application in processes of its own.
 */
final class ApplicationProcesses implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final List<Process> processes = new ArrayList<>();

	private final Path directory;

	private final List<String> options;

	/**
	 * Create processes.
	 * @param directory the directory with the input, {@code in.jsonl}
	 * @param baseUrl the base URL of the server
	 * @param options more options of the command line
	 */
	ApplicationProcesses(Path directory, String baseUrl, String... options) {
		this.directory = directory;
		this.options = new ArrayList<>(List.of("--in=" + directory.resolve("in.jsonl"), "--out=" + output(),
				"--concurrency=8", "--together.batch.window=32", "--together.base-url=" + baseUrl,
				"--together.api-key=test-key", "--together.pacing.enabled=false"));
		this.options.addAll(List.of(options));
	}

	Path output() {
		return this.directory.resolve("out.jsonl");
	}

	/**
	 * Return how the application is started.
	 * @param options the options of the command line
	 * @return the command
	 */
	static List<String> java(List<String> options) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
						SampleBatchApplication.class.getName()));
		command.addAll(options);
		return command;
	}

	List<String> command(String... more) {
		List<String> command = java(this.options);
		command.addAll(List.of(more));
		return command;
	}

	Process start(String... more) throws IOException {
		return start(command(more));
	}

	Process start(List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("console").toFile()))
			.start();
		this.processes.add(process);
		return process;
	}

	/**
	 * Wait for the end of a process.
	 * @param process the process
	 * @return its exit code
	 */
	int end(Process process) throws IOException, InterruptedException {
		assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).as(console()).isTrue();
		return process.exitValue();
	}

	int run(String... more) throws IOException, InterruptedException {
		return end(start(more));
	}

	String console() throws IOException {
		Path console = this.directory.resolve("console");
		return Files.exists(console) ? Files.readString(console) : "";
	}

	@Override
	public void close() {
		this.processes.forEach(Process::destroyForcibly);
	}

}
