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
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A forward proxy on a plain socket, for those who know the password. It knows names that
 * nothing else does: each of them leads to this machine.
 */
final class ForwardProxy implements AutoCloseable {

	private static final Pattern CREDENTIALS = Pattern.compile("(?im)^proxy-authorization: (.*)$");

	private static final Pattern PROXY_HEADER = Pattern.compile("(?im)^(proxy-|connection:).*\r\n");

	private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");

	private final ServerSocket serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final List<String> tunnels = new CopyOnWriteArrayList<>();

	private final List<String> forwarded = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final @Nullable String credentials;

	private volatile @Nullable String refusal;

	private volatile boolean silent;

	ForwardProxy(@Nullable String username, @Nullable String password) throws IOException {
		this.credentials = (username != null) ? "Basic "
				+ Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8))
				: null;
		start(this::accept);
	}

	int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Open no more tunnels, and respond with the given status instead.
	 */
	ForwardProxy refuseTunnels(String status) {
		this.refusal = status;
		return this;
	}

	/**
	 * Stop responding.
	 */
	ForwardProxy beSilent() {
		this.silent = true;
		return this;
	}

	/**
	 * Return the first line of each request that came, also of those that were refused.
	 */
	List<String> requests() {
		return this.requests;
	}

	/**
	 * Return host and port of each tunnel that was opened.
	 */
	List<String> tunnels() {
		return this.tunnels;
	}

	/**
	 * Return the URL of each request that was forwarded without a tunnel.
	 */
	List<String> forwarded() {
		return this.forwarded;
	}

	/**
	 * Return the number of connections that neither side has closed.
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

	private void serve(Socket client) throws IOException {
		InputStream in = new BufferedInputStream(client.getInputStream());
		String head = readHead(in);
		if (head == null) {
			return;
		}
		String[] line = head.substring(0, head.indexOf("\r\n")).split(" ");
		this.requests.add(String.join(" ", line));
		if (this.silent) {
			in.transferTo(OutputStream.nullOutputStream());
			return;
		}
		boolean tunnel = line[0].equals("CONNECT");
		Matcher credentials = CREDENTIALS.matcher(head);
		if (this.credentials != null
				&& (!credentials.find() || !credentials.group(1).trim().equals(this.credentials))) {
			refuse(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
		}
		else if (tunnel && this.refusal != null) {
			refuse(client, this.refusal);
		}
		else if (tunnel) {
			tunnel(client, in, line[1]);
		}
		else {
			forward(client, in, line, head);
		}
	}

	private static @Nullable String readHead(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next == -1) {
				return null;
			}
			head.append((char) next);
		}
		return head.toString();
	}

	private static void refuse(Socket client, String status) throws IOException {
		write(client, "HTTP/1.1 " + status + "\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhidden");
	}

	private void tunnel(Socket client, InputStream in, String address) throws IOException {
		this.tunnels.add(address);
		int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
		try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
			write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
			start(() -> copy(in, server));
			copy(server.getInputStream(), client);
		}
	}

	private void forward(Socket client, InputStream in, String[] line, String head) throws IOException {
		URI url = URI.create(line[1]);
		this.forwarded.add(line[1]);
		Matcher length = CONTENT_LENGTH.matcher(head);
		byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
		try (Socket server = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
			String headers = PROXY_HEADER.matcher(head.substring(head.indexOf("\r\n") + 2)).replaceAll("");
			write(server, line[0] + " " + url.getRawPath() + " HTTP/1.1\r\nConnection: close\r\n" + headers);
			server.getOutputStream().write(body);
			copy(server.getInputStream(), client);
		}
	}

	private static void copy(InputStream from, Socket to) throws IOException {
		OutputStream out = to.getOutputStream();
		byte[] buffer = new byte[8192];
		for (int read = from.read(buffer); read != -1; read = from.read(buffer)) {
			out.write(buffer, 0, read);
		}
		to.shutdownOutput();
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// One of the two has left.
			}
		}, "forward-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private interface Task {

		void run() throws IOException;

	}

}
