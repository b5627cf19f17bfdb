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

package io.github.togetherspring.internal.testcontainers;

import java.util.Arrays;
import java.util.List;

import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import io.github.togetherspring.internal.docker.CompatibleServer;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

/**
 * {@link ContainerConnectionDetailsFactory} for a compatible server in a
 * {@link ServiceConnection @ServiceConnection} container, which is recognized by its
 * image or by the name of the connection.
 */
class TogetherContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, TogetherConnectionDetails> {

	TogetherContainerConnectionDetailsFactory() {
		super(CompatibleServer.allConnectionNames());
	}

	@Override
	protected TogetherConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		CompatibleServer server = Arrays.stream(CompatibleServer.values())
			.filter((candidate) -> accepts(source, candidate))
			.findFirst()
			.orElseThrow();
		return new ContainerDetails(source, server);
	}

	private static boolean accepts(ContainerConnectionSource<Container<?>> source, CompatibleServer server) {
		return server.connectionNames()
			.stream()
			.anyMatch((name) -> source.accepts(name, Container.class, TogetherConnectionDetails.class));
	}

	/**
	 * {@link TogetherConnectionDetails} of a container.
	 */
	private static final class ContainerDetails extends ContainerConnectionDetails<Container<?>>
			implements TogetherConnectionDetails {

		private final CompatibleServer server;

		private ContainerDetails(ContainerConnectionSource<Container<?>> source, CompatibleServer server) {
			super(source);
			this.server = server;
		}

		@Override
		public String getBaseUrl() {
			String scheme = (getSslBundle() != null) ? "https" : "http";
			Container<?> container = getContainer();
			return scheme + "://" + container.getHost() + ":" + container.getMappedPort(port(container))
					+ CompatibleServer.BASE_PATH;
		}

		// The usual port of the image, or the one that the container exposes instead.
		private int port(Container<?> container) {
			List<Integer> exposed = container.getExposedPorts();
			return (exposed.isEmpty() || exposed.contains(this.server.port())) ? this.server.port() : exposed.get(0);
		}

		@Override
		public String getApiKey() {
			return this.server.apiKey(getContainer().getEnvMap()::get);
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

	}

}
