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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server with an empty database, on a port and in a directory of its own. It
 * needs the server programs of an installed PostgreSQL, as Debian's package
 * {@code postgresql} has them.
 */
public final class PostgresServer implements AutoCloseable {

	private static final String USER = "together";

	private final Path programs;

	private final Path directory;

	private final int port;

	private PostgresServer(Path programs, Path directory, int port) {
		this.programs = programs;
		this.directory = directory;
		this.port = port;
	}

	/**
	 * Return whether PostgreSQL is installed on this machine.
	 * @return whether a server can be started
	 */
	public static boolean isInstalled() {
		return findPrograms().isPresent();
	}

	/**
	 * Start a server.
	 * @return the running server
	 */
	public static PostgresServer start() {
		Path programs = findPrograms()
			.orElseThrow(() -> new IllegalStateException("PostgreSQL is not installed: apt-get install postgresql"));
		try {
			PostgresServer server = new PostgresServer(programs, Files.createTempDirectory("together-postgres"),
					freePort());
			server.create();
			server.restart();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static Optional<Path> findPrograms() {
		Path versions = Path.of("/usr/lib/postgresql");
		if (!Files.isDirectory(versions)) {
			return Optional.empty();
		}
		try (Stream<Path> found = Files.list(versions)) {
			return found.map((version) -> version.resolve("bin"))
				.filter((programs) -> Files.isExecutable(programs.resolve("initdb")))
				.max(Comparator.naturalOrder());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void create() throws IOException {
		if (isRoot()) {
			// PostgreSQL refuses to run as root.
			run(List.of("chown", "postgres", this.directory.toString()));
		}
		run(asServer("initdb", "-D", data(), "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync"));
	}

	/**
	 * Start the server again after {@link #stop()}.
	 */
	public void restart() {
		run(asServer("pg_ctl", "-D", data(), "-w", "-t", "60", "-l", this.directory.resolve("log").toString(), "-o",
				"-p " + this.port + " -k " + this.directory + " -c listen_addresses=127.0.0.1 -c fsync=off", "start"));
	}

	/**
	 * Stop the server at once, without waiting for the clients.
	 */
	public void stop() {
		run(asServer("pg_ctl", "-D", data(), "-w", "-t", "60", "-m", "immediate", "stop"));
	}

	private List<String> asServer(String program, String... arguments) {
		List<String> command = new ArrayList<>();
		if (isRoot()) {
			command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
		}
		command.add(this.programs.resolve(program).toString());
		command.addAll(List.of(arguments));
		return command;
	}

	private static boolean isRoot() {
		return System.getProperty("user.name").equals("root");
	}

	private void run(List<String> command) {
		try {
			Path output = this.directory.resolve("output");
			Process process = new ProcessBuilder(command).directory(this.directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
				process.destroyForcibly();
				throw new IllegalStateException(command + " failed: " + Files.readString(output));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while PostgreSQL started or stopped", ex);
		}
	}

	private String data() {
		return this.directory.resolve("data").toString();
	}

	/**
	 * Return the JDBC URL of the database, without a user.
	 * @return the URL
	 */
	public String url() {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/postgres";
	}

	/**
	 * Return the user of the database, who needs no password.
	 * @return the name of the user
	 */
	public String user() {
		return USER;
	}

	/**
	 * Stop the server, and delete its directory.
	 */
	@Override
	public void close() {
		if (Files.exists(Path.of(data(), "postmaster.pid"))) {
			stop();
		}
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
