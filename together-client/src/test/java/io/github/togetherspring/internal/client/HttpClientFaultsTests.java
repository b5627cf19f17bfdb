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

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.togetherspring.internal.http.JdkHttpConnector;
import io.github.togetherspring.internal.http.UnreadResponseCloser;
import io.github.togetherspring.testsupport.RawHttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClientResponse;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunctions;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that HTTP clients still have the faults that this library works around. A test
 * that fails after an upgrade means that its work-around can be removed.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HttpClientFaultsTests {

	private static final Duration LONG_ENOUGH = Duration.ofMillis(300);

	@Test
	void reactorNettyTakesEarlyHintsForTheResponse() throws Exception {
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			connection.write("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n").pause();
			Fault.serveWell(connection);
		})) {
			int status = reactor.netty.http.client.HttpClient.newConnection()
				.get()
				.uri(server.baseUrl())
				.response()
				.map(HttpClientResponse::status)
				.block()
				.code();
			assertThat(status).as("status, without InformationalResponseHandler, which can be removed").isEqualTo(103);
		}
	}

	@Test
	void reactorNettyKeepsTheConnectionOfAnUndecodableBody() throws Exception {
		CountDownLatch failed = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer(
				(connection) -> connection.write(DecodingErrorHandlerTests.NOT_GZIP).awaitClosedByClient())) {
			Disposable call = reactor.netty.http.client.HttpClient.newConnection()
				.compress(true)
				.get()
				.uri(server.baseUrl())
				.responseContent()
				.subscribe((buffer) -> {
				}, (error) -> failed.countDown());
			RawHttpServer.await(failed);
			assertStaysOpen(server, "DecodingErrorHandler");
			call.dispose();
		}
	}

	@Test
	void jdkConnectorOfSpringKeepsTheConnectionOfACancelledBody() throws Exception {
		assertStaysOpen(new JdkClientHttpConnector(HttpClient.newHttpClient()), JdkHttpConnector.class.getSimpleName());
	}

	@Test
	void jettyKeepsTheConnectionOfACancelledBody() throws Exception {
		assertStaysOpen(new JettyClientHttpConnector(), "JettyRequests");
	}

	private static void assertStaysOpen(ClientHttpConnector connector, String repair) throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			connection.startStream().write(Fault.event("a"));
			connection.awaitClosedByClient();
		})) {
			Disposable call = WebClient.builder()
				.clientConnector(connector)
				.build()
				.get()
				.uri(server.baseUrl())
				.exchangeToFlux((response) -> response.bodyToFlux(DataBuffer.class)
					.take(1)
					.doOnNext(DataBufferUtils::release)
					.doOnComplete(cancelled::countDown)
					.concatWith(Flux.never()))
				.subscribe();
			RawHttpServer.await(cancelled);
			assertStaysOpen(server, repair);
			call.dispose();
		}
	}

	@Test
	void webClientLosesAResponseThatIsCancelledOnArrival() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		try (RawHttpServer server = new RawHttpServer((connection) -> {
			connection.startStream();
			connection.awaitClosedByClient();
		})) {
			ClientRequest request = ClientRequest.create(HttpMethod.GET, URI.create(server.baseUrl())).build();
			ExchangeFunctions.create(new ReactorClientHttpConnector())
				.exchange(request)
				.subscribe(new BaseSubscriber<ClientResponse>() {

					@Override
					protected void hookOnSubscribe(Subscription subscription) {
						subscription.request(1);
					}

					@Override
					protected void hookOnNext(ClientResponse response) {
						cancel();
						cancelled.countDown();
					}

				});
			RawHttpServer.await(cancelled);
			assertStaysOpen(server, UnreadResponseCloser.class.getSimpleName());
		}
	}

	private static void assertStaysOpen(RawHttpServer server, String repair) {
		Awaitility.await(repair + " can be removed unless the connection stays open")
			.pollInterval(Duration.ofMillis(10))
			.during(LONG_ENOUGH)
			.atMost(LONG_ENOUGH.multipliedBy(10))
			.until(() -> server.openConnections() == 1);
	}

}
