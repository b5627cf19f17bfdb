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

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.testsupport.RawHttpServer;
import io.github.togetherspring.testsupport.RawHttpServer.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the recipe for llama.cpp keeps idle connections out of the way of calls that
 * wait. Without its limits some of the calls time out here.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LocalServerTests {

	private static final int CALLS = 200;

	private static final int THREADS = 4;

	private static final String CHOICES = "{\"id\":\"1\",\"choices\":[{\"index\":0,\"text\":\"local\",\"finish_reason\":\"stop\"}]}";

	private static final String EVENTS = "data: " + CHOICES + "\n\ndata: [DONE]\n\n";

	@Test
	void callsInOnePieceAllAtOnce() throws Exception {
		allAtOnce((client) -> client.createAsync((request) -> request.prompt("p")));
	}

	@Test
	void streamsAllAtOnce() throws Exception {
		allAtOnce((client) -> client.stream((request) -> request.prompt("p")).collect(CompletionResponse.collector()));
	}

	private static void allAtOnce(Function<CompletionsClient, Mono<CompletionResponse>> call) throws Exception {
		Semaphore threads = new Semaphore(THREADS);
		try (RawHttpServer server = new RawHttpServer((connection) -> serve(connection, threads))) {
			RecipeRunner.with("servers.yml")
				.withPropertyValues("together.clients.llama-cpp.base-url=" + server.baseUrl(),
						"together.clients.llama-cpp.response-timeout=10s", "together.retry.enabled=false")
				.run((context) -> {
					CompletionsClient client = context.getBean("llama-cppCompletionsClient", CompletionsClient.class);
					List<String> texts = Flux.range(0, CALLS)
						.flatMap((i) -> call.apply(client).map(CompletionResponse::text), CALLS)
						.collectList()
						.block();
					assertThat(texts).hasSize(CALLS).containsOnly("local");
					assertThat(server.connections()).as("connections").hasValueLessThanOrEqualTo(THREADS);
				});
		}
	}

	/**
	 * Serve a connection as llama.cpp does: it occupies a thread from its first request
	 * until it is closed, even while it is idle, and further connections wait.
	 */
	private static void serve(Connection connection, Semaphore threads) throws IOException {
		threads.acquireUninterruptibly();
		try {
			do {
				boolean stream = connection.isForStream();
				String body = stream ? EVENTS : CHOICES;
				connection
					.write("HTTP/1.1 200 OK\r\nContent-Type: " + (stream ? "text/event-stream" : "application/json")
							+ "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
			}
			while (connection.hasRequest());
		}
		finally {
			threads.release();
		}
	}

}
