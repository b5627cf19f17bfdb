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

package io.github.togetherspring.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

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
 * Sends one answer over one connection, at its pace and with its fault.
 */
final class AnswerSender {

	/** How many chunks are made before they can be sent. */
	private static final int AHEAD = 16;

	private static final byte[] DONE = bytes(CompletionEvents.DONE);

	private final HttpServerResponse response;

	private final Channel channel;

	private final Answer answer;

	private final SimulatedResponse script;

	private final boolean headOnly;

	AnswerSender(HttpServerResponse response, Channel channel, Answer answer, SimulatedResponse script,
			boolean headOnly) {
		this.response = response;
		this.channel = channel;
		this.answer = answer;
		this.script = script;
		this.headOnly = headOnly;
	}

	/**
	 * Send the answer.
	 * @param writers where the chunks of the body are made, which may be slow
	 * @param tokenDelay how long to wait before each token of a stream
	 * @return ends when all is sent
	 */
	Publisher<Void> send(Scheduler writers, Duration tokenDelay) {
		Duration delay = this.script.pacing().delay();
		Mono<Void> sent = Mono.defer(() -> this.script.fault().isBeforeHeaders() ? Mono.from(this.<Void>fail())
				: Mono.from(sendNow(writers, this.answer.stream() ? tokenDelay : Duration.ZERO)));
		return delay.isZero() ? sent : Mono.delay(delay, eventLoop()).then(sent);
	}

	private Publisher<Void> sendNow(Scheduler writers, Duration tokenDelay) {
		this.response.status(this.answer.status());
		this.answer.headers().forEach(this.response::header);
		if (!this.answer.stream()) {
			List<String> chunks = StreamSupport.stream(this.answer.chunks().spliterator(), false).toList();
			byte[] body = bytes(String.join("", chunks));
			this.response.header("content-length", String.valueOf(body.length));
			if (isPlain() && !this.headOnly) {
				return this.response.sendByteArray(Mono.just(body));
			}
		}
		if (this.headOnly) {
			return this.response.send();
		}
		NettyOutbound headersSent = this.response.sendHeaders();
		return headersSent.send(chunks(writers, tokenDelay), (chunk) -> true);
	}

	private boolean isPlain() {
		return this.script.pacing().chunkDelays().isEmpty() && this.script.fault().kind() == null;
	}

	private Flux<ByteBuf> chunks(Scheduler writers, Duration tokenDelay) {
		Pacing pacing = this.script.pacing();
		Flux<byte[]> chunks = Flux.fromIterable(this.answer.chunks())
			.map(AnswerSender::bytes)
			.subscribeOn(writers)
			.publishOn(eventLoop(), AHEAD);
		if (pacing.pieceSize() > 0) {
			chunks = chunks.concatMapIterable((chunk) -> pieces(chunk, pacing.pieceSize()), 1);
		}
		if (!tokenDelay.isZero() || !pacing.chunkDelays().isEmpty()) {
			chunks = chunks.index()
				.concatMap((chunk) -> paced(chunk.getT2(), pacing.chunkDelay(chunk.getT1(), tokenDelay)), 1);
		}
		if (this.script.fault().kind() != null) {
			chunks = chunks.take(this.script.fault().after()).concatWith(fail());
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
		// The end of a stream comes with its last token.
		return (delay.isZero() || Arrays.equals(chunk, DONE)) ? now : now.delayElement(delay, eventLoop());
	}

	private <T> Mono<T> fail() {
		return Mono.defer(() -> {
			// Not at once, so that what was written before is sent.
			switch (Objects.requireNonNull(this.script.fault().kind())) {
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
