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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A Redis server without data, on a port of its own. It needs the program of an installed
 * Redis, as Debian's package {@code redis-server} has it.
 */
public final class RedisServer implements AutoCloseable {

	private static final Path PROGRAM = Path.of("/usr/bin/redis-server");

	private static final String READY = "Ready to accept connections";

	private final int port;

	private @Nullable Process process;

	private RedisServer(int port) {
		this.port = port;
	}

	/**
	 * Return whether Redis is installed on this machine.
	 * @return whether a server can be started
	 */
	public static boolean isInstalled() {
		return Files.isExecutable(PROGRAM);
	}

	/**
	 * Start a server.
	 * @return the running server
	 */
	public static RedisServer start() {
		if (!isInstalled()) {
			throw new IllegalStateException("Redis is not installed: apt-get install redis-server");
		}
		RedisServer server = new RedisServer(freePort());
		server.restart();
		return server;
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
	 * Start the server again after {@link #stop()}, without its earlier data.
	 */
	public void restart() {
		try {
			Process started = new ProcessBuilder(List.of(PROGRAM.toString(), "--port", String.valueOf(this.port),
					"--bind", "127.0.0.1", "--save", "", "--appendonly", "no"))
				.redirectErrorStream(true)
				.start();
			this.process = started;
			awaitReady(started);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void awaitReady(Process started) throws IOException {
		StringBuilder output = new StringBuilder();
		BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			if (line.contains(READY)) {
				return;
			}
			output.append(line).append('\n');
		}
		throw new IllegalStateException("Redis did not start: " + output);
	}

	/**
	 * Kill the server.
	 */
	public void stop() {
		Process running = this.process;
		if (running == null) {
			return;
		}
		this.process = null;
		try {
			if (!running.destroyForcibly().waitFor(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Redis did not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while Redis ended", ex);
		}
	}

	/**
	 * Return the port of the server, on the loopback address.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Kill the server.
	 */
	@Override
	public void close() {
		stop();
	}

}
