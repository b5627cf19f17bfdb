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

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.internal.http.JdkHttpConnector;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JdkHttpConnector}, by itself.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class JdkHttpConnectorTests {

	private final WebClient webClient = WebClient.builder()
		.clientConnector(new JdkHttpConnector(HttpClient.newHttpClient()))
		.build();

	@Test
	void headersCookiesAndBody() throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> connection
			.write("HTTP/1.1 418 Teapot\r\nX-Tea: green\r\nx-tea: black\r\nContent-Length: 3\r\n\r\ntea"))) {
			ResponseEntity<String> response = this.webClient.post()
				.uri(server.baseUrl())
				.header("X-Cup", "1", "2")
				.cookie("a", "b")
				.cookie("c", "d")
				.contentType(MediaType.TEXT_PLAIN)
				.contentLength(5)
				.bodyValue("leafs")
				.exchangeToMono((answer) -> answer.toEntity(String.class))
				.block();
			assertThat(response.getStatusCode().value()).isEqualTo(418);
			assertThat(response.getHeaders().get("X-TEA")).containsExactly("green", "black");
			assertThat(response.getBody()).isEqualTo("tea");
			String request = server.requests().get(0);
			assertThat(request).startsWith("POST /v1 HTTP/1.1\r\n").endsWith("\r\n\r\nleafs");
			// Nothing would undo it.
			assertThat(request.toLowerCase(Locale.ROOT))
				.contains("x-cup: 1\r\n", "x-cup: 2\r\n", "cookie: a=b; c=d\r\n", "content-type: text/plain",
						"content-length: 5\r\n")
				.doesNotContain("accept-encoding");
		}
	}

	@Test
	void requestWithoutBody() throws Exception {
		try (RawHttpServer server = new RawHttpServer(Fault::serveWell)) {
			assertThat(this.webClient.post().uri(server.baseUrl()).retrieve().bodyToMono(String.class).block())
				.contains("ab");
		}
	}

	@Test
	void serverThatIsNotThere() throws Exception {
		RawHttpServer server = new RawHttpServer(Fault::serveWell);
		server.close();
		assertThatExceptionOfType(WebClientRequestException.class)
			.isThrownBy(() -> this.webClient.post().uri(server.baseUrl()).retrieve().toBodilessEntity().block())
			.withCauseExactlyInstanceOf(ConnectException.class);
	}

	@Test
	void cancellingBeforeTheHeadersDropsNoError() throws Exception {
		List<Throwable> dropped = new CopyOnWriteArrayList<>();
		Hooks.onErrorDropped(dropped::add);
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			arrived.countDown();
			connection.awaitClosedByClient();
			closed.countDown();
		})) {
			Disposable call = this.webClient.post().uri(server.baseUrl()).retrieve().toBodilessEntity().subscribe();
			RawHttpServer.await(arrived);
			call.dispose();
			RawHttpServer.await(closed);
			Awaitility.await().until(() -> server.openConnections() == 0);
			assertThat(dropped).isEmpty();
		}
		finally {
			Hooks.resetOnErrorDropped();
		}
	}

	// Also while the connection is being made.
	@Test
	void cancellingAtAnyMomentClosesTheConnection() throws Exception {
		try (RawHttpServer server = new RawHttpServer(RawHttpServer.Connection::awaitClosedByClient)) {
			Random random = new Random(1);
			for (int i = 0; i < 300; i++) {
				Disposable call = this.webClient.post()
					.uri(server.baseUrl())
					.bodyValue("leafs")
					.retrieve()
					.toBodilessEntity()
					.subscribe();
				long until = System.nanoTime() + random.nextInt(300_000);
				while (System.nanoTime() < until) {
					Thread.onSpinWait();
				}
				call.dispose();
			}
			Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> server.openSockets() == 0);
		}
	}

}
