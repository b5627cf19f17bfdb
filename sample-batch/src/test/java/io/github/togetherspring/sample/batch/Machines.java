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
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.testsupport.PostgresServer;
import io.github.togetherspring.testsupport.TcpProxy;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A manager and workers, each as a process of its own with a log of its own. The network
 * between the last worker and the database can be cut.
 */
final class Machines implements AutoCloseable {

	static final int CONCURRENCY = 8;

	private static final Duration TIMEOUT = Duration.ofMinutes(Integer.getInteger("machines.minutes", 2));

	private static final int LOG_LENGTH = 6000;

	private final Path directory;

	private final Path logs;

	private final String baseUrl;

	private final PostgresServer database;

	private final Duration lease;

	private final List<String> options;

	private final TcpProxy network;

	private final Map<String, Process> processes = new TreeMap<>();

	private final List<Process> started = new ArrayList<>();

	/**
	 * Create processes.
	 * @param directory the directory with the input, {@code in.jsonl}
	 * @param logs the directory for the logs
	 * @param baseUrl the base URL of the server
	 * @param database the database that the processes share
	 * @param lease the time after which a worker is taken for dead
	 * @param options more options of all processes
	 */
	Machines(Path directory, Path logs, String baseUrl, PostgresServer database, Duration lease, String... options) {
		this.directory = directory;
		this.logs = logs;
		this.baseUrl = baseUrl;
		this.database = database;
		this.lease = lease;
		this.options = List.of(options);
		this.network = TcpProxy.start(URI.create(database.url().substring("jdbc:".length())).getPort());
		try {
			FileSystemUtils.deleteRecursively(logs);
			Files.createDirectories(logs);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path output() {
		return this.directory.resolve("out.jsonl");
	}

	TcpProxy network() {
		return this.network;
	}

	Process startManager(String... more) throws IOException {
		List<String> options = new ArrayList<>(
				List.of("--role=manager", "--in=" + this.directory.resolve("in.jsonl"), "--out=" + output()));
		options.addAll(List.of(more));
		return start("manager", this.database.url(), options);
	}

	Process startWorker(int number) throws IOException {
		return start("worker-" + number, this.database.url(), List.of("--role=worker"));
	}

	/**
	 * Start a worker whose connections to the database can be cut.
	 * @param number the number of the worker
	 * @return the process
	 */
	Process startRemoteWorker(int number) throws IOException {
		return start("worker-" + number, "jdbc:postgresql://127.0.0.1:" + this.network.port() + "/postgres",
				List.of("--role=worker"));
	}

	private Process start(String name, String url, List<String> more) throws IOException {
		List<String> options = new ArrayList<>(List.of("--concurrency=" + CONCURRENCY,
				"--together.base-url=" + this.baseUrl, "--together.api-key=test-key", "--spring.datasource.url=" + url,
				"--spring.datasource.username=" + this.database.user(), "--together.pacing.enabled=false",
				"--together.batch.partitions.lease=" + this.lease,
				"--spring.datasource.hikari.data-source-properties.socketTimeout=5",
				"--logging.level.io.github.togetherspring.batch.remote=debug"));
		options.addAll(this.options);
		options.addAll(more);
		Process process = new ProcessBuilder(ApplicationProcesses.java(options)).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.logs.resolve(name + ".log").toFile()))
			.start();
		this.processes.put(name, process);
		this.started.add(process);
		return process;
	}

	/**
	 * Return the running manager or worker.
	 * @param name its name
	 * @return the process
	 */
	Process process(String name) {
		return this.processes.get(name);
	}

	/**
	 * Wait for the end of a process.
	 * @param process the process
	 * @return its exit code
	 */
	int end(Process process) throws InterruptedException {
		assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).as(this::logs).isTrue();
		return process.exitValue();
	}

	/**
	 * Send a signal to a process.
	 * @param signal the name of the signal, such as {@code STOP}
	 * @param process the process
	 */
	static void signal(String signal, Process process) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
	}

	/**
	 * Return the ends of the logs.
	 * @return where the logs are, and what they have at their ends
	 */
	String logs() {
		StringBuilder text = new StringBuilder("the logs are in " + this.logs.toAbsolutePath() + "\n");
		for (String name : this.processes.keySet()) {
			String log = log(name);
			text.append("--- ")
				.append(name)
				.append(" ---\n")
				.append(log.substring(Math.max(0, log.length() - LOG_LENGTH)));
		}
		return text.toString();
	}

	/**
	 * Return how often the processes have logged something.
	 * @param text the text, which has no line break
	 * @return the number of lines with the text in all logs
	 */
	int count(String text) {
		return this.processes.keySet()
			.stream()
			.mapToInt((name) -> (int) log(name).lines().filter((line) -> line.contains(text)).count())
			.sum();
	}

	private String log(String name) {
		try {
			return Files.readString(this.logs.resolve(name + ".log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.started.forEach(Process::destroyForcibly);
		this.network.close();
	}

}
