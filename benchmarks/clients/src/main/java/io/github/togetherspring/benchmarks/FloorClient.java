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

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Reads the bytes and discards them: the cost of the HTTP client below the others.
 */
class FloorClient implements BenchmarkClient {

	private final HttpClient.ResponseReceiver<?> receiver;

	FloorClient(String baseUrl) {
		byte[] body = ("{\"model\":\"" + MODEL + "\",\"prompt\":\"" + PROMPT + "\",\"max_tokens\":" + MAX_TOKENS + "}")
			.getBytes(StandardCharsets.US_ASCII);
		this.receiver = HttpClient.create(ConnectionProvider.create("floor", MAX_CONNECTIONS))
			.headers((headers) -> headers.set("Content-Type", "application/json").set("Content-Length", body.length))
			.post()
			.uri(baseUrl + "/completions")
			.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)));
	}

	@Override
	public CompletableFuture<Void> stream(Tally tally) {
		return content().doOnNext((buffer) -> tally.bytes(buffer.readableBytes())).then().toFuture();
	}

	@Override
	public int create() {
		return content().map(ByteBuf::readableBytes).reduce(0, Integer::sum).blockOptional().orElseThrow();
	}

	private Flux<ByteBuf> content() {
		return this.receiver.responseContent();
	}

}
