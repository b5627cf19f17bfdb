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
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An HTTP server on a plain socket, for what a real one does not let a test do: write
 * half an event, stop, reset. One script answers every connection.
 */
final class RawHttpServer implements AutoCloseable {

	static final long PATIENCE_SECONDS = 10;

	private static final int BACKLOG = 500;

	private static final int MAX_REQUESTS = 1000;

	private static final int SEND_BUFFER = 64 * 1024;

	private final ServerSocket serverSocket;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger serving = new AtomicInteger();

	private final AtomicInteger connections = new AtomicInteger();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

	private final Script script;

	RawHttpServer(Script script) throws IOException {
		this(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), script);
	}

	RawHttpServer(ServerSocket serverSocket, Script script) {
		this.script = script;
		this.serverSocket = serverSocket;
		start("accept", this::accept);
	}

	String baseUrl() {
		return "http://localhost:" + port() + "/v1";
	}

	int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Returns the first thousand requests that came, each with its head and body.
	 */
	List<String> requests() {
		return this.requests;
	}

	/**
	 * Returns how many connections there have been, also those without a request.
	 */
	AtomicInteger connections() {
		return this.connections;
	}

	/**
	 * Returns the number of connections with a request that neither side has closed.
	 * Those without may lie in the client's pool.
	 */
	int openConnections() {
		return this.serving.get();
	}

	/**
	 * Returns the number of connections that neither side has closed, used or not.
	 */
	int openSockets() {
		return this.sockets.size();
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
				this.connections.incrementAndGet();
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
			// What the server's own buffer holds is not the client's doing.
			socket.setSendBufferSize(SEND_BUFFER);
			socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
			Connection connection = new Connection(socket);
			if (connection.hasRequest()) {
				note(connection.request());
				this.serving.incrementAndGet();
				serve(connection, socket);
			}
		}
		catch (SocketException ex) {
			// The client left in the middle, as it may.
		}
		catch (Exception | AssertionError ex) {
			if (!this.serverSocket.isClosed()) {
				this.failures.add(ex);
			}
		}
		finally {
			this.sockets.remove(socket);
		}
	}

	private void note(String request) {
		if (this.requests.size() < MAX_REQUESTS) {
			this.requests.add(request);
		}
	}

	private void serve(Connection connection, Socket socket) throws IOException {
		try (socket) {
			this.script.serve(connection);
		}
		finally {
			this.serving.decrementAndGet();
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

		private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

		private final Socket socket;

		private final InputStream in;

		private final OutputStream out;

		private String request = "";

		Connection(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new BufferedInputStream(socket.getInputStream());
			this.out = socket.getOutputStream();
		}

		/**
		 * Reads the next request, if the client sends one.
		 */
		boolean hasRequest() {
			try {
				return readRequest();
			}
			catch (IOException ex) {
				// The client left, or does not trust the server.
				return false;
			}
		}

		private boolean readRequest() throws IOException {
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				int next = this.in.read();
				if (next == -1) {
					return false;
				}
				head.append((char) next);
			}
			Matcher length = CONTENT_LENGTH.matcher(head);
			byte[] body = length.find() ? this.in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
			this.request = head + new String(body, StandardCharsets.UTF_8);
			return true;
		}

		String request() {
			return this.request;
		}

		boolean isForStream() {
			return this.request.contains("\"stream\":true");
		}

		Connection write(String text) throws IOException {
			return write(text.getBytes(StandardCharsets.UTF_8));
		}

		Connection write(byte[] bytes) throws IOException {
			this.out.write(bytes);
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

		Connection writeInPieces(String text, int size) throws IOException {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			for (int i = 0; i < bytes.length; i += size) {
				write(Arrays.copyOfRange(bytes, i, Math.min(i + size, bytes.length)));
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

		/**
		 * Goes on writing until the client closes the connection.
		 */
		void writeForever(String text) {
			writeForever(text, new AtomicLong());
		}

		void writeForever(String text, AtomicLong written) {
			try {
				while (true) {
					write(text);
					written.addAndGet(text.length());
				}
			}
			catch (IOException ex) {
				// The client has closed it.
			}
		}

		/**
		 * Gives the client a moment to read what was written.
		 */
		Connection pause() throws IOException {
			this.socket.setSoTimeout(50);
			try {
				assertThat(this.in.read()).as("the end of the connection").isEqualTo(-1);
			}
			catch (SocketTimeoutException ex) {
				// The moment is over.
			}
			this.socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
			return this;
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
