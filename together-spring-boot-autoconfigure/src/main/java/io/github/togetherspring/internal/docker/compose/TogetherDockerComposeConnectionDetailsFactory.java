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

package io.github.togetherspring.internal.docker.compose;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.togetherspring.autoconfigure.TogetherConnectionDetails;
import io.github.togetherspring.internal.docker.CompatibleServer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/**
 * {@link DockerComposeConnectionDetailsFactory} for a compatible server, which is
 * recognized by its image or by the label
 * {@code org.springframework.boot.service-connection}. Labels that start with
 * {@code io.github.together-spring} override {@code port} (in the container),
 * {@code base-path} and {@code api-key}.
 */
class TogetherDockerComposeConnectionDetailsFactory
		extends DockerComposeConnectionDetailsFactory<TogetherConnectionDetails> {

	private static final String NAME_LABEL = "org.springframework.boot.service-connection";

	TogetherDockerComposeConnectionDetailsFactory() {
		super(CompatibleServer.allConnectionNames().toArray(String[]::new));
	}

	@Override
	protected TogetherConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		RunningService service = source.getRunningService();
		return new ComposeDetails(service, server(service));
	}

	private static CompatibleServer server(RunningService service) {
		String label = service.labels().get(NAME_LABEL);
		String name = canonical((label != null) ? label : service.image().getName());
		return Arrays.stream(CompatibleServer.values())
			.filter((server) -> server.connectionNames()
				.stream()
				.anyMatch((candidate) -> canonical(candidate).equals(name)))
			.findFirst()
			.orElse(CompatibleServer.OTHER);
	}

	private static String canonical(String name) {
		return ImageReference.of(name).getName();
	}

	/**
	 * {@link TogetherConnectionDetails} of a Docker Compose service.
	 */
	private static final class ComposeDetails extends DockerComposeConnectionDetails
			implements TogetherConnectionDetails {

		private static final String LABELS = "io.github.together-spring.";

		private final String baseUrl;

		private final String apiKey;

		private final @Nullable SslBundle sslBundle;

		private ComposeDetails(RunningService service, CompatibleServer server) {
			super(service);
			this.sslBundle = getSslBundle(service);
			String scheme = (this.sslBundle != null) ? "https" : "http";
			this.baseUrl = scheme + "://" + service.host() + ":" + port(service, server) + basePath(service.labels());
			this.apiKey = service.labels().getOrDefault(LABELS + "api-key", server.apiKey(service.env()::get));
		}

		private static int port(RunningService service, CompatibleServer server) {
			String label = service.labels().get(LABELS + "port");
			if (label != null) {
				return service.ports().get(Integer.parseInt(label.strip()));
			}
			List<Integer> published = service.ports().getAll("tcp");
			return (published.size() == 1) ? published.get(0) : service.ports().get(server.port());
		}

		private static String basePath(Map<String, String> labels) {
			String path = labels.getOrDefault(LABELS + "base-path", CompatibleServer.BASE_PATH);
			String trimmed = StringUtils.trimTrailingCharacter(StringUtils.trimLeadingCharacter(path.strip(), '/'),
					'/');
			return trimmed.isEmpty() ? "" : "/" + trimmed;
		}

		@Override
		public String getBaseUrl() {
			return this.baseUrl;
		}

		@Override
		public String getApiKey() {
			return this.apiKey;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
