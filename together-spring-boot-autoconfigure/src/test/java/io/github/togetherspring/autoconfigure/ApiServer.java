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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.X509Bundle;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The API on a real server, over plain text or TLS, HTTP/1.1 or HTTP/2. It answers with
 * its own name and keeps what it was asked.
 */
final class ApiServer implements AutoCloseable {

	private final String name;

	private final DisposableServer server;

	private final String scheme;

	private final List<Received> received = new CopyOnWriteArrayList<>();

	private final Queue<Integer> failures = new ConcurrentLinkedQueue<>();

	private final AtomicInteger openConnections = new AtomicInteger();

	private volatile Mono<Void> delay = Mono.empty();

	private ApiServer(String name, String scheme, UnaryOperator<HttpServer> setup) {
		this.name = name;
		this.scheme = scheme;
		this.server = setup.apply(HttpServer.create().host("localhost").port(0))
			.doOnChannelInit((observer, channel, address) -> count(channel))
			.handle(this::answer)
			.bindNow();
	}

	static ApiServer plain(String name) {
		return new ApiServer(name, "http", UnaryOperator.identity());
	}

	static ApiServer plainHttp2(String name) {
		return new ApiServer(name, "http", (server) -> server.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11));
	}

	static ApiServer tls(String name, X509Bundle certificate) throws SSLException {
		SslContext context = context(certificate, "http/1.1").build();
		return new ApiServer(name, "https", (server) -> server.secure((spec) -> spec.sslContext(context)));
	}

	static ApiServer mutualTls(String name, X509Bundle certificate, X509Bundle clients) throws SSLException {
		SslContext context = context(certificate, "http/1.1").trustManager(clients.getCertificate())
			.clientAuth(ClientAuth.REQUIRE)
			.build();
		return new ApiServer(name, "https", (server) -> server.secure((spec) -> spec.sslContext(context)));
	}

	static ApiServer http2(String name, X509Bundle certificate) throws SSLException {
		SslContext context = context(certificate, "h2", "http/1.1").build();
		return new ApiServer(name, "https", (server) -> server.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
			.secure((spec) -> spec.sslContext(context)));
	}

	private static SslContextBuilder context(X509Bundle certificate, String... protocols) {
		return SslContextBuilder
			.forServer(certificate.getKeyPair().getPrivate(), certificate.getCertificatePathWithRoot())
			.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
					SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocols));
	}

	String baseUrl() {
		return this.scheme + "://localhost:" + this.server.port() + "/v1";
	}

	void failNext(int... statuses) {
		for (int status : statuses) {
			this.failures.add(status);
		}
	}

	/**
	 * Answers only when the given mono completes.
	 */
	void answerAfter(Mono<Void> delay) {
		this.delay = delay;
	}

	int openConnections() {
		return this.openConnections.get();
	}

	private void count(Channel channel) {
		this.openConnections.incrementAndGet();
		channel.closeFuture().addListener((closed) -> this.openConnections.decrementAndGet());
	}

	List<Received> received() {
		return this.received;
	}

	@Override
	public void close() {
		this.server.disposeNow();
	}

	private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		return request.receive().aggregate().asString().defaultIfEmpty("").flatMap((body) -> {

			this.received.add(new Received(request.protocol(), request.uri(),
					request.requestHeaders().get("Authorization"), request.requestHeaders().get("X-Team"),
					request.requestHeaders().get("Proxy-Authorization"), body));
			return this.delay.then(Mono.defer(() -> send(body, response)));
		});
	}

	private Mono<Void> send(String body, HttpServerResponse response) {
		Integer failure = this.failures.poll();
		if (failure != null) {
			return response.status(failure).header("Retry-After", "0").send().then();
		}
		String choice = "\"choices\":[{\"index\":0,\"text\":\"" + this.name + "\",\"finish_reason\":\"stop\"}]";
		if (body.contains("\"stream\":true")) {
			return response.header("Content-Type", "text/event-stream")
				.sendString(Mono.just("data: {" + choice + "}\n\ndata: [DONE]\n\n"))
				.then();
		}
		return response.header("Content-Type", "application/json")
			.sendString(Mono.just("{\"id\":\"1\"," + choice + "}"))
			.then();
	}

	/**
	 * One request.
	 *
	 * @param protocol the version of HTTP
	 * @param path the path
	 * @param authorization the header with the key
	 * @param team the header that a test sets
	 * @param proxyAuthorization the header with the credentials for a proxy
	 * @param body the body
	 */
	record Received(String protocol, String path, String authorization, String team, String proxyAuthorization,
			String body) {

	}

}
