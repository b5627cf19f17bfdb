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

package io.github.togetherspring.benchmarks;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.benchmarks.Task.Scenario;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * A server that costs as little as possible: one thread, and responses encoded in
 * advance. Streams that are written as fast as they are read get one write each in turn.
 */
public final class CompletionsServer extends SimpleChannelInboundHandler<HttpObject> {

	private static final int BACKLOG = 4096;

	private static final String STREAM_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
			+ "Transfer-Encoding: chunked\r\n\r\n";

	private static final String RESPONSE_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";

	// Used by the server's only thread.
	private final Map<String, List<ByteBuf>> responses;

	private final Map<String, Latencies> latencies;

	private String segment = "";

	private Scenario scenario = new Scenario(0, 0, 0);

	private List<ByteBuf> writes = List.of();

	private int next;

	private long due;

	private boolean paused;

	private CompletionsServer(Map<String, List<ByteBuf>> responses, Map<String, Latencies> latencies) {
		this.responses = responses;
		this.latencies = latencies;
	}

	/**
	 * Start the server, which prints its port and runs until its standard input ends.
	 * @param args none
	 * @throws Exception if there is no port
	 */
	public static void main(String[] args) throws Exception {
		Map<String, List<ByteBuf>> responses = new HashMap<>();
		Map<String, Latencies> latencies = new HashMap<>();
		Channel channel = new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel connection) {
					connection.pipeline()
						.addLast(new HttpRequestDecoder(), new CompletionsServer(responses, latencies));
				}

			})
			.bind("127.0.0.1", 0)
			.sync()
			.channel();
		System.out.println(((InetSocketAddress) channel.localAddress()).getPort());
		while (System.in.read() != -1) {
			continue;
		}
		System.exit(0);
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
		if (message instanceof HttpRequest request) {
			this.segment = request.uri().split("/")[1];
		}
		if (message instanceof LastHttpContent) {
			this.scenario = Scenario.of(this.segment);
			this.writes = this.responses.computeIfAbsent(this.segment, (key) -> encode(this.scenario));
			this.next = 0;
			this.due = System.nanoTime();
			proceed(context);
		}
	}

	private void write(ChannelHandlerContext context) {
		if (!context.channel().isActive()) {
			return;
		}
		ByteBuf write = this.writes.get(this.next);
		context.writeAndFlush(isTimed() ? stamped(write) : write.retainedDuplicate());
		this.next++;
		if (this.next < this.writes.size()) {
			proceed(context);
		}
	}

	// The end of a stream follows the last event without a delay.
	private void proceed(ChannelHandlerContext context) {
		boolean delayed = this.scenario.delayMillis() > 0 && this.next <= this.scenario.events();
		if (delayed && (this.next > 0 || this.scenario.events() == 0)) {
			this.due += delay();
			context.executor().schedule(() -> write(context), this.due - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		else if (context.channel().isWritable()) {
			context.executor().execute(() -> write(context));
		}
		else {
			this.paused = true;
		}
	}

	private long delay() {
		if (this.scenario.sigma() == 0) {
			return TimeUnit.MILLISECONDS.toNanos(this.scenario.delayMillis());
		}
		return this.latencies
			.computeIfAbsent(this.segment, (key) -> new Latencies(this.scenario.delayMillis(), this.scenario.sigma()))
			.next();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.paused && context.channel().isWritable()) {
			this.paused = false;
			write(context);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

	private boolean isTimed() {
		return this.scenario.delayMillis() > 0 && this.next > 0 && this.next <= this.scenario.events();
	}

	private static ByteBuf stamped(ByteBuf chunk) {
		ByteBuf copy = chunk.copy();
		int position = copy.indexOf(0, copy.writerIndex(), (byte) '\n') + 1 + Payload.TEXT_OFFSET;
		copy.setByte(position, Payload.TIMED);
		long time = System.nanoTime();
		for (int i = position + Payload.TIME_DIGITS; i > position; i--) {
			copy.setByte(i, '0' + (int) (time % 10));
			time /= 10;
		}
		return copy;
	}

	private static List<ByteBuf> encode(Scenario scenario) {
		if (scenario.events() == 0) {
			String body = Payload.response();
			return List.of(buffer(RESPONSE_HEAD + body.length() + "\r\n\r\n" + body));
		}
		List<ByteBuf> writes = new ArrayList<>(List.of(buffer(STREAM_HEAD)));
		for (int i = 0; i < scenario.events(); i += scenario.eventsPerWrite()) {
			StringBuilder events = new StringBuilder();
			for (int j = i; j < Math.min(i + scenario.eventsPerWrite(), scenario.events()); j++) {
				byte[] event = Payload.event(j, Scenario.EVENT_SIZE, j == scenario.events() - 1);
				events.append(new String(event, StandardCharsets.US_ASCII));
			}
			writes.add(chunk(events));
		}
		writes.add(chunk(Payload.DONE));
		writes.add(buffer("0\r\n\r\n"));
		return writes;
	}

	private static ByteBuf chunk(CharSequence content) {
		return buffer(Integer.toHexString(content.length()) + "\r\n" + content + "\r\n");
	}

	private static ByteBuf buffer(String text) {
		return Unpooled.unreleasableBuffer(
				Unpooled.directBuffer(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII)));
	}

}
