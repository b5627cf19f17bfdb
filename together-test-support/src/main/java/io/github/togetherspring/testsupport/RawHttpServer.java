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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP server on a plain socket, for responses that a real server cannot send: half an
 * event, an invalid header, a reset. One script serves every connection, each on a thread
 * of its own.
 */
public final class RawHttpServer implements AutoCloseable {

	/**
	 * The longest wait for anything: a request, or the end of a connection.
	 */
	public static final long PATIENCE_SECONDS = 10;

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

	/**
	 * Start a server on a free port of the loopback interface.
	 * @param script what happens on each connection
	 * @throws IOException if there is no free port
	 */
	public RawHttpServer(Script script) throws IOException {
		this(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), script);
	}

	/**
	 * Start a server on a socket, for example one with TLS.
	 * @param serverSocket the bound socket, closed with the server
	 * @param script what happens on each connection
	 */
	public RawHttpServer(ServerSocket serverSocket, Script script) {
		this.script = script;
		this.serverSocket = serverSocket;
		start("accept", this::accept);
	}

	/**
	 * Start a server that keeps its connections alive and writes the same kind of
	 * response to every request.
	 * @param responses returns the bytes of the response to a request, valid HTTP or not
	 * @return the server
	 * @throws IOException if there is no free port
	 */
	public static RawHttpServer responding(Function<String, byte[]> responses) throws IOException {
		return new RawHttpServer((connection) -> {
			do {
				connection.write(responses.apply(connection.request()));
			}
			while (connection.hasRequest());
		});
	}

	/**
	 * Return the base URL for a client.
	 * @return the URL, which ends with {@code /v1}
	 */
	public String baseUrl() {
		return "http://localhost:" + port() + "/v1";
	}

	/**
	 * Return the port.
	 * @return the port
	 */
	public int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Return the first thousand requests, each with its headers and body.
	 * @return the requests, oldest first
	 */
	public List<String> requests() {
		return this.requests;
	}

	/**
	 * Return the number of connections so far, including those without a request.
	 * @return the live counter
	 */
	public AtomicInteger connections() {
		return this.connections;
	}

	/**
	 * Return the number of open connections that have had a request. Others may be idle
	 * in the client's pool.
	 * @return the number of connections
	 */
	public int openConnections() {
		return this.serving.get();
	}

	/**
	 * Return the number of open connections, used or not.
	 * @return the number of connections
	 */
	public int openSockets() {
		return this.sockets.size();
	}

	/**
	 * Close all connections, and fail if the script has failed.
	 */
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
			// The test is over.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			socket.setTcpNoDelay(true);
			// Bytes in this buffer must not look as if the client had read them.
			socket.setSendBufferSize(SEND_BUFFER);
			socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
			Connection connection = new Connection(socket, this::note);
			if (connection.hasRequest()) {
				this.serving.incrementAndGet();
				serve(connection, socket);
			}
		}
		catch (SocketException ex) {
			// The client may leave at any time.
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

	/**
	 * Wait for something to happen, and fail if it does not.
	 * @param latch counted down when it happens
	 */
	public static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("what was waited for happened").isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What happens on a connection, after its first request has been read.
	 */
	@FunctionalInterface
	public interface Script {

		/**
		 * Serve a connection, which is closed afterwards.
		 * @param connection the connection
		 * @throws IOException if the client has left
		 */
		void serve(Connection connection) throws IOException;

	}

	/**
	 * A connection whose request has been read.
	 */
	public static final class Connection {

		private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

		private final Socket socket;

		private final InputStream in;

		private final OutputStream out;

		private final Consumer<String> requests;

		private String request = "";

		Connection(Socket socket, Consumer<String> requests) throws IOException {
			this.socket = socket;
			this.requests = requests;
			this.in = new BufferedInputStream(socket.getInputStream());
			this.out = socket.getOutputStream();
		}

		/**
		 * Read the next request.
		 * @return {@code false} if the client has closed the connection instead
		 */
		public boolean hasRequest() {
			try {
				return readRequest();
			}
			catch (IOException ex) {
				// The client has left, or does not trust the certificate.
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
			this.requests.accept(this.request);
			return true;
		}

		/**
		 * Return the request that was read last.
		 * @return its headers and body
		 */
		public String request() {
			return this.request;
		}

		/**
		 * Return whether the request asks for a stream.
		 * @return {@code true} for a stream
		 */
		public boolean isForStream() {
			return this.request.contains("\"stream\":true");
		}

		/**
		 * Write a text in one packet.
		 * @param text the text
		 * @return this connection
		 * @throws IOException if the client has left
		 */
		public Connection write(String text) throws IOException {
			return write(text.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Write bytes in one packet.
		 * @param bytes the bytes
		 * @return this connection
		 * @throws IOException if the client has left
		 */
		public Connection write(byte[] bytes) throws IOException {
			this.out.write(bytes);
			this.out.flush();
			return this;
		}

		/**
		 * Write a text one byte at a time.
		 * @param text the text
		 * @return this connection
		 * @throws IOException if the client has left
		 */
		public Connection writeByteByByte(String text) throws IOException {
			for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
				this.out.write(b);
				this.out.flush();
			}
			return this;
		}

		/**
		 * Write a text a few bytes at a time.
		 * @param text the text
		 * @param size the number of bytes
		 * @return this connection
		 * @throws IOException if the client has left
		 */
		public Connection writeInPieces(String text, int size) throws IOException {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			for (int i = 0; i < bytes.length; i += size) {
				write(Arrays.copyOfRange(bytes, i, Math.min(i + size, bytes.length)));
			}
			return this;
		}

		/**
		 * Write the headers of an event stream that ends with the connection.
		 * @return this connection
		 * @throws IOException if the client has left
		 */
		public Connection startStream() throws IOException {
			return write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
		}

		/**
		 * Write the headers of an event stream with chunked transfer encoding.
		 * @return this connection
		 * @throws IOException if the client has left
		 */
		public Connection startChunkedStream() throws IOException {
			return write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
		}

		/**
		 * Write a chunk of the chunked transfer encoding.
		 * @param text the text of the chunk; empty for the last one
		 * @return this connection
		 * @throws IOException if the client has left
		 */
		public Connection writeChunk(String text) throws IOException {
			return write(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
		}

		/**
		 * Write a text again and again until the client closes the connection.
		 * @param text the text
		 */
		public void writeForever(String text) {
			writeForever(text, new AtomicLong());
		}

		/**
		 * Write a text again and again until the client closes the connection.
		 * @param text the text
		 * @param written incremented by the number of characters written
		 */
		public void writeForever(String text, AtomicLong written) {
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
		 * Give the client a moment to read what was written.
		 * @return this connection
		 * @throws IOException if the client has left
		 */
		public Connection pause() throws IOException {
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

		/**
		 * Reset the connection (RST).
		 * @throws IOException if it is closed already
		 */
		public void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

		/**
		 * Wait until the client has closed the connection.
		 * @throws IOException if the client keeps it open
		 */
		public void awaitClosedByClient() throws IOException {
			try {
				assertThat(this.in.read()).as("the end of the connection").isEqualTo(-1);
			}
			catch (SocketException ex) {
				// A reset closes a connection too.
			}
		}

	}

}
