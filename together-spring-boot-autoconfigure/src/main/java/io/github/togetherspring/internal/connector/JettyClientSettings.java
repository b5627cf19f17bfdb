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

package io.github.togetherspring.internal.connector;

import java.nio.charset.StandardCharsets;

import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.ContentDecoder;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Applies the settings of a client to Jetty's HTTP client.
 */
class JettyClientSettings {

	private static final int JETTYS_MAX_CONNECTIONS = 64;

	private final ConnectorSettings settings;

	private final HttpClientSettings httpSettings;

	JettyClientSettings(ConnectorSettings settings, HttpClientSettings httpSettings) {
		this.settings = settings;
		this.httpSettings = httpSettings;
	}

	Connection build(JettyClientHttpConnectorBuilder builder) {
		JettyClientHttpConnectorBuilder customized = builder
			.withHttpClientCustomizer(JettyClientSettings::shareNoBuffers)
			.withHttpClientCustomizer(JettyClientSettings::limitHeads)
			.withHttpClientCustomizer(JettyClientSettings::unpackNothing)
			.withHttpClientCustomizer(this::limitConnections);
		ClientProxy proxy = this.settings.proxy();
		if (proxy == null) {
			return new Connection(customized.build(this.httpSettings));
		}
		ClientHttpConnector connector = customized.withHttpClientCustomizer((client) -> goThrough(proxy, client))
			.build(this.httpSettings);
		return new Connection(new ProxiedConnector(proxy, connector, connector, connector));
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

	// A call that waits for a connection would look like one that waits for the server.
	private void limitConnections(HttpClient client) {
		Integer maxConnections = this.settings.maxConnections();
		if (maxConnections != null) {
			client.setMaxConnectionsPerDestination(maxConnections);
		}
		else if (client.getMaxConnectionsPerDestination() == JETTYS_MAX_CONNECTIONS) {
			client.setMaxConnectionsPerDestination(ConnectorFactory.DEFAULT_MAX_CONNECTIONS);
		}
	}

	// Jetty has no limit. By RFC 9110, equal duplicate lengths are valid; different ones
	// remain an error.
	private static void limitHeads(HttpClient client) {
		if (client.getMaxResponseHeadersSize() < 0) {
			client.setMaxResponseHeadersSize(ConnectorFactory.MAX_RESPONSE_HEAD);
		}
		if (client.getHttpCompliance() == HttpCompliance.RFC9110) {
			client.setHttpCompliance(HttpCompliance.RFC9110.with("RFC9110 with equal lengths",
					HttpCompliance.Violation.MULTIPLE_CONTENT_LENGTHS));
		}
	}

	// One of Jetty's decoders loops forever on a truncated response. The client decodes
	// responses itself, unless the application has set decoders.
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

	// When a connection breaks or a response is cancelled, Jetty may clear a buffer that
	// it has returned to its pool, and with it the bytes of another call. See
	// https://github.com/jetty/jetty.project/issues/12934.
	private static void shareNoBuffers(HttpClient client) {
		if (client.getByteBufferPool() == null) {
			client.setByteBufferPool(new ByteBufferPool.NonPooling());
			// Direct buffers are expensive to allocate.
			client.setUseInputDirectByteBuffers(false);
			client.setUseOutputDirectByteBuffers(false);
		}
	}

}
