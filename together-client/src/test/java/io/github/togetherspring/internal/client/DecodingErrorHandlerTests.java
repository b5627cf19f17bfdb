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

import java.util.concurrent.TimeUnit;

import io.github.togetherspring.CompletionsClients;
import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.completions.RetrySettings;
import io.github.togetherspring.completions.TogetherException;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for responses that are not compressed as they claim.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DecodingErrorHandlerTests {

	static final String NOT_GZIP = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
			+ "Content-Length: " + Fault.JSON.length() + "\r\n\r\n" + Fault.JSON;

	@ParameterizedTest
	@EnumSource
	void connectionIsClosedOrUsedAgain(Connector connector) throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			do {
				connection.write(NOT_GZIP);
			}
			while (connection.hasRequest());
		})) {
			CompletionsClient client = connector.client(server).retrySettings(RetrySettings.none()).build();
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(TogetherException.class).isThrownBy(() -> client.create(CallStyle.request()));
				assertThatExceptionOfType(TogetherException.class)
					.isThrownBy(() -> client.stream(CallStyle.request()).blockLast());
			}
			Awaitility.await().until(() -> server.openConnections() <= 1);
		}
	}

	@Test
	void poolGetsItsConnectionBack() throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (connection.request().contains("broken")) {
				connection.write(NOT_GZIP).awaitClosedByClient();
			}
			else {
				Fault.serveWell(connection);
			}
		})) {
			ConnectionProvider pool = ConnectionProvider.create("one", 1);
			CompletionsClient client = CompletionsClients
				.builder(WebClient.builder()
					.clientConnector(new ReactorClientHttpConnector(HttpClient.create(pool).compress(true))))
				.baseUrl(server.baseUrl())
				.apiKey(Connector.API_KEY)
				.retrySettings(RetrySettings.none())
				.build();
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(TogetherException.class)
					.isThrownBy(() -> client.create((request) -> request.model("m").prompt("broken")));
			}
			assertThat(client.create(CallStyle.request()).text()).isEqualTo("ab");
			pool.dispose();
		}
	}

}
