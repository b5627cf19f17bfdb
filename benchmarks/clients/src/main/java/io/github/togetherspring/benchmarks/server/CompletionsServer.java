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

package io.github.togetherspring.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A server that costs as little as possible: one thread, answers that are ready before
 * they are asked for, and no look at the request but at its path and length. All streams
 * that are written as fast as they are read get one write each in turn.
 */
public final class CompletionsServer {

	private static final int BACKLOG = 4096;

	private final Map<String, Answer> answers = new HashMap<>();

	private final Set<Connection> writing = new LinkedHashSet<>();

	private final PriorityQueue<Connection> waiting = new PriorityQueue<>();

	private final Selector selector;

	private final ServerSocketChannel serverChannel;

	private CompletionsServer() throws IOException {
		this.selector = Selector.open();
		this.serverChannel = ServerSocketChannel.open();
		this.serverChannel.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), BACKLOG);
		this.serverChannel.configureBlocking(false);
		this.serverChannel.register(this.selector, SelectionKey.OP_ACCEPT);
	}

	/**
	 * Starts the server, which prints its port and runs until its standard input ends.
	 * @param args none
	 * @throws IOException if there is no port
	 */
	public static void main(String[] args) throws IOException {
		CompletionsServer server = new CompletionsServer();
		Thread end = new Thread(CompletionsServer::awaitEndOfInput);
		end.setDaemon(true);
		end.start();
		System.out.println(((InetSocketAddress) server.serverChannel.getLocalAddress()).getPort());
		server.run();
	}

	private static void awaitEndOfInput() {
		try {
			while (System.in.read() != -1) {
				continue;
			}
		}
		catch (IOException ex) {
			// The process that reads us is gone, too.
		}
		System.exit(0);
	}

	private void run() throws IOException {
		while (true) {
			select();
			accept();
			for (Connection connection : new ArrayList<>(this.writing)) {
				attempt(connection, connection::writeNext);
			}
			long now = System.nanoTime();
			while (!this.waiting.isEmpty() && this.waiting.peek().due - now <= 0) {
				Connection connection = this.waiting.poll();
				attempt(connection, connection::writeNext);
			}
		}
	}

	private void select() throws IOException {
		if (!this.writing.isEmpty()) {
			this.selector.selectNow();
			return;
		}
		if (this.waiting.isEmpty()) {
			this.selector.select();
			return;
		}
		// In steps of a millisecond, so that thousands of streams do not keep the thread
		// busy with waiting; an event has the time in it at which it is really written.
		long nanos = this.waiting.peek().due - System.nanoTime();
		this.selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
	}

	private void accept() throws IOException {
		Iterator<SelectionKey> keys = this.selector.selectedKeys().iterator();
		while (keys.hasNext()) {
			SelectionKey key = keys.next();
			keys.remove();
			if (key.isValid() && key.attachment() instanceof Connection connection) {
				attempt(connection, connection::onReady);
				continue;
			}
			SocketChannel channel = this.serverChannel.accept();
			while (channel != null) {
				channel.configureBlocking(false);
				channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
				Connection connection = new Connection(channel);
				connection.key = channel.register(this.selector, SelectionKey.OP_READ, connection);
				channel = this.serverChannel.accept();
			}
		}
	}

	private void attempt(Connection connection, Step step) {
		try {
			step.run();
		}
		catch (IOException ex) {
			connection.close();
		}
		catch (RuntimeException ex) {
			ex.printStackTrace();
			connection.close();
		}
	}

	private interface Step {

		void run() throws IOException;

	}

	private record Answer(Scenario scenario, List<ByteBuffer> writes) {

		static Answer of(String segment) {
			Scenario scenario = Scenario.of(segment);
			return new Answer(scenario, scenario.writes());
		}

	}

	/**
	 * One connection with at most one request under way.
	 */
	private final class Connection implements Comparable<Connection> {

		private final SocketChannel channel;

		private final RequestParser request = new RequestParser();

		private SelectionKey key;

		private Answer answer;

		private int next;

		private ByteBuffer unwritten;

		private long due;

		Connection(SocketChannel channel) {
			this.channel = channel;
		}

		void onReady() throws IOException {
			if (this.key.isWritable()) {
				this.key.interestOps(SelectionKey.OP_READ);
				writeNext();
			}
			if (this.key.isReadable()) {
				String segment = this.request.read(this.channel);
				if (segment != null) {
					this.answer = CompletionsServer.this.answers.computeIfAbsent(segment, Answer::of);
					this.next = 0;
					this.due = System.nanoTime();
					proceed();
				}
			}
		}

		void writeNext() throws IOException {
			if (this.unwritten == null) {
				this.unwritten = prepare();
			}
			this.channel.write(this.unwritten);
			if (this.unwritten.hasRemaining()) {
				CompletionsServer.this.writing.remove(this);
				this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
				return;
			}
			this.unwritten = null;
			proceed();
		}

		// The first write is the head, and the last event has usage in place of a text.
		private ByteBuffer prepare() {
			int index = this.next++;
			ByteBuffer write = this.answer.writes().get(index);
			boolean timed = this.answer.scenario().kind() == Scenario.Kind.PACED && index > 0
					&& index < this.answer.scenario().events();
			return timed ? Timestamp.into(write) : write.duplicate();
		}

		private void proceed() throws IOException {
			if (this.next == this.answer.writes().size()) {
				CompletionsServer.this.writing.remove(this);
				return;
			}
			// What follows the last event comes with it.
			boolean paced = this.answer.scenario().delayMillis() > 0 && this.next <= this.answer.scenario().events();
			if (!paced) {
				CompletionsServer.this.writing.add(this);
				return;
			}
			CompletionsServer.this.writing.remove(this);
			this.due += this.answer.scenario().delayNanos();
			CompletionsServer.this.waiting.add(this);
		}

		void close() {
			CompletionsServer.this.writing.remove(this);
			CompletionsServer.this.waiting.remove(this);
			try {
				this.channel.close();
			}
			catch (IOException ex) {
				// It is closed already.
			}
		}

		@Override
		public int compareTo(Connection other) {
			return Long.compare(this.due, other.due);
		}

	}

}
