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

package io.github.togetherspring.webclient;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An HTTP server on a plain socket, for what a real one does not let a test do: write
 * half an event, stop, reset. One script answers every connection.
 */
final class RawHttpServer implements AutoCloseable {

	static final long PATIENCE_SECONDS = 10;

	private final ServerSocket serverSocket;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

	private final Script script;

	RawHttpServer(Script script) throws IOException {
		this.script = script;
		this.serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start("accept", this::accept);
	}

	String baseUrl() {
		return "http://localhost:" + this.serverSocket.getLocalPort() + "/v1";
	}

	@Override
	public void close() throws IOException {
		this.serverSocket.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		assertThat(this.failures).as("failures of the script").isEmpty();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.serverSocket.accept();
				this.sockets.add(socket);
				start("connection", () -> serve(socket));
			}
		}
		catch (IOException ex) {
			// Closed: the end of the test.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
			Connection connection = new Connection(socket);
			connection.readRequest();
			this.script.serve(connection);
		}
		catch (Exception | AssertionError ex) {
			if (!this.serverSocket.isClosed()) {
				this.failures.add(ex);
			}
		}
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, "raw-http-server-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("what was waited for happened").isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What happens on a connection, after its request has been read.
	 */
	interface Script {

		void serve(Connection connection) throws IOException;

	}

	/**
	 * A connection whose request has been read.
	 */
	static final class Connection {

		private final Socket socket;

		private final InputStream in;

		private final OutputStream out;

		Connection(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new BufferedInputStream(socket.getInputStream());
			this.out = socket.getOutputStream();
		}

		private void readRequest() throws IOException {
			StringBuilder head = new StringBuilder();
			while (!head.toString().endsWith("\r\n\r\n")) {
				head.append((char) this.in.read());
			}
			String length = head.toString().toLowerCase().split("content-length: ", 2)[1].split("\r\n", 2)[0];
			this.in.readNBytes(Integer.parseInt(length));
		}

		Connection write(String text) throws IOException {
			this.out.write(text.getBytes(StandardCharsets.UTF_8));
			this.out.flush();
			return this;
		}

		Connection writeByteByByte(String text) throws IOException {
			for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
				this.out.write(b);
				this.out.flush();
			}
			return this;
		}

		Connection startStream() throws IOException {
			return write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
		}

		Connection startChunkedStream() throws IOException {
			return write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
		}

		Connection writeChunk(String text) throws IOException {
			return write(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
		}

		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

		/**
		 * Waits until the client has closed the connection; fails if it does not.
		 * @throws IOException if the client keeps it open
		 */
		void awaitClosedByClient() throws IOException {
			try {
				assertThat(this.in.read()).as("the end of the connection").isEqualTo(-1);
			}
			catch (SocketException ex) {
				// A reset closes a connection too.
			}
		}

	}

}
