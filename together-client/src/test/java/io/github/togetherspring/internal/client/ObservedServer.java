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

package io.github.togetherspring.internal.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.observation.CompletionsObservations;
import io.github.togetherspring.testsupport.RawHttpServer;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server whose responses depend on the model: "fails" is rejected with an error that
 * quotes the prompt, "flaky" fails twice and then succeeds, "hangs" streams one chunk and
 * nothing more, "silent" responds without usage, "broken" is truncated, and all others
 * succeed.
 */
final class ObservedServer implements AutoCloseable {

	static final String PROMPT = "the secret prompt";

	static final String TEXT = "the secret text";

	static final String API_KEY = "sk-very-secret-0123456789";

	private static final String USAGE = "{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12,"
			+ "\"cached_tokens\":3}";

	private final AtomicInteger flaky = new AtomicInteger();

	final RawHttpServer http;

	ObservedServer() throws IOException {
		this.http = new RawHttpServer(this::serve);
	}

	CompletionsClient client(CompletionsObservations observations) {
		return builder(WebClient.builder(), observations).build();
	}

	DefaultCompletionsClientBuilder builder(WebClient.Builder webClient, CompletionsObservations observations) {
		return new DefaultCompletionsClientBuilder(() -> webClient).observations(observations)
			.baseUrl(this.http.baseUrl())
			.apiKey(API_KEY)
			.retrySettings(RetrySettings.builder().baseDelay(Duration.ofMillis(1)).build());
	}

	static CompletionRequest request(String model) {
		return CompletionRequest.builder().model(model).prompt(PROMPT).build();
	}

	@Override
	public void close() throws IOException {
		this.http.close();
	}

	private void serve(RawHttpServer.Connection connection) throws IOException {
		String request = connection.request();
		if (request.contains("\"fails\"")) {
			answer(connection, "400 Bad Request",
					"{\"error\":{\"message\":\"can't read: " + PROMPT + "\",\"type\":\"" + PROMPT + "\"}}");
		}
		else if (request.contains("\"flaky\"") && this.flaky.incrementAndGet() % 3 != 0) {
			answer(connection, "503 Service Unavailable", "{\"error\":{\"message\":\"busy with " + PROMPT + "\"}}");
		}
		else if (connection.isForStream()) {
			stream(connection, request);
		}
		else if (request.contains("\"hangs\"")) {
			connection.awaitClosedByClient();
		}
		else if (request.contains("\"broken\"")) {
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{");
		}
		else {
			String usage = request.contains("\"silent\"") ? "" : ",\"usage\":" + USAGE;
			answer(connection, "200 OK",
					"{\"id\":\"cmpl-1\",\"object\":\"text.completion\",\"created\":1,"
							+ "\"model\":\"answers\",\"choices\":[{\"index\":0,\"text\":\"" + TEXT
							+ "\",\"finish_reason\":\"length\"}]" + usage + "}");
		}
	}

	private static void stream(RawHttpServer.Connection connection, String request) throws IOException {
		connection.startStream().write(chunk("\"" + TEXT + "\"", "null", ""));
		if (request.contains("\"hangs\"")) {
			connection.awaitClosedByClient();
			return;
		}
		if (request.contains("\"broken\"")) {
			return;
		}
		connection.write(chunk("\" b\"", "null", ""));
		connection.write(chunk("\" c\"", "\"stop\"", request.contains("\"silent\"") ? "" : ",\"usage\":" + USAGE));
		connection.write("data: [DONE]\n\n");
	}

	private static String chunk(String text, String finishReason, String more) {
		return "data: {\"id\":\"cmpl-1\",\"object\":\"completion.chunk\",\"created\":1,\"model\":\"answers\","
				+ "\"choices\":[{\"index\":0,\"text\":" + text + ",\"finish_reason\":" + finishReason + "}]" + more
				+ "}\n\n";
	}

	private static void answer(RawHttpServer.Connection connection, String status, String body) throws IOException {
		connection.write("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\n"
				+ "Content-Length: " + body.length() + "\r\n\r\n" + body);
		assertThat(body).isASCII();
	}

}
