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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.togetherspring.completions.CompletionRequest;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.UnreadableResponseException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests that each call gets its own response, and no other call's, whatever comes before
 * it on a connection that is used again.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class InformationalResponseHandlerTests {

	private static final Pattern PROMPT = Pattern.compile("\"prompt\":\"([^\"]*)\"");

	private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";

	@ParameterizedTest
	@MethodSource
	void eachCallGetsItsOwnAnswer(List<String> interim, Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> serve(connection, interim))) {
			CompletionsClient client = connector.client(server).retrySettings(RetrySettings.none()).build();
			for (int i = 0; i < 6; i++) {
				String text = "text " + i;
				assertThat((i % 2 == 0) ? create(client, text) : stream(client, text)).isEqualTo(text);
			}
			((ClientStatus) client).probe(Duration.ofSeconds(RawHttpServer.PATIENCE_SECONDS)).block();
			assertThat(create(client, "after the probe")).isEqualTo("after the probe");
			assertThat(server.connections()).as("connections for 8 calls").hasValueLessThan(8);
		}
	}

	static Stream<Arguments> eachCallGetsItsOwnAnswer() {
		return Arrays.stream(Connector.values())
			.flatMap((connector) -> Stream.of(
					argumentSet("continue, " + connector, List.of("HTTP/1.1 100 Continue\r\n\r\n"), connector),
					argumentSet("processing, " + connector, List.of("HTTP/1.1 102 Processing\r\n\r\n"), connector),
					argumentSet("hints, " + connector, List.of(HINTS), connector), argumentSet("several, " + connector,
							List.of("HTTP/1.1 102 Processing\r\n\r\n", HINTS, HINTS), connector)));
	}

	@Test
	void connectionThatSpeaksSomethingElseIsNotUsedAgain() throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (connection.request().contains("switch")) {
				connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
					.awaitClosedByClient();
			}
			else {
				serve(connection, List.of());
			}
		})) {
			CompletionsClient client = Connector.REACTOR_NETTY.client(server)
				.retrySettings(RetrySettings.none())
				.build();
			assertThatExceptionOfType(UnreadableResponseException.class).isThrownBy(() -> create(client, "switch"))
				.withMessageContaining("101");
			assertThat(create(client, "next")).isEqualTo("next");
		}
	}

	private static void serve(RawHttpServer.Connection connection, List<String> interim) throws IOException {
		do {
			for (String answer : interim) {
				connection.write(answer).pause();
			}
			answer(connection);
		}
		while (connection.hasRequest());
	}

	private static void answer(RawHttpServer.Connection connection) throws IOException {
		if (connection.request().startsWith("HEAD")) {
			connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
			return;
		}
		Matcher prompt = PROMPT.matcher(connection.request());
		assertThat(prompt.find()).isTrue();
		if (connection.isForStream()) {
			connection.startChunkedStream()
				.writeChunk(Fault.event(prompt.group(1)))
				.writeChunk("data: [DONE]\n\n")
				.write("0\r\n\r\n");
		}
		else {
			String body = Fault.JSON.replace("ab", prompt.group(1));
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
					+ "\r\n\r\n" + body);
		}
	}

	private static String create(CompletionsClient client, String text) {
		CompletionResponse response = client.create(request(text));
		return response.text();
	}

	private static String stream(CompletionsClient client, String text) {
		return client.stream(request(text)).toStream().map((chunk) -> chunk.text()).collect(Collectors.joining());
	}

	private static CompletionRequest request(String text) {
		return CompletionRequest.builder().model("m").prompt(text).build();
	}

}
