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

package io.github.togetherspring;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.github.togetherspring.simulator.script.StreamEnding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the client reads everything that the simulator sends, whose bytes are those
 * of the service.
 */
class SimulatedWireTests {

	private static final String[] TOKENS = { "\n\n", "\r\n", "\r", "\u2028", "data: ", ": ", " 🦊", "é", "\"\\", "\0",
			"\uFEFF", "[DONE]", "" };

	@ParameterizedTest
	@EnumSource
	void clientReadsWhateverTokensAreSent(StreamEnding ending) throws Exception {
		try (TogetherSimulator simulator = TogetherSimulator.builder().streamEnding(ending).start()) {
			simulator.on(RequestPattern.anyPrompt()).respond(SimulatedResponse.tokens(TOKENS));
			String whole = post(simulator, "{\"model\":\"m\",\"prompt\":\"p\",\"seed\":42}");
			String stream = post(simulator, "{\"model\":\"m\",\"prompt\":\"p\",\"seed\":42,\"stream\":true}");
			CompletionsClient client = CompletionsClients.builder()
				.baseUrl(simulator.baseUrl())
				.apiKey(TogetherSimulator.ANY_KEY)
				.build();
			CompletionRequest request = CompletionRequest.builder().model("m").prompt("p").seed(42).build();
			assertThat(json(client.create(request))).isEqualTo(json(whole));
			List<CompletionChunk> chunks = client.stream(request).collectList().block();
			assertThat(chunks).extracting(SimulatedWireTests::json).isEqualTo(events(stream));
			assertThat(chunks.stream().map(CompletionChunk::text)).startsWith(TOKENS);
		}
	}

	private static String post(TogetherSimulator simulator, String body) throws Exception {
		return HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.build()
			.send(HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/completions"))
				.header("Authorization", "Bearer " + TogetherSimulator.ANY_KEY)
				.POST(HttpRequest.BodyPublishers.ofString(body))
				.build(), BodyHandlers.ofString())
			.body();
	}

	private static List<JsonNode> events(String stream) {
		return Stream.of(stream.split("\n\n"))
			.map((event) -> event.substring("data: ".length()))
			.filter((data) -> !data.equals("[DONE]"))
			.map(SimulatedWireTests::json)
			.collect(Collectors.toList());
	}

	private static JsonNode json(Object response) {
		return withoutIds(JsonMapper.shared().valueToTree(response));
	}

	private static JsonNode json(String body) {
		return withoutIds(JsonMapper.shared().readTree(body));
	}

	private static JsonNode withoutIds(JsonNode node) {
		return ((ObjectNode) node).without(Set.of("id", "created"));
	}

}
