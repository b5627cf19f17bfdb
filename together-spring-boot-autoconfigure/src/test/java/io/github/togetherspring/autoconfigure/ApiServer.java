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
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLException;

import io.github.togetherspring.simulator.TogetherSimulator;
import io.github.togetherspring.simulator.script.ReceivedRequest;
import io.github.togetherspring.simulator.script.RequestPattern;
import io.github.togetherspring.simulator.script.SimulatedResponse;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.X509Bundle;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/**
 * A simulator over plain text or TLS, HTTP/1.1 or HTTP/2, that responds with its own name
 * to requests with or without an API key, at any path.
 */
final class ApiServer implements AutoCloseable {

	private final TogetherSimulator simulator;

	private volatile Mono<Void> delay = Mono.empty();

	private ApiServer(String name, UnaryOperator<HttpServer> settings) {
		this.simulator = TogetherSimulator.builder().host("localhost").httpServer(settings).start();
		this.simulator.on(RequestPattern.anyRequest()).respond((request) -> {
			this.delay.block();
			return respond(name, request);
		});
	}

	private static SimulatedResponse respond(String name, ReceivedRequest request) {
		String choice = "\"choices\":[{\"index\":0,\"text\":\"" + name + "\",\"finish_reason\":\"stop\"}]";
		return request.stream() ? SimulatedResponse.events("{" + choice + "}", "[DONE]")
				: SimulatedResponse.json(200, "{\"id\":\"1\"," + choice + "}");
	}

	static ApiServer plain(String name) {
		return new ApiServer(name, UnaryOperator.identity());
	}

	static ApiServer plainHttp2(String name) {
		return new ApiServer(name, (server) -> server.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11));
	}

	static ApiServer tls(String name, X509Bundle certificate) throws SSLException {
		SslContext context = context(certificate, "http/1.1").build();
		return new ApiServer(name, (server) -> server.secure((spec) -> spec.sslContext(context)));
	}

	static ApiServer mutualTls(String name, X509Bundle certificate, X509Bundle clients) throws SSLException {
		SslContext context = context(certificate, "http/1.1").trustManager(clients.getCertificate())
			.clientAuth(ClientAuth.REQUIRE)
			.build();
		return new ApiServer(name, (server) -> server.secure((spec) -> spec.sslContext(context)));
	}

	static ApiServer http2(String name, X509Bundle certificate) throws SSLException {
		SslContext context = context(certificate, "h2", "http/1.1").build();
		return new ApiServer(name, (server) -> server.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
			.secure((spec) -> spec.sslContext(context)));
	}

	private static SslContextBuilder context(X509Bundle certificate, String... protocols) {
		return SslContextBuilder
			.forServer(certificate.getKeyPair().getPrivate(), certificate.getCertificatePathWithRoot())
			.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
					SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocols));
	}

	String baseUrl() {
		return this.simulator.baseUrl();
	}

	void failNext(int... statuses) {
		for (int status : statuses) {
			this.simulator.enqueue(SimulatedResponse.status(status).withHeader("Retry-After", "0"));
		}
	}

	/**
	 * Delay all responses until the given mono completes.
	 */
	void answerAfter(Mono<Void> delay) {
		this.delay = delay;
	}

	int openConnections() {
		return this.simulator.openConnections();
	}

	List<Received> received() {
		return this.simulator.requests().stream().map(Received::of).toList();
	}

	@Override
	public void close() {
		this.simulator.close();
	}

	/**
	 * What tests look at in a request.
	 *
	 * @param protocol the version of HTTP
	 * @param path the path with its query
	 * @param authorization the header with the API key
	 * @param team a header that tests set
	 * @param proxyAuthorization the header with the credentials for a proxy
	 * @param body the body
	 */
	record Received(String protocol, String path, String authorization, String team, String proxyAuthorization,
			String body) {

		private static Received of(ReceivedRequest request) {
			String query = (request.query() != null) ? "?" + request.query() : "";
			return new Received(request.protocol(), request.path() + query, request.header("Authorization"),
					request.header("X-Team"), request.header("Proxy-Authorization"), request.body());
		}

	}

}
