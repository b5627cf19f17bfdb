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

package io.github.togetherspring.autoconfigure;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A server like that of llama.cpp: a connection takes one of a few threads from its first
 * request until it is closed, also while nobody uses it, and the other connections wait.
 */
final class ThreadPerConnectionServer implements AutoCloseable {

	private static final int KEEP_ALIVE_SECONDS = 5;

	private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");

	private static final String CHOICES = "{\"id\":\"1\",\"choices\":[{\"index\":0,\"text\":\"local\",\"finish_reason\":\"stop\"}]}";

	private static final String EVENTS = "data: " + CHOICES + "\n\ndata: [DONE]\n\n";

	private final ServerSocket serverSocket = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connections = new AtomicInteger();

	private final ExecutorService threads;

	ThreadPerConnectionServer(int threads) throws IOException {
		this.threads = Executors.newFixedThreadPool(threads, (task) -> {
			Thread thread = new Thread(task, "thread-per-connection");
			thread.setDaemon(true);
			return thread;
		});
		Thread acceptor = new Thread(this::accept, "thread-per-connection-acceptor");
		acceptor.setDaemon(true);
		acceptor.start();
	}

	String baseUrl() {
		return "http://localhost:" + this.serverSocket.getLocalPort() + "/v1";
	}

	/**
	 * Returns how many connections there were.
	 */
	int connections() {
		return this.connections.get();
	}

	@Override
	public void close() throws IOException {
		this.serverSocket.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.threads.shutdownNow();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.serverSocket.accept();
				this.sockets.add(socket);
				this.connections.incrementAndGet();
				this.threads.execute(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// The end of the test.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(KEEP_ALIVE_SECONDS));
			InputStream in = new BufferedInputStream(socket.getInputStream());
			while (true) {
				String request = read(in);
				if (request == null) {
					return;
				}
				socket.getOutputStream().write(answer(request));
			}
		}
		catch (IOException ex) {
			// The client has left, or has been idle for too long.
		}
		finally {
			this.sockets.remove(socket);
		}
	}

	private static @Nullable String read(InputStream in) throws IOException {
		StringBuilder request = new StringBuilder();
		while (request.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next == -1) {
				return null;
			}
			request.append((char) next);
		}
		Matcher length = CONTENT_LENGTH.matcher(request);
		if (length.find()) {
			request.append(new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8));
		}
		return request.toString();
	}

	private static byte[] answer(String request) {
		boolean stream = request.contains("\"stream\":true");
		String body = stream ? EVENTS : CHOICES;
		return ("HTTP/1.1 200 OK\r\nContent-Type: " + (stream ? "text/event-stream" : "application/json")
				+ "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.UTF_8);
	}

}
