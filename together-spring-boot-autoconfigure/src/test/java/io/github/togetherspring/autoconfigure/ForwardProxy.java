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

import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ConnectHandler;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * A forward proxy that tunnels, for those who know the password.
 */
final class ForwardProxy implements AutoCloseable {

	private final Server server = new Server();

	private final ServerConnector connector = new ServerConnector(this.server);

	private final List<String> tunnels = new CopyOnWriteArrayList<>();

	ForwardProxy(String username, String password) throws Exception {
		this.connector.setHost("localhost");
		this.server.addConnector(this.connector);
		String credentials = "Basic " + Base64.getEncoder().encodeToString((username + ":" + password).getBytes());
		this.server.setHandler(new ConnectHandler() {
			@Override
			protected boolean handleAuthentication(Request request, Response response, String address) {
				boolean known = username == null || credentials.equals(request.getHeaders().get("Proxy-Authorization"));
				if (known) {
					ForwardProxy.this.tunnels.add(address);
				}
				else {
					response.getHeaders().put("Proxy-Authenticate", "Basic realm=\"proxy\"");
				}
				return known;
			}
		});
		this.server.start();
	}

	int port() {
		return this.connector.getLocalPort();
	}

	List<String> tunnels() {
		return this.tunnels;
	}

	@Override
	public void close() {
		LifeCycle.stop(this.server);
	}

}
