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

package io.github.togetherspring.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A RabbitMQ server on ports, with a name and in a directory of its own. It needs the
 * programs of Debian's package {@code rabbitmq-server}.
 */
public final class RabbitServer implements AutoCloseable {

	private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

	private static final long START_SECONDS = 120;

	private final Path directory;

	private final int port = freePort();

	private final Map<String, String> environment;

	private @Nullable Process process;

	private RabbitServer() throws IOException {
		this.directory = Files.createTempDirectory("together-rabbit");
		Path plugins = Files.writeString(this.directory.resolve("plugins"), "[].");
		Path configuration = Files.writeString(this.directory.resolve("rabbitmq.conf"),
				"listeners.tcp.default = 127.0.0.1:" + this.port + "\nlog.console = true\nlog.file = false\n");
		this.environment = Map.ofEntries(Map.entry("HOME", this.directory.toString()),
				Map.entry("RABBITMQ_NODENAME", "together" + this.port + "@localhost"),
				Map.entry("RABBITMQ_DIST_PORT", String.valueOf(freePort())),
				Map.entry("ERL_EPMD_PORT", String.valueOf(freePort())), Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
				Map.entry("RABBITMQ_MNESIA_BASE", this.directory.resolve("data").toString()),
				Map.entry("RABBITMQ_LOG_BASE", this.directory.toString()),
				Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()),
				Map.entry("RABBITMQ_CONFIG_FILE", configuration.toString()),
				Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
				// Runs the server in this process instead of in a child.
				Map.entry("RABBITMQ_ALLOW_INPUT", "1"));
	}

	/**
	 * Start a server.
	 * @return the running server
	 */
	public static RabbitServer start() {
		if (!Files.isExecutable(PROGRAM)) {
			throw new IllegalStateException("RabbitMQ is not installed: apt-get install rabbitmq-server");
		}
		try {
			RabbitServer server = new RabbitServer();
			server.restart();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Start the server again after {@link #stop()}.
	 */
	public void restart() {
		Path output = this.directory.resolve("output");
		try {
			Process process = process(PROGRAM.toString()).redirectOutput(output.toFile()).start();
			this.process = process;
			long start = System.nanoTime();
			while (!Files.readString(output).contains("Server startup complete")) {
				if (process.waitFor(200, TimeUnit.MILLISECONDS)
						|| System.nanoTime() - start > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
					process.destroyForcibly();
					throw new IllegalStateException("RabbitMQ did not start: " + Files.readString(output));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while RabbitMQ started", ex);
		}
	}

	private ProcessBuilder process(String... command) {
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true);
		builder.environment().putAll(this.environment);
		return builder;
	}

	/**
	 * Stop the server at once, without waiting for the clients.
	 */
	public void stop() {
		Process process = this.process;
		if (process != null) {
			process.destroyForcibly();
			await(process);
		}
	}

	private static void await(Process process) {
		try {
			process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while RabbitMQ stopped", ex);
		}
	}

	/**
	 * Return the port of the server on 127.0.0.1, for the user {@code guest} with the
	 * password {@code guest}.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Stop the server with its port mapper, and delete its directory.
	 */
	@Override
	public void close() {
		stop();
		try {
			await(process("epmd", "-kill").redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
			try (Stream<Path> files = Files.walk(this.directory)) {
				for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
					Files.deleteIfExists(file);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
