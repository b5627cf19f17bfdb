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

package io.github.togetherspring.webclient;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.github.togetherspring.completions.CompletionsClient;
import io.github.togetherspring.error.TogetherTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what a probe costs, on the server's socket.
 */
class ProbeTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 450560\r\n\r\n";

	private static final int KIBIBYTES_OF_MODELS = 440;

	private static final String KIBIBYTE = "x".repeat(1024);

	@ParameterizedTest
	@EnumSource
	void headCostsLessThanFiveKilobytes(Connector connector) throws IOException {
		AtomicLong bytes = new AtomicLong();
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			assertThat(connection.request()).startsWith("HEAD /v1/models HTTP/1.1")
				.containsIgnoringCase("Authorization: Bearer " + Connector.API_KEY);
			bytes.addAndGet(connection.request().length() + HEAD.length());
			connection.write(HEAD);
		})) {
			connector.client(server).build().probe(TIMEOUT).block();
			assertThat(bytes.get()).isBetween(1L, 5000L);
		}
	}

	@Test
	void listIsNotReadToItsEnd() throws IOException {
		AtomicLong bytes = new AtomicLong();
		CountDownLatch closed = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			if (connection.request().startsWith("HEAD")) {
				connection.write("HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n");
				return;
			}
			writeModels(connection, bytes);
			closed.countDown();
		})) {
			CompletionsClient client = Connector.REACTOR_NETTY.client(server).build();
			client.probe(TIMEOUT).block();
			RawHttpServer.await(closed);
			assertThat(bytes.get()).isLessThan(KIBIBYTES_OF_MODELS * 1024L);
		}
	}

	@Test
	void timesOutAndClosesTheConnection() throws IOException {
		CountDownLatch closed = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			connection.awaitClosedByClient();
			closed.countDown();
		})) {
			CompletionsClient client = Connector.REACTOR_NETTY.client(server).build();
			assertThatExceptionOfType(TogetherTimeoutException.class)
				.isThrownBy(() -> client.probe(Duration.ofMillis(200)).block());
			RawHttpServer.await(closed);
		}
	}

	// Slowly enough for the client to have its say.
	private static void writeModels(RawHttpServer.Connection connection, AtomicLong bytes) throws IOException {
		try {
			connection.write(HEAD);
			for (int i = 0; i < KIBIBYTES_OF_MODELS; i++) {
				connection.write(KIBIBYTE);
				bytes.addAndGet(KIBIBYTE.length());
				if (i == 2) {
					connection.awaitClosedByClient();
				}
			}
		}
		catch (SocketException ex) {
			// The client has closed it.
		}
	}

}
