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

import java.nio.charset.StandardCharsets;

import io.github.togetherspring.autoconfigure.ClientConnector.Connection;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.ContentDecoder;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Settings of Jetty's HTTP client.
 */
class JettyClientSettings {

	private static final int JETTYS_MAX_CONNECTIONS = 64;

	private final @Nullable Integer maxConnections;

	private final @Nullable ClientProxy proxy;

	JettyClientSettings(ClientSetup setup) {
		this.maxConnections = setup.properties().http().maxConnections();
		this.proxy = ClientProxy.of(setup);
	}

	Connection build(JettyClientHttpConnectorBuilder builder, HttpClientSettings settings) {
		JettyClientHttpConnectorBuilder customized = builder
			.withHttpClientCustomizer(JettyClientSettings::shareNoBuffers)
			.withHttpClientCustomizer(JettyClientSettings::limitHeads)
			.withHttpClientCustomizer(JettyClientSettings::unpackNothing)
			.withHttpClientCustomizer(this::limitConnections);
		ClientProxy proxy = this.proxy;
		if (proxy == null) {
			return new Connection(customized.build(settings), Connection::keep);
		}
		ClientHttpConnector connector = customized.withHttpClientCustomizer((client) -> goThrough(proxy, client))
			.build(settings);
		return new Connection(new ProxiedConnector(proxy, connector, connector, connector), Connection::keep);
	}

	private static void goThrough(ClientProxy proxy, HttpClient client) {
		HttpProxy jettys = new HttpProxy(proxy.host(), proxy.port()) {
			@Override
			public boolean matches(Origin origin) {
				return super.matches(origin) && proxy.leadsTo(origin.getAddress().getHost());
			}
		};
		client.getProxyConfiguration().addProxy(jettys);
		if (proxy.username() != null) {
			client.getAuthenticationStore()
				.addAuthenticationResult(new BasicAuthentication.BasicResult(jettys.getURI(),
						HttpHeader.PROXY_AUTHORIZATION, proxy.username(), proxy.password(), StandardCharsets.UTF_8));
		}
	}

	// A call that waits for a connection would look like one that the server keeps
	// waiting.
	private void limitConnections(HttpClient client) {
		if (this.maxConnections != null) {
			client.setMaxConnectionsPerDestination(this.maxConnections);
		}
		else if (client.getMaxConnectionsPerDestination() == JETTYS_MAX_CONNECTIONS) {
			client.setMaxConnectionsPerDestination(ConnectorFactory.DEFAULT_MAX_CONNECTIONS);
		}
	}

	// Jetty has no limit. Equal lengths are one, by RFC 9110; different ones stay an
	// error.
	private static void limitHeads(HttpClient client) {
		if (client.getMaxResponseHeadersSize() < 0) {
			client.setMaxResponseHeadersSize(ConnectorFactory.MAX_RESPONSE_HEAD);
		}
		if (client.getHttpCompliance() == HttpCompliance.RFC9110) {
			client.setHttpCompliance(HttpCompliance.RFC9110.with("RFC9110 with equal lengths",
					HttpCompliance.Violation.MULTIPLE_CONTENT_LENGTHS));
		}
	}

	// Jetty never ends the unpacking of an answer that is cut: a thread turns round and
	// round. It is for ContentCoding, unless the application has set its own decoders.
	private static void unpackNothing(HttpClient client) {
		ContentDecoder.Factories decoders = client.getContentDecoderFactories();
		if (decoders.isEmpty()) {
			client.addEventListener(new LifeCycle.Listener() {
				@Override
				public void lifeCycleStarted(LifeCycle started) {
					decoders.clear();
				}
			});
		}
	}

	// When a connection breaks or an answer is given up, Jetty may clear a buffer that it
	// has put back into its pool, with the bytes of another call in it by then. See
	// https://github.com/jetty/jetty.project/issues/12934.
	private static void shareNoBuffers(HttpClient client) {
		if (client.getByteBufferPool() == null) {
			client.setByteBufferPool(new ByteBufferPool.NonPooling());
			// Others are dear to make.
			client.setUseInputDirectByteBuffers(false);
			client.setUseOutputDirectByteBuffers(false);
		}
	}

}
