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

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
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

	@Test
	void callsInOnePieceAllAtOnce() throws Exception {
		allAtOnce((client) -> client.createAsync((request) -> request.prompt("p")));
	}

	@Test
	void streamsAllAtOnce() throws Exception {
		allAtOnce((client) -> client.stream((request) -> request.prompt("p")).collect(CompletionResponse.collector()));
	}

	private static void allAtOnce(Function<CompletionsClient, Mono<CompletionResponse>> call) throws Exception {
		try (ThreadPerConnectionServer server = new ThreadPerConnectionServer(4)) {
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
					assertThat(server.connections()).as("connections").isLessThanOrEqualTo(4);
				});
		}
	}

}
