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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.togetherspring.completions.CompletionChunk;
import io.github.togetherspring.completions.CompletionResponse;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.ResponseMetadata;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link ResponseMetadata} of calls.
 */
class ResponseMetadataTests {

	@Test
	void attemptsAreCounted() throws IOException {
		AtomicInteger requests = new AtomicInteger();
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (requests.incrementAndGet() < 3) {
				Fault.HTML_502.serve(connection);
			}
			else {
				Fault.serveWell(connection);
			}
		})) {
			CompletionsClient client = Connector.REACTOR_NETTY.client(server)
				.retrySettings(RetrySettings.builder().baseDelay(Duration.ZERO).build())
				.build();
			assertThat(client.create(CallStyle.request()).metadata().attempts()).isEqualTo(3);
			assertThat(client.create(CallStyle.request()).metadata().attempts()).isEqualTo(1);
			requests.set(1);
			assertThat(client.stream(CallStyle.request()).collectList().block()).isNotEmpty()
				.extracting(CompletionChunk::metadata)
				.extracting(ResponseMetadata::attempts)
				.containsOnly(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void headersAreThoseOfTheCallHoweverLateTheyAreRead(Connector connector) throws IOException {
		AtomicInteger requests = new AtomicInteger();
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			do {
				connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: "
						+ requests.incrementAndGet() + "\r\nX-Many: a\r\nX-Many: b\r\nContent-Length: "
						+ Fault.JSON.length() + "\r\n\r\n" + Fault.JSON);
			}
			while (connection.hasRequest());
		})) {
			CompletionsClient client = connector.client(server).build();
			CompletionResponse first = client.create(CallStyle.request());
			CompletionResponse second = client.create(CallStyle.request());
			assertThat(first.metadata().requestId()).isEqualTo("1");
			assertThat(first.metadata().headers().values()).containsEntry("X-Many", List.of("a", "b"));
			assertThat(second.metadata().requestId()).isEqualTo("2");
		}
	}

}
