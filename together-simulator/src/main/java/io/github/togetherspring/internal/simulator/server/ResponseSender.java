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

package io.github.togetherspring.internal.simulator.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

import io.github.togetherspring.internal.simulator.api.ApiResponse;
import io.github.togetherspring.simulator.script.Fault;
import io.github.togetherspring.simulator.script.Pacing;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Sends a response over a connection, at its pace and with its fault.
 */
final class ResponseSender {

	/** Number of chunks that are created before they can be sent. */
	private static final int AHEAD = 16;

	private static final byte[] DONE = bytes(ApiResponse.DONE_EVENT);

	private final HttpServerResponse http;

	private final Channel channel;

	private final ApiResponse response;

	private final SimulatedResponse script;

	private final boolean headOnly;

	ResponseSender(HttpServerResponse http, Channel channel, ApiResponse response, SimulatedResponse script,
			boolean headOnly) {
		this.http = http;
		this.channel = channel;
		this.response = response;
		this.script = script;
		this.headOnly = headOnly;
	}

	/**
	 * Send the response.
	 * @param writers creates the chunks of the body, which may take time
	 * @param tokenDelay the default delay before each token of a stream
	 * @return completes when everything has been sent
	 */
	Publisher<Void> send(Scheduler writers, Duration tokenDelay) {
		Duration delay = this.script.pacing().delay();
		Fault fault = this.script.fault();
		Mono<Void> sent = Mono.defer(() -> (fault != null && fault.isBeforeHeaders()) ? fail(fault)
				: Mono.from(sendNow(writers, this.response.stream() ? tokenDelay : Duration.ZERO)));
		return delay.isZero() ? sent : Mono.delay(delay, eventLoop()).then(sent);
	}

	private Publisher<Void> sendNow(Scheduler writers, Duration tokenDelay) {
		this.http.status(this.response.status());
		this.response.headers().forEach(this.http::header);
		if (!this.response.stream()) {
			List<String> chunks = StreamSupport.stream(this.response.chunks().spliterator(), false).toList();
			byte[] body = bytes(String.join("", chunks));
			this.http.header("content-length", String.valueOf(body.length));
			if (isPlain() && !this.headOnly) {
				return this.http.sendByteArray(Mono.just(body));
			}
		}
		if (this.headOnly) {
			return this.http.send();
		}
		NettyOutbound headersSent = this.http.sendHeaders();
		return headersSent.send(chunks(writers, tokenDelay), (chunk) -> true);
	}

	private boolean isPlain() {
		return this.script.pacing().chunkDelays().isEmpty() && this.script.fault() == null;
	}

	private Flux<ByteBuf> chunks(Scheduler writers, Duration tokenDelay) {
		Pacing pacing = this.script.pacing();
		Flux<byte[]> chunks = Flux.fromIterable(this.response.chunks())
			.map(ResponseSender::bytes)
			.subscribeOn(writers)
			.publishOn(eventLoop(), AHEAD);
		if (pacing.pieceSize() > 0) {
			chunks = chunks.concatMapIterable((chunk) -> pieces(chunk, pacing.pieceSize()), 1);
		}
		if (!tokenDelay.isZero() || !pacing.chunkDelays().isEmpty()) {
			chunks = chunks.index()
				.concatMap((chunk) -> paced(chunk.getT2(), pacing.chunkDelay(chunk.getT1(), tokenDelay)), 1);
		}
		Fault fault = this.script.fault();
		if (fault != null) {
			chunks = chunks.take(fault.afterChunks()).concatWith(fail(fault));
		}
		return chunks.map(Unpooled::wrappedBuffer);
	}

	private static List<byte[]> pieces(byte[] chunk, int size) {
		List<byte[]> pieces = new ArrayList<>();
		for (int start = 0; start < chunk.length; start += size) {
			pieces.add(Arrays.copyOfRange(chunk, start, Math.min(chunk.length, start + size)));
		}
		return pieces;
	}

	private Mono<byte[]> paced(byte[] chunk, Duration delay) {
		Mono<byte[]> now = Mono.just(chunk);
		// The end of a stream is sent with the last token.
		return (delay.isZero() || Arrays.equals(chunk, DONE)) ? now : now.delayElement(delay, eventLoop());
	}

	private <T> Mono<T> fail(Fault fault) {
		return Mono.defer(() -> {
			// Later, so that chunks that have been written are sent first.
			switch (fault.kind()) {
				case CLOSE -> this.channel.eventLoop().execute(this.channel::close);
				case RESET -> this.channel.eventLoop().execute(this::reset);
				case STALL -> {
				}
			}
			return Mono.never();
		});
	}

	private void reset() {
		this.channel.config().setOption(ChannelOption.SO_LINGER, 0);
		this.channel.close();
	}

	private Scheduler eventLoop() {
		return Schedulers.fromExecutorService(this.channel.eventLoop());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
