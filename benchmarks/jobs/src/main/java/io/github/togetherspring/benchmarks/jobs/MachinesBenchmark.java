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

package io.github.togetherspring.benchmarks.jobs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.togetherspring.testsupport.PostgresServer;
import reactor.netty.DisposableServer;

/**
 * Runs a file of requests on several numbers of workers, each in a process of its own,
 * and prints the rates. The server is not the limit, and its delays have a long tail.
 * Each number of workers completes a short file first, so that its processes are warm.
 */
final class MachinesBenchmark {

	private static final Pattern SUMMARY = Pattern.compile("This run: (\\d+) lines in ([\\d.]+) s");

	private static final int TIMEOUT_MINUTES = 30;

	private static final int CONCURRENCY = 8;

	private final Path application;

	private final int linesPerWorker;

	private final DisposableServer server;

	private final PostgresServer database;

	private final Path directory;

	/**
	 * Create a benchmark.
	 * @param application the jar of {@code sample-batch}
	 * @param linesPerWorker the number of lines for each worker
	 * @param server the server that makes the completions
	 * @param database the database of the job
	 * @param directory a directory for the files
	 */
	MachinesBenchmark(Path application, int linesPerWorker, DisposableServer server, PostgresServer database,
			Path directory) {
		this.application = application;
		this.linesPerWorker = linesPerWorker;
		this.server = server;
		this.database = database;
		this.directory = directory;
	}

	/**
	 * Print a table of the rates.
	 * @param workers the numbers of workers
	 * @param rounds the number of runs with each, of which the median counts
	 */
	void run(int[] workers, int rounds) throws IOException, InterruptedException {
		System.out.println("| workers | lines per second | per worker, to the first row |\n|---|---|---|");
		double first = 0;
		for (int number : workers) {
			double rate = measure(number, rounds);
			first = (first > 0) ? first : rate / number;
			System.out.printf("| %d | %.1f | %.2f |%n", number, rate, rate / number / first);
		}
	}

	private double measure(int workers, int rounds) throws IOException, InterruptedException {
		List<Process> processes = new ArrayList<>();
		try {
			for (int worker = 1; worker <= workers; worker++) {
				processes.add(start("worker" + worker, "--role=worker"));
			}
			manage(this.linesPerWorker / 10 * workers);
			double[] rates = new double[rounds];
			for (int round = 0; round < rounds; round++) {
				rates[round] = manage(this.linesPerWorker * workers);
			}
			Arrays.sort(rates);
			return rates[rounds / 2];
		}
		finally {
			processes.forEach(Process::destroy);
			for (Process process : processes) {
				process.waitFor();
			}
		}
	}

	private double manage(int lines) throws IOException, InterruptedException {
		String run = UUID.randomUUID().toString();
		Path input = this.directory.resolve(run + ".in");
		try (BufferedWriter writer = Files.newBufferedWriter(input)) {
			for (int line = 0; line < lines; line++) {
				writer.write("{\"model\":\"m\",\"prompt\":\"Witness " + line + " of " + run + " says\"}\n");
			}
		}
		Process manager = start(run, "--role=manager", "--in=" + input,
				"--out=" + this.directory.resolve(run + ".out"));
		boolean ended = manager.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
		String log = Files.readString(this.directory.resolve(run + ".log"));
		Matcher summary = SUMMARY.matcher(log);
		if (!ended || manager.exitValue() != 0 || !summary.find()) {
			manager.destroyForcibly();
			throw new IllegalStateException("The job has not been completed:\n" + log);
		}
		return Integer.parseInt(summary.group(1)) / Double.parseDouble(summary.group(2));
	}

	private Process start(String name, String... options) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-jar",
						this.application.toString(), "--concurrency=" + CONCURRENCY, "--together.api-key=none",
						"--together.base-url=http://127.0.0.1:" + this.server.port() + "/v1",
						"--together.pacing.enabled=false", "--spring.datasource.url=" + this.database.url(),
						"--spring.datasource.username=" + this.database.user()));
		command.addAll(List.of(options));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve(name + ".log").toFile())
			.start();
	}

}
