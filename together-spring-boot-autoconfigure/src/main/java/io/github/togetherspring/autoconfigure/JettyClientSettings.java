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

import io.github.togetherspring.autoconfigure.ClientConnector.Connection;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ByteBufferPool;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;

/**
 * Settings of Jetty's HTTP client.
 */
class JettyClientSettings {

	Connection build(JettyClientHttpConnectorBuilder builder, HttpClientSettings settings) {
		return new Connection(builder.withHttpClientCustomizer(JettyClientSettings::shareNoBuffers).build(settings),
				Connection::keep);
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
