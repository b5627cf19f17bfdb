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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The scenarios over HTTP/1.1 and HTTP/2, as the client wishes. It costs more than
 * {@link CompletionsServer}, and is there to compare the two.
 */
public final class MultiplexingServer {

	private final Map<String, List<ByteBuffer>> streams = new ConcurrentHashMap<>();

	private MultiplexingServer() {
	}

	/**
	 * Starts the server, which prints its port and runs until its standard input ends.
	 * @param args none
	 * @throws IOException if the standard input can't be read
	 */
	public static void main(String[] args) throws IOException {
		MultiplexingServer handler = new MultiplexingServer();
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
			.handle(handler::answer)
			.bindNow();
		System.out.println(server.port());
		while (System.in.read() != -1) {
			continue;
		}
		System.exit(0);
	}

	private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		String path = request.path();
		String segment = path.substring(0, path.indexOf('/'));
		Scenario scenario = Scenario.of(segment);
		Duration delay = Duration.ofMillis(scenario.delayMillis());
		if (scenario.kind() == Scenario.Kind.SINGLE) {
			ByteBuf body = Unpooled.wrappedBuffer(Payload.response());
			response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
				.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(body.readableBytes()));
			return request.receive()
				.then(Mono.delay(delay))
				.then(Mono.defer(() -> response.send(Mono.just(body)).then()));
		}
		response.header(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
		Flux<ByteBuf> events = events(this.streams.computeIfAbsent(segment, (key) -> events(scenario)), scenario,
				delay);
		return request.receive().then(Mono.defer(() -> response.send(events, (event) -> true).then()));
	}

	private static List<ByteBuffer> events(Scenario scenario) {
		return IntStream.range(0, scenario.events())
			.mapToObj((i) -> ByteBuffer.wrap(Payload.event(i, scenario.eventSize(), i == scenario.events() - 1)))
			.toList();
	}

	private static Flux<ByteBuf> events(List<ByteBuffer> events, Scenario scenario, Duration delay) {
		Flux<ByteBuf> done = Flux.just(Unpooled.wrappedBuffer(Payload.DONE));
		if (scenario.kind() == Scenario.Kind.FLOOD) {
			return Flux.fromIterable(events).map((event) -> Unpooled.wrappedBuffer(event.duplicate())).concatWith(done);
		}
		return Flux.interval(delay)
			.onBackpressureBuffer()
			.take(events.size())
			.map((tick) -> Unpooled.wrappedBuffer(timed(events, tick.intValue())))
			.concatWith(done);
	}

	// The last event has usage in place of a text.
	private static ByteBuffer timed(List<ByteBuffer> events, int index) {
		ByteBuffer event = events.get(index);
		return (index < events.size() - 1) ? Timestamp.into(event) : event.duplicate();
	}

}
