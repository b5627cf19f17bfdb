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

package io.github.togetherspring.benchmarks.jobs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * A server that sends the same response to every request, after a delay.
 */
final class ConstantServer {

	private static final byte[] RESPONSE = """
			{"id":"1","object":"text.completion","created":1795865997,"model":"m","choices":[{"index":0,
			"text":" blue, as it has been for as long as anyone remembers","finish_reason":"stop"}],
			"usage":{"prompt_tokens":9,"completion_tokens":11,"total_tokens":20}}""".getBytes(StandardCharsets.UTF_8);

	private static final double SIGMA = 0.7;

	private static final int MAX_FACTOR = 25;

	private ConstantServer() {
	}

	/**
	 * Start a server with the same delay for every request.
	 * @param delayMillis the delay
	 * @return the server
	 */
	static DisposableServer start(int delayMillis) {
		return start(() -> delayMillis);
	}

	/**
	 * Start a server whose delays are log-normal, up to 25 times the median.
	 * @param medianMillis the median of the delays
	 * @return the server
	 */
	static DisposableServer startWithLongTail(int medianMillis) {
		return start(() -> (int) (medianMillis
				* Math.min(MAX_FACTOR, Math.exp(SIGMA * ThreadLocalRandom.current().nextGaussian()))));
	}

	private static DisposableServer start(IntSupplier delay) {
		return HttpServer.create().host("127.0.0.1").port(0).handle((request, response) -> {
			Mono<Void> sent = request.receive()
				.then(response.header("content-type", "application/json")
					.header("content-length", String.valueOf(RESPONSE.length))
					.sendByteArray(Mono.just(RESPONSE))
					.then());
			int delayMillis = delay.getAsInt();
			return (delayMillis == 0) ? sent : Mono.delay(Duration.ofMillis(delayMillis)).then(sent);
		}).bindNow();
	}

}
