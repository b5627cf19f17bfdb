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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server on a plain socket that answers each request with given bytes, whether they are
 * valid HTTP or not.
 */
final class CannedServer implements AutoCloseable {

	private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");

	private final ServerSocket serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final Function<String, byte[]> answers;

	/**
	 * Creates a server.
	 * @param answers makes the answer to a request, head and body
	 */
	CannedServer(Function<String, byte[]> answers) throws IOException {
		this.answers = answers;
		start(this::accept);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	String baseUrl() {
		return "http://localhost:" + this.serverSocket.getLocalPort() + "/v1";
	}

	/**
	 * Returns the requests that came, each with its head and body.
	 */
	List<String> requests() {
		return this.requests;
	}

	/**
	 * Returns the number of connections that neither side has closed.
	 */
	int openConnections() {
		return this.sockets.size();
	}

	@Override
	public void close() throws IOException {
		this.serverSocket.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private void accept() throws IOException {
		while (true) {
			Socket socket = this.serverSocket.accept();
			this.sockets.add(socket);
			start(() -> {
				try (socket) {
					serve(socket);
				}
				finally {
					this.sockets.remove(socket);
				}
			});
		}
	}

	private void serve(Socket socket) throws IOException {
		InputStream in = new BufferedInputStream(socket.getInputStream());
		while (true) {
			StringBuilder request = new StringBuilder();
			while (request.indexOf("\r\n\r\n") < 0) {
				int next = in.read();
				if (next == -1) {
					return;
				}
				request.append((char) next);
			}
			Matcher length = CONTENT_LENGTH.matcher(request);
			if (length.find()) {
				byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
				request.append(new String(body, StandardCharsets.UTF_8));
			}
			this.requests.add(request.toString());
			socket.getOutputStream().write(this.answers.apply(request.toString()));
		}
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The client has left, or the test is over.
			}
		}, "canned-server");
		thread.setDaemon(true);
		thread.start();
	}

	private interface Task {

		void run() throws IOException;

	}

}
