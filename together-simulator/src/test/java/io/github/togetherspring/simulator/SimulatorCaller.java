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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls a simulator over real sockets.
 */
final class SimulatorCaller {

	private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private static final JsonMapper JSON = new JsonMapper();

	private final TogetherSimulator simulator;

	SimulatorCaller(TogetherSimulator simulator) {
		this.simulator = simulator;
	}

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.simulator.baseUrl() + path))
			.header("authorization", "Bearer any-key");
	}

	HttpRequest completionRequest(String members) {
		return request("/completions").POST(HttpRequest.BodyPublishers.ofString(body(members))).build();
	}

	static String body(String members) {
		return "{\"model\":\"m\",\"prompt\":\"Once upon a time\"" + (members.isEmpty() ? "" : "," + members) + "}";
	}

	HttpResponse<String> send(HttpRequest request) {
		try {
			return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	HttpClient http() {
		return HTTP;
	}

	HttpResponse<String> post(String body) {
		return send(request("/completions").POST(HttpRequest.BodyPublishers.ofString(body)).build());
	}

	JsonNode complete(String members) {
		HttpResponse<String> response = send(completionRequest(members));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return json(response.body());
	}

	List<JsonNode> stream(String members) {
		HttpResponse<String> response = send(
				completionRequest("\"stream\":true" + (members.isEmpty() ? "" : "," + members)));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return chunks(response.body());
	}

	static List<JsonNode> chunks(String body) {
		List<String> events = new ArrayList<>(List.of(body.split("\n\n")));
		assertThat(body).endsWith("\n\n");
		assertThat(events.remove(events.size() - 1)).isEqualTo("data: [DONE]");
		assertThat(events).allMatch((event) -> event.startsWith("data: {"));
		return events.stream().map((event) -> json(event.substring("data: ".length()))).toList();
	}

	static String text(List<JsonNode> chunks, int index) {
		return choices(chunks, index).stream()
			.map((choice) -> choice.get("text").stringValue())
			.collect(Collectors.joining());
	}

	static List<JsonNode> choices(List<JsonNode> chunks, int index) {
		return chunks.stream()
			.flatMap((chunk) -> chunk.get("choices").valueStream())
			.filter((choice) -> choice.get("index").intValue() == index)
			.toList();
	}

	static JsonNode json(String text) {
		return JSON.readTree(text);
	}

}
