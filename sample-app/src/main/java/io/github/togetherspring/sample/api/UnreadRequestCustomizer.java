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

package io.github.togetherspring.sample.api;

import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;

/**
 * Reads on when an answer has ended. Reactor Netty 1.3.7 forgets to, now and then, when
 * the caller was quick to send the next request on the connection, which then waits for
 * ever. To be removed when Spring Boot brings 1.3.8.
 *
 * @see <a href=
 * "https://github.com/reactor/reactor-netty/issues/4361">reactor-netty#4361</a>
 */
@Component
class UnreadRequestCustomizer implements NettyServerCustomizer {

	@Override
	public HttpServer apply(HttpServer server) {
		return server.childObserve(this::observe);
	}

	// Behind what the server itself does at the end of an answer.
	private void observe(Connection connection, ConnectionObserver.State state) {
		if (state == ConnectionObserver.State.DISCONNECTING) {
			connection.channel().eventLoop().execute(connection.channel()::read);
		}
	}

}
